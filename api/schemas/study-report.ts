import Type from 'typebox';
import { MISSING_RULES } from '../../services/outcomes/missing-data.ts';
import { SCORE_SOURCES } from '../../services/results/visit-scores.ts';
import {
  REPORT_FORMAT_NAMES,
  REPORT_FORMATS,
  USUAL_AGREEMENT,
  USUAL_OUTCOMES,
} from '../../services/store/study-reports.ts';

const Format = Type.Optional(
  Type.Enum(REPORT_FORMAT_NAMES, {
    default: 'json',
    description: 'json and csv for programs; text as tables for people; html and pdf with the plots',
  }),
);

/** Above it a seed is none of the generator's. */
const LARGEST_SEED = 2 ** 32 - 1;

export const AgreementQuery = Type.Object(
  {
    format: Format,
    seed: Type.Optional(
      Type.Integer({
        ...{ minimum: 0, maximum: LARGEST_SEED, default: USUAL_AGREEMENT.seed },
        description: 'Of the bootstrap: the same seed gives the same intervals',
      }),
    ),
    least_stratum_pairs: Type.Optional(
      Type.Integer({
        ...{ minimum: 5, maximum: 10_000, default: USUAL_AGREEMENT.leastStratumPairs },
        description: 'Below so many pairs a stratum (tone class, site, region, lesion size) has no figures',
      }),
    ),
  },
  { additionalProperties: false },
);

export const OutcomesQuery = Type.Object(
  {
    format: Format,
    missing: Type.Optional(
      Type.Enum(MISSING_RULES, {
        default: USUAL_OUTCOMES.missingRule,
        description: 'What stands in for a missing score: docs/outcomes.md',
      }),
    ),
    responder_percent: Type.Optional(
      Type.Number({
        ...{ exclusiveMinimum: 0, maximum: 100, default: USUAL_OUTCOMES.responderPercent },
        description: 'Relative fall from the first visit that makes a responder',
      }),
    ),
    visit: Type.Optional(
      Type.String({ maxLength: 64, description: 'Label of the visit that is analysed; the last one where left out' }),
    ),
    source: Type.Optional(
      Type.Enum(SCORE_SOURCES, {
        description:
          'Whose scores: what counts of the reads, what the sites entered, or the machine. Left out: reads of the score that the protocol has read, else what the sites entered',
      }),
    ),
  },
  { additionalProperties: false },
);

/** A report in each of its forms; figures as docs/agreement.md and docs/outcomes.md describe them. */
export function reportResponse(title: string) {
  const types = Object.values(REPORT_FORMATS).map((mediaType) => mediaType.split(';')[0]);
  return {
    description: title,
    content: Object.fromEntries(
      types.map((type) => [type, { schema: type === 'application/json' ? Json : Type.String() }]),
    ),
  };
}

/** Written by the report itself, with ends that are not bounded as "Infinity". */
const Json = Type.Object(
  {
    study: Type.Object({
      ...{ code: Type.String(), title: Type.String(), locked: Type.Boolean(), unblinded: Type.Boolean() },
    }),
    provenance: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
    warnings: Type.Array(Type.String()),
  },
  { additionalProperties: true },
);
