import Type from 'typebox';
import { Value } from 'typebox/value';
import { BodyRegionSchema, ViewSchema } from '../domain/body-region.ts';
import { ConditionSchema } from '../domain/condition.ts';
import { Refusal } from '../refusal.ts';
import { findDefinition, SCORE_DEFINITIONS } from '../scores/definitions.ts';
import type { Instrument } from '../scores/instruments.ts';

const DefinitionId = Type.Enum(SCORE_DEFINITIONS.map(({ id }) => id));
const Label = Type.String({ minLength: 1, maxLength: 64 });

/** What a reader may not learn of what is read. */
export const BLINDED_THINGS = ['visit', 'time', 'treatment'] as const;

/** When a reader is shown the machine's value: never, once the own read is signed, or with the photo. */
export const MACHINE_CONDITIONS = ['hidden', 'shown_after', 'shown_with_photo'] as const;

/** One reader; two, with a third where they differ; a panel whose mean counts. */
export const READ_DESIGNS = ['one_reader', 'two_readers', 'panel'] as const;
export const READ_UNITS = ['photo', 'visit'] as const;

const ReadsSchema = Type.Object(
  {
    definition: Type.Enum(
      SCORE_DEFINITIONS.map(({ id }) => id),
      { description: 'The score that is read; one of `instruments`' },
    ),
    unit: Type.Enum(READ_UNITS, { description: 'What one read is of: a photo, or all photos of a visit together' }),
    design: Type.Enum(READ_DESIGNS),
    blind_to: Type.Array(Type.Enum(BLINDED_THINGS), { uniqueItems: true }),
    machine: Type.Enum(MACHINE_CONDITIONS),
    side_by_side: Type.Boolean({
      description: "Whether photos of the subject's first visit are laid beside, said to be so",
    }),
    repeat_percent: Type.Number({
      minimum: 0,
      maximum: 100,
      description: 'Share of the units that each reader gets twice without being told, for agreement with oneself',
    }),
    adjudicate_machine: Type.Boolean({
      description: 'Whether a difference between reader and machine beyond the limit is adjudicated too',
    }),
  },
  { additionalProperties: false },
);

