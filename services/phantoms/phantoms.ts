import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type from 'typebox';
import Value from 'typebox/value';
import { CONDITIONS } from '../domain/condition.ts';
import { PACKAGE_ROOT } from '../package-root.ts';

export const TONE_CLASSES = ['very_light', 'light', 'intermediate', 'tan', 'brown', 'dark'] as const;

const NullableNumber = Type.Union([Type.Number(), Type.Null()]);

/** The fields of test-images/phantoms.json that measuring against the truth needs. */
const PhantomSchema = Type.Object({
  file: Type.String(),
  truth: Type.String(),
  kind: Type.Enum(['lesion', 'healthy', 'pair', 'benchmark']),
  condition: Type.Enum([...CONDITIONS, 'healthy']),
  tone_class: Type.Enum(TONE_CLASSES),
  view: Type.String(),
  shape: Type.Enum(['flat', 'limb', 'hand']),
  marker: Type.Union([Type.Object({ id: Type.Integer(), side_mm: Type.Number() }), Type.Null()]),
  width: Type.Integer(),
  height: Type.Integer(),
  lesion_pixels: Type.Integer(),
  lesion_percent_of_skin: Type.Number(),
  lesion_area_cm2: NullableNumber,
});
const PairSchema = Type.Object({
  name: Type.String(),
  condition: Type.Enum(CONDITIONS),
  baseline: Type.String(),
  followup: Type.String(),
  gross_percent: Type.Number(),
  new_percent: Type.Number(),
  net_percent: Type.Number(),
});
const IndexSchema = Type.Object({ photos: Type.Array(PhantomSchema), pairs: Type.Array(PairSchema) });

export type Phantom = Type.Static<typeof PhantomSchema>;
export type PhantomPair = Type.Static<typeof PairSchema>;

const FOLDER = join(PACKAGE_ROOT, 'test-images');
const WIDE_SET = 'wide';

const readIndex = async (file: string): Promise<Type.Static<typeof IndexSchema>> =>
  Value.Parse(IndexSchema, JSON.parse(await readFile(join(FOLDER, file), 'utf8')));

/** The named phantoms and pairs. */
export const readPhantoms = (): Promise<Type.Static<typeof IndexSchema>> => readIndex('phantoms.json');

/** The wide set: lesions of every tone and more than a hundred photos of healthy skin, drawn at random. */
export async function readWideSet(): Promise<readonly Phantom[]> {
  const { photos } = await readIndex(join(WIDE_SET, 'phantoms.json'));
  return photos.map((photo) => ({ ...photo, file: join(WIDE_SET, photo.file), truth: join(WIDE_SET, photo.truth) }));
}

export const phantomPath = (file: string): string => join(FOLDER, file);
