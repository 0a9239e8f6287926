import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { CONDITIONS, type Condition } from '../../services/domain/condition.ts';
import { Refusal } from '../../services/refusal.ts';
import { type ManifestEntry, parseCsvManifest, parseJsonManifest, type Shown } from './manifest.ts';

/** Endings of files that are taken for photos, HEIC included so that it is refused with its own reason and not overlooked. */
const PHOTO_ENDINGS = ['.jpg', '.jpeg', '.png', '.webp', '.tif', '.tiff', '.avif', '.heic', '.heif'];
const MASK_ENDING = /\.(mask|truth)\.png$/i;

export type CaseFault = 'no_photo' | 'no_condition' | 'no_mask' | 'several_masks' | 'several_photos';

/** One photo to be asked for one condition, or the reason why it cannot be judged. Names are those of files in the folder. */
export interface EvaluationCase {
  readonly photo: string;
  /** Absent where nobody says. */
  readonly shows: Shown | undefined;
  readonly askedAs: Condition | undefined;
  readonly subject: string | undefined;
  readonly mmPerPixel: number | undefined;
  /** Absent on healthy skin without a mask. */
  readonly mask: string | undefined;
  readonly fault: { readonly code: CaseFault; readonly message: string } | undefined;
}

export async function readCases(folder: string, condition: Condition | undefined): Promise<readonly EvaluationCase[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause) => {
    throw new Refusal('invalid_request', `The folder ${folder} cannot be read. Name a folder of photos with masks.`, {
      cause,
    });
  });
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const cases = planCases(files, await readManifest(folder, files), condition);
  if (cases.length === 0) {
    throw new Refusal('invalid_request', `There is no photo in ${folder}. Subfolders are not searched.`);
  }
  return cases;
}

async function readManifest(folder: string, files: readonly string[]): Promise<readonly ManifestEntry[]> {
  const [csv, json] = ['evaluate.csv', 'evaluate.json'].map((name) => files.includes(name) && join(folder, name));
  if (csv && json) {
    throw new Refusal('invalid_request', 'The folder has evaluate.csv and evaluate.json. Keep one of them.');
  }
  if (csv) return parseCsvManifest(await readFile(csv, 'utf8'));
  return json ? parseJsonManifest(await readFile(json, 'utf8')) : [];
}

/** What to judge, in the order of names. Pure. */
export function planCases(
  files: readonly string[],
  manifest: readonly ManifestEntry[],
  condition: Condition | undefined,
): readonly EvaluationCase[] {
  const listed = new Map(manifest.map((entry) => [entry.photo, entry]));
  const masks = byStem(files.filter((name) => MASK_ENDING.test(name)));
  const photos = byStem(files.filter((name) => isPhoto(name) || listed.has(name)));
  const cases = [...photos].flatMap(([stem, names]) =>
    names.flatMap((photo) => {
      const entry = listed.get(photo);
      const shows = entry?.condition ?? condition;
      const found = { masks: masks.get(stem) ?? [], photos: names };
      const one = {
        ...{ photo, shows, subject: entry?.subject, mmPerPixel: entry?.mm_per_pixel },
        ...{ mask: found.masks[0], fault: faultOf(shows, found) },
      };
      return askedAs(shows, condition).map((asked) => ({ ...one, askedAs: asked }));
    }),
  );
  const absent = { subject: undefined, mmPerPixel: undefined, mask: undefined, askedAs: undefined };
  const noPhoto = (photo: string, shows: Shown | undefined, message: string): EvaluationCase => ({
    ...{ ...absent, photo, shows, fault: { code: 'no_photo', message } },
  });
  const missing = manifest.flatMap((entry) =>
    files.includes(entry.photo)
      ? []
      : [noPhoto(entry.photo, entry.condition, 'The photo is listed but not in the folder.')],
  );
  const orphans = [...masks].flatMap(([stem, names]) =>
    photos.has(stem) ? [] : names.map((name) => noPhoto(name, undefined, 'There is no photo to this mask.')),
  );
  return [...cases, ...missing, ...orphans].sort((a, b) => (a.photo < b.photo ? -1 : a.photo > b.photo ? 1 : 0));
}

const isPhoto = (name: string): boolean =>
  !name.startsWith('.') && !MASK_ENDING.test(name) && PHOTO_ENDINGS.includes(extname(name).toLowerCase());

function byStem(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const stem = MASK_ENDING.test(name)
      ? name.replace(MASK_ENDING, '')
      : name.slice(0, name.length - extname(name).length);
    groups.set(stem, [...(groups.get(stem) ?? []), name]);
  }
  return groups;
}

/** Healthy skin shows no false lesion of any condition: it is asked for the one named, or for each. */
function askedAs(shows: Shown | undefined, condition: Condition | undefined): readonly (Condition | undefined)[] {
  if (shows !== 'healthy') return [shows];
  return condition === undefined ? CONDITIONS : [condition];
}

function faultOf(
  shows: Shown | undefined,
  { masks, photos }: { readonly masks: readonly string[]; readonly photos: readonly string[] },
): EvaluationCase['fault'] {
  if (shows === undefined) {
    const message = 'Nobody says what the photo shows. Give --condition, or list it in evaluate.csv.';
    return { code: 'no_condition', message };
  }
  if (masks.length > 1)
    return { code: 'several_masks', message: `There are ${masks.join(' and ')}. Keep one of them.` };
  if (photos.length > 1 && masks.length > 0) {
    const message = `${photos.join(' and ')} would share one mask. Give them different names.`;
    return { code: 'several_photos', message };
  }
  if (masks.length === 0 && shows !== 'healthy') {
    return { code: 'no_mask', message: 'There is no mask: neither NAME.mask.png nor NAME.truth.png.' };
  }
  return undefined;
}
