import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Segmenter } from '../../models/segmenter.ts';
import type { LesionSize } from '../../services/agreement/lesion-size.ts';
import type { PhotoAgreement } from '../../services/agreement/photo-agreement.ts';
import type { ToneClass } from '../../services/colour/lab.ts';
import type { Condition } from '../../services/domain/condition.ts';
import { encodeComparedOverlay } from '../../services/imaging/encode.ts';
import { readMask } from '../../services/imaging/read-mask.ts';
import { evaluatePhoto, type PhotoEvaluation } from '../../services/pipeline/evaluate-photo.ts';
import { type ErrorDocument, errorDocument } from '../error-document.ts';
import type { CaseFault, EvaluationCase } from './folder.ts';
import type { Shown } from './manifest.ts';

/** Why a photo says nothing about the machine: it is counted, and in no figure. */
type TruthFault = CaseFault | 'bad_mask' | 'mask_size' | 'lesion_on_healthy';

/** One photo asked for one condition, as it stands in the JSON document. */
export interface PhotoRow {
  readonly photo: string;
  readonly shows: Shown | null;
  readonly asked_as: Condition | null;
  readonly subject: string | null;
  /** `refused`: there is a truth but no measurement. `not_judged`: there is no truth to judge by. */
  readonly status: 'judged' | 'refused' | 'not_judged';
  readonly error: { readonly code: ErrorDocument['error']['code'] | TruthFault; readonly message: string } | null;
  readonly ita_deg: number | null;
  readonly tone_class: ToneClass | null;
  readonly lesion_size: LesionSize | null;
  readonly agreement: PhotoAgreement | null;
  readonly hd95_mm: number | null;
  readonly area_cm2: { readonly truth: number; readonly machine: number } | null;
  readonly flags: readonly string[];
}

export interface JudgedCase {
  readonly row: PhotoRow;
  /** The photo with both outlines, JPEG; absent where it was not wanted or there is no measurement. */
  readonly overlay: Uint8Array | undefined;
}

export interface JudgeOptions {
  readonly folder: string;
  readonly mmPerPixel?: number | undefined;
  readonly markerMm?: number | undefined;
  readonly withOverlay: boolean;
}

/** Never throws: a fault of one photo is its row. */
export async function judgeCase(one: EvaluationCase, options: JudgeOptions, segmenter: Segmenter): Promise<JudgedCase> {
  const blank = blankRow(one);
  const { askedAs: condition } = one;
  const notJudged = (code: TruthFault, message: string): JudgedCase => ({
    row: { ...blank, status: 'not_judged', error: { code, message } },
    overlay: undefined,
  });
  if (one.fault) return notJudged(one.fault.code, one.fault.message);
  if (condition === undefined) throw new RangeError(`Expected a condition to ask ${one.photo} for but received none`);
  try {
    const drawn = one.mask === undefined ? undefined : await readMask(await readFile(join(options.folder, one.mask)));
    if (drawn && 'fault' in drawn) return notJudged('bad_mask', drawn.fault);
    if (one.shows === 'healthy' && drawn?.lesion.data.includes(1)) {
      return notJudged('lesion_on_healthy', 'The photo is listed as healthy, but its mask has a lesion.');
    }
    const request = {
      condition,
      declaredMmPerPixel: one.mmPerPixel ?? options.mmPerPixel,
      markerSideMm: options.markerMm,
    };
    const found = await evaluatePhoto(await readFile(join(options.folder, one.photo)), drawn, request, segmenter);
    if (found.kind === 'unfit_truth') return notJudged(found.code, found.message);
    return { row: { ...blank, ...evaluatedFields(found, one) }, overlay: await overlayOf(found, options) };
  } catch (error) {
    return { row: { ...blank, error: errorDocument(one.photo, error).error }, overlay: undefined };
  }
}

function blankRow({ photo, shows, askedAs, subject }: EvaluationCase): PhotoRow {
  return {
    ...{ photo, shows: shows ?? null, asked_as: askedAs ?? null, subject: subject ?? null },
    ...{ status: 'refused', error: null, ita_deg: null, tone_class: null, lesion_size: null },
    ...{ agreement: null, hd95_mm: null, area_cm2: null, flags: [] },
  };
}

type Evaluated = Exclude<PhotoEvaluation, { kind: 'unfit_truth' }>;

function evaluatedFields(found: Evaluated, one: EvaluationCase): Partial<PhotoRow> {
  const known = {
    ita_deg: found.tone?.itaDeg ?? null,
    tone_class: found.tone?.toneClass ?? null,
    lesion_size: found.size ?? null,
  };
  if (found.kind === 'refused') return { ...known, error: errorDocument(one.photo, found.refusal).error };
  const { agreement, hd95_mm, area_cm2, measurement } = found;
  return { ...known, status: 'judged', agreement, hd95_mm, area_cm2, flags: measurement.quality.flags };
}

async function overlayOf(found: Evaluated, { withOverlay }: JudgeOptions): Promise<Uint8Array | undefined> {
  return withOverlay && found.kind === 'judged' ? encodeComparedOverlay(found.image, found.lesions) : undefined;
}
