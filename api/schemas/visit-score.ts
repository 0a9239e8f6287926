import Type from 'typebox';
import { BodyRegionSchema } from '../../services/domain/body-region.ts';
import { HAND_UNIT_LIMITS } from '../../services/scores/hand-units.ts';
import { NOT_COUNTED_REASONS, VASI_REGIONS } from '../../services/scores/visit-surfaces.ts';
import { Id, Nullable } from './error.ts';
import { shared } from './shared.ts';

const HandUnit = Type.Number({
  ...HAND_UNIT_LIMITS,
  description:
    'What one hand unit is taken for, in % of the body surface: 1 for plain %BSA, 0.87 to read as a rater does',
});
export const VisitScoreQuery = Type.Object(
  { hand_unit_bsa_percent: Type.Optional(HandUnit) },
  { additionalProperties: false },
);

const score = { continuous: Nullable(Type.Number()), laddered: Nullable(Type.Number()) };
const BothWays = (description: string) => Type.Object(score, { description });

export const VisitScoreSchema = shared(
  'VisitScore',
  Type.Object({
    visit_id: Id,
    hand_unit_bsa_percent: Type.Number(),
    f_vasi: BothWays('Null unless the whole face was photographed and measured'),
    vasi_5_regions: BothWays('Null unless every part of the body below the neck was'),
    t_vasi: BothWays('Six regions; null unless every part of the body was'),
    regions: Type.Array(Type.Object({ region: Type.Enum(VASI_REGIONS), ...score, photo_ids: Type.Array(Id) }), {
      description: 'Null where a photo of the region is missing: what was not photographed is not nought',
    }),
    photographed: Type.Object(
      { continuous: Type.Number(), laddered: Type.Number() },
      { description: 'Sum over the counted photos, whatever is missing: no VASI' },
    ),
    missing: Type.Array(
      Type.Object({ body_region: BodyRegionSchema, photos: Type.Integer(), needed: Type.Integer() }),
      { description: 'Body regions of which not every side is there, with the photos that count and that are needed' },
    ),
    not_counted: Type.Array(Type.Object({ photo_id: Id, reason: Type.Enum(NOT_COUNTED_REASONS) })),
  }),
);
export type VisitScoreBody = Type.Static<typeof VisitScoreSchema>;