export const ProtocolSchema = Type.Object(
  {
    conditions: Type.Array(ConditionSchema, { minItems: 1, uniqueItems: true }),
    visits: Type.Array(
      Type.Object(
        {
          label: Label,
          order: Type.Integer({ minimum: 1, maximum: 10_000, description: '1 for the first visit' }),
          day: Type.Optional(Type.Integer({ description: 'Planned days since the first visit' })),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 200 },
    ),
    photographs: Type.Array(
      Type.Object({ body_region: BodyRegionSchema, view: ViewSchema }, { additionalProperties: false }),
      { minItems: 1, maxItems: 100, description: 'What is photographed at each visit' },
    ),
    instruments: Type.Array(DefinitionId, {
      minItems: 1,
      uniqueItems: true,
      description: 'Scores, by the definition that computes them',
    }),
    reads: Type.Optional(ReadsSchema),
    thresholds: Type.Object(
      {
        adjudication: Type.Optional(
          Type.Number({
            exclusiveMinimum: 0,
            description:
              'Largest difference in the units of the score that is not adjudicated; the smallest detectable change of the instrument where it is known and this is left out',
          }),
        ),
        equivalence_margins: Type.Optional(
          Type.Record(Type.String(), Type.Number({ exclusiveMinimum: 0 }), {
            description:
              'By score (one of `instruments`), in its units: the largest difference of two readings that does not matter. Set before anybody looks: reports of agreement test against it',
          }),
        ),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export type Protocol = Type.Static<typeof ProtocolSchema>;
export type ReadPlan = Type.Static<typeof ReadsSchema>;

/**
 * Smallest detectable change between two raters, in the units of the total. Of other instruments none is known in their
 * own units, and none is made up.
 * @source Komen2015 (VASI: 7.1 between raters)
 */
const SMALLEST_DETECTABLE_CHANGE: Readonly<Partial<Record<Instrument, number>>> = { VASI: 7.1 };

/** Beyond which difference of two reads a third person decides; undefined where nothing says. */
export function adjudicationLimit({ reads, thresholds }: Protocol): number | undefined {
  if (thresholds.adjudication !== undefined) return thresholds.adjudication;
  const instrument = reads === undefined ? undefined : findDefinition(reads.definition)?.instrument;
  return instrument === undefined ? undefined : SMALLEST_DETECTABLE_CHANGE[instrument];
}

function firstRepeated(values: readonly (string | number)[]): string | number | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}

function needsLimit({ reads }: Protocol): boolean {
  return reads !== undefined && (reads.design === 'two_readers' || reads.adjudicate_machine);
}

/** What a schema cannot say: whether the parts agree with one another. */
function faultOf(protocol: Protocol): string | undefined {
  const { visits, reads, instruments, thresholds } = protocol;
  const label = firstRepeated(visits.map((visit) => visit.label));
  if (label !== undefined) return `two visits have the label "${label}"`;
  const order = firstRepeated(visits.map((visit) => visit.order));
  if (order !== undefined) return `two visits have the order ${order}`;
  if (reads !== undefined && !instruments.includes(reads.definition)) {
    return `${reads.definition} is read, but it is none of the instruments`;
  }
  const unknown = Object.keys(thresholds.equivalence_margins ?? {}).find(
    (id) => !instruments.some((known) => known === id),
  );
  if (unknown !== undefined) return `there is an equivalence margin of ${unknown}, which is none of the instruments`;
  if (needsLimit(protocol) && adjudicationLimit(protocol) === undefined) {
    return `of ${reads?.definition} no smallest detectable change is known: state thresholds.adjudication in its units`;
  }
  return undefined;
}

/** @throws Refusal `invalid_request` naming what is wrong and where */
export function checkProtocol(value: unknown): Protocol {
  if (!Value.Check(ProtocolSchema, value)) {
    const [first] = Value.Errors(ProtocolSchema, value);
    throw new Refusal(
      'invalid_request',
      `The protocol is not valid at ${first?.instancePath || '/'}: ${first?.message}.`,
    );
  }
  const fault = faultOf(value);
  if (fault !== undefined) throw new Refusal('invalid_request', `The protocol contradicts itself: ${fault}.`);
  return value;
}

/** The order of a planned visit. @throws Refusal for a label that the protocol does not have */
export function orderOfVisit({ visits }: Protocol, label: string | undefined): number {
  const planned = visits.find((visit) => visit.label === label);
  if (planned !== undefined) return planned.order;
  const known = visits.map((visit) => visit.label).join(', ');
  throw new Refusal('invalid_request', `The study's protocol has no visit "${label ?? ''}": it has ${known}.`);
}

/** @throws Refusal for a score that is none of the protocol's, or is computed in another way */
export function refuseOtherInstrument(
  { instruments }: Protocol,
  score: { readonly instrument: Instrument; readonly definition?: string },
): void {
  const isPlanned = instruments.some((id) =>
    score.definition === undefined ? findDefinition(id)?.instrument === score.instrument : id === score.definition,
  );
  if (isPlanned) return;
  const known = instruments.join(', ');
  throw new Refusal(
    'invalid_request',
    `The study's protocol has no ${score.definition ?? score.instrument}: it has ${known}.`,
  );
}

/** @throws Refusal for a photo that the protocol does not ask for */
export function refuseUnplannedPhoto(
  { conditions, photographs }: Protocol,
  photo: { readonly condition: string; readonly bodyRegion: string; readonly view: string },
): void {
  if (!conditions.some((condition) => condition === photo.condition)) {
    throw new Refusal('invalid_request', `The study is of ${conditions.join(', ')}, not of ${photo.condition}.`);
  }
  const isPlanned = photographs.some(
    ({ body_region, view }) => body_region === photo.bodyRegion && view === photo.view,
  );
  if (isPlanned) return;
  const known = photographs.map(({ body_region, view }) => `${body_region} (${view})`).join(', ');
  throw new Refusal(
    'invalid_request',
    `The study's protocol asks for no photo of ${photo.bodyRegion} (${photo.view}): it asks for ${known}.`,
  );
}
