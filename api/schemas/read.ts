import Type from 'typebox';
import { BodyRegionSchema, ViewSchema } from '../../services/domain/body-region.ts';
import { IlluminationSchema } from '../../services/domain/condition.ts';
import { READ_STATES } from '../../services/store/reads.ts';
import { BLINDED_THINGS, MACHINE_CONDITIONS } from '../../services/study/protocol.ts';
import { ADJUDICATION_STATES, MACHINE_SEEN, READ_KINDS, SIGNATURE_MEANINGS } from '../../services/study/reads.ts';
import { Id, Instant, Nullable } from './error.ts';
import { Items } from './manual-score.ts';
import { shared } from './shared.ts';
import { ReasonSchema } from './study.ts';

export const NewRoundSchema = Type.Object(
  {
    seed: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'Gives the order of each reader; keep it secret until the end',
    }),
    reader_key_ids: Type.Array(Id, { minItems: 1, maxItems: 50, description: 'Ids of keys of the role rater' }),
  },
  { additionalProperties: false },
);
export const RoundSchema = Type.Object({ id: Id, units: Type.Integer(), reads: Type.Integer() });

const SignatureSchema = Type.Object({
  signer: Type.String(),
  meaning: Type.Enum(SIGNATURE_MEANINGS),
  signed_at: Instant,
  signature_sha256: Type.String({ description: 'Of signer, meaning, time and content together' }),
});
const VersionSchema = Type.Object({
  version: Type.Integer(),
  items: Items,
  value: Type.Number(),
  definition: Type.Object({ id: Type.String(), version: Type.String() }),
  machine_seen: Type.Enum(MACHINE_SEEN, {
    description: "What was shown of the machine's value before this was entered",
  }),
  reason: Nullable(Type.String()),
  content_sha256: Type.String(),
  entered_at: Instant,
  signature: Nullable(SignatureSchema),
});

export const ReadSummarySchema = Type.Object({
  id: Id,
  position: Type.Integer({ description: 'In the order of the reader' }),
  adjudication: Type.Boolean(),
  state: Type.Enum(READ_STATES),
  superseded: Type.Boolean({ description: 'A picture was replaced after somebody had signed: it counts no longer' }),
});
export const ReadListSchema = Type.Object({ reads: Type.Array(ReadSummarySchema) });

/** Nothing of it names the photo, the visit or the subject. What the protocol withholds is null. */
export const ReadSchema = shared(
  'Read',
  Type.Object({
    ...ReadSummarySchema.properties,
    definition: Type.String(),
    form_url: Type.String(),
    blind_to: Type.Array(Type.Enum(BLINDED_THINGS)),
    visit_label: Nullable(Type.String()),
    visit_date: Nullable(Type.String({ format: 'date' })),
    treatment: Nullable(Type.String()),
    photos: Type.Array(
      Type.Object({
        number: Type.Integer(),
        url: Type.String(),
        is_baseline: Type.Boolean({ description: 'Laid beside for comparison' }),
        replaces_earlier: Type.Boolean({ description: 'Taken again, in the place of the picture handed out at first' }),
        replaced_since: Type.Boolean({ description: 'Another photo has taken its place since' }),
        body_region: BodyRegionSchema,
        view: ViewSchema,
        illumination: IlluminationSchema,
      }),
    ),
    machine: Type.Object({
      condition: Type.Enum(MACHINE_CONDITIONS),
      shown: Type.Boolean(),
      value: Nullable(
        Type.Number({ description: 'In the units of the score; null where it is not shown, or there is none' }),
      ),
    }),
    versions: Type.Array(VersionSchema, { description: "The reader's own, oldest first" }),
  }),
);

export const EnterReadSchema = Type.Object(
  { items: Items, reason: Type.Optional(ReasonSchema) },
  { additionalProperties: false },
);
export const SignReadSchema = Type.Object(
  {
    meaning: Type.Enum(SIGNATURE_MEANINGS),
    secret: Type.String({ minLength: 1, maxLength: 200, description: 'The signing secret, typed again each time' }),
  },
  { additionalProperties: false },
);

export const ReadResultsSchema = Type.Object({
  units: Type.Array(
    Type.Object({
      round_id: Id,
      unit_id: Id,
      subject_code: Type.String(),
      visit_label: Type.String(),
      machine_value: Nullable(Type.Number({ description: 'In the units of the score, as measured last' })),
      superseded: Type.Boolean({
        description: 'A picture was replaced after somebody had signed: nothing counts, the unit is read again',
      }),
      adjudication: Type.Enum(ADJUDICATION_STATES),
      consensus: Nullable(Type.Number({ description: "The adjudicator's value, or the mean of the readers" })),
      reads: Type.Array(
        Type.Object({
          id: Id,
          reader: Nullable(Type.String()),
          kind: Type.Enum(READ_KINDS),
          position: Type.Integer(),
          intact: Type.Boolean({ description: 'Whether it is what was signed' }),
          version: Nullable(VersionSchema),
        }),
      ),
    }),
  ),
});

export const MeSchema = Type.Object({
  id: Nullable(
    Type.String({ format: 'uuid', description: 'By which reads are handed out; null for this machine without a key' }),
  ),
  name: Type.String(),
  role: Type.String(),
  studies: Nullable(
    Type.Array(Type.Object({ study_id: Id, site_id: Nullable(Id) }), { description: 'Null: all, and what is of none' }),
  ),
});
export const SigningSecretSchema = Type.Object(
  {
    secret: Type.String({ minLength: 8, maxLength: 200, description: 'Known to nobody else' }),
    current: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'The one so far, where there is one' }),
    ),
  },
  { additionalProperties: false },
);

export const TreatmentsBody = Type.Object(
  {
    treatments: Type.Array(
      Type.Object(
        { subject_id: Id, treatment: Type.String({ minLength: 1, maxLength: 64 }) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 1000 },
    ),
    reason: ReasonSchema,
  },
  { additionalProperties: false },
);
export const TreatmentListSchema = Type.Object({
  treatments: Type.Array(
    Type.Object({ subject_id: Id, subject_code: Type.String(), treatment: Nullable(Type.String()) }),
  ),
});
