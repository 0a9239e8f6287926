import Type from 'typebox';
import { INSTRUMENT_RANGES, InstrumentSchema } from '../../services/scores/instruments.ts';
import { Nullable } from './error.ts';
import { shared } from './shared.ts';

const Range = { minimum: Type.Number(), maximum: Type.Number(), integer: Type.Boolean() };

const ScoreDefinitionSchema = shared(
  'ScoreDefinition',
  Type.Object({
    id: Type.String(),
    version: Type.String({ description: 'Raised whenever the same items would give another value' }),
    instrument: InstrumentSchema,
    title: Type.String(),
    sources: Type.Array(Type.String(), { description: 'Keys of the sources in docs/measurement.md' }),
    range: Type.Object(Range),
    regions: Nullable(
      Type.Array(Type.String(), {
        description:
          'Each needs a group of items with `region`; null where items are named numbers of the whole patient',
      }),
    ),
    several_per_region: Type.Boolean(),
    items: Type.Array(
      Type.Object({ name: Type.String(), ...Range, description: Type.String(), optional: Type.Boolean() }),
    ),
  }),
);
export type ScoreDefinitionBody = Type.Static<typeof ScoreDefinitionSchema>;

const Instruments = Type.Array(Type.Object({ instrument: InstrumentSchema, ...Range }), {
  description: 'Every instrument whose total is accepted, with its range',
});
export const ScoreDefinitionListSchema = Type.Object({
  definitions: Type.Array(ScoreDefinitionSchema),
  instruments: Instruments,
});

export const INSTRUMENT_LIST: Type.Static<typeof Instruments> = Object.entries(INSTRUMENT_RANGES).map(
  ([instrument, range]) => ({ instrument: instrument as keyof typeof INSTRUMENT_RANGES, ...range }),
);
