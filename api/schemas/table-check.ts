import Type from 'typebox';
import { DELIMITERS, type DelimiterName } from '../../services/csv/csv-table.ts';
import { GRADES } from '../../services/table-check/finding.ts';
import { RULES, type RuleId } from '../../services/table-check/rules.ts';
import { Nullable } from './error.ts';
import { shared } from './shared.ts';

const delimiters = Object.keys(DELIMITERS) as DelimiterName[];
const ruleIds = Object.keys(RULES) as RuleId[];

export const TableCheckQuery = Type.Object(
  {
    delimiter: Type.Optional(
      Type.Enum(delimiters, { description: 'What parts the cells; found out from the header if left out' }),
    ),
    decimal_comma: Type.Optional(Type.Boolean({ description: 'Numbers are written 1,5 instead of 1.5' })),
  },
  { additionalProperties: false },
);

const FindingSchema = Type.Object({
  rule: Type.Enum(ruleIds),
  requires: Type.String({ description: 'What the rule asks of a table' }),
  references: Type.Array(Type.String(), { description: 'Keys of the sources in docs/check-table.md' }),
  grade: Type.Enum(GRADES, {
    description:
      'fault: no numbers that print like this agree; doubtful: only under an assumption that the explanation names; consistent: there are such numbers',
  }),
  table: Type.String(),
  row: Type.String(),
  level: Nullable(Type.String()),
  group: Nullable(Type.String()),
  lines: Type.Array(Type.Integer(), {
    description: 'Rows of the file, the header being 1; the one to be mended first',
  }),
  printed: Type.String(),
  recomputed: Type.String(),
  explanation: Type.String(),
});

export const TableCheckSchema = shared(
  'TableCheck',
  Type.Object({
    version: Type.String({ description: 'Raised whenever the same table would get other findings' }),
    lines: Type.Integer(),
    ...{ faults: Type.Integer(), doubtful: Type.Integer(), consistent: Type.Integer() },
    findings: Type.Array(FindingSchema, { description: 'Faults first, then in the order of the rows' }),
    not_checked: Type.Array(Type.Object({ line: Type.Integer(), reason: Type.String() })),
  }),
);
export type TableCheckBody = Type.Static<typeof TableCheckSchema>;
