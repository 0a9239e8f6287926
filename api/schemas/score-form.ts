import Type from 'typebox';
import { InstrumentSchema } from '../../services/scores/instruments.ts';
import { Nullable } from './error.ts';
import { shared } from './shared.ts';

const Range = { minimum: Type.Number(), maximum: Type.Number(), integer: Type.Boolean() };
const Identity = Type.Object({ id: Type.String(), version: Type.String() });

export const ScoreFormSchema = shared(
  'ScoreForm',
  Type.Object({
    definition: Identity,
    title: Type.String(),
    sections: Type.Array(
      Type.Object({
        region: Nullable(Type.String({ description: 'Null: of the whole patient' })),
        repeatable: Type.Boolean({ description: 'Once for each lesion or patch' }),
        fields: Type.Array(
          Type.Object({ name: Type.String(), ...Range, description: Type.String(), optional: Type.Boolean() }),
        ),
      }),
    ),
    total: Type.Object({ instrument: InstrumentSchema, ...Range }, { description: 'Computed; never asked for' }),
    items_schema: Type.Unknown({ description: 'JSON Schema 2020-12 of the items to send' }),
  }),
);
export const ComputedScoreSchema = Type.Object({
  value: Type.Number(),
  parts: Type.Record(Type.String(), Type.Number()),
  warnings: Type.Array(Type.String()),
});
