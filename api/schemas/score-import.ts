import Type from 'typebox';
import { ScoreMappingSchema } from '../../services/study/score-import.ts';

export const ScoreImportBody = Type.Object(
  {
    csv: Type.String({ description: 'The table as text, UTF-8, its first line the names of the columns' }),
    mapping: ScoreMappingSchema,
    dry_run: Type.Optional(Type.Boolean({ description: 'Check everything and import nothing' })),
  },
  { additionalProperties: false },
);
const Fault = Type.Object({
  line: Type.Integer({ description: 'In the table, 1 for the names of the columns' }),
  column: Type.Optional(Type.String()),
  message: Type.String(),
});
export const ScoreImportReport = Type.Object({
  dry_run: Type.Boolean(),
  rows: Type.Integer(),
  imported: Type.Integer(),
  faults: Type.Array(Fault, {
    description: 'Only in a dry run: otherwise nothing is imported and the answer is an error',
  }),
});
