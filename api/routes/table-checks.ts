import Type from 'typebox';
import { decodeUtf8, parseCsvTable } from '../../services/csv/csv-table.ts';
import { checkTable } from '../../services/table-check/check-table.ts';
import { MAX_LINES } from '../../services/table-check/read-statements.ts';
import type { App } from '../dependencies.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses } from '../schemas/error.ts';
import { TableCheckQuery, TableCheckSchema } from '../schemas/table-check.ts';
import { tableCheckView } from '../views/table-check.ts';

/** As messages call what was sent. */
const NAME = 'the table';
/** Some 5,000 lines as they are typed. */
const MAX_TABLE_BYTES = 500_000;

export function tableCheckRoutes(app: App): void {
  app.addContentTypeParser(
    'text/csv',
    { parseAs: 'buffer', bodyLimit: MAX_TABLE_BYTES },
    async (_request: unknown, bytes: Buffer) => decodeUtf8(bytes, NAME),
  );

  app.post(
    '/v1/check-table',
    {
      config: allow('tables.check'),
      bodyLimit: MAX_TABLE_BYTES,
      schema: {
        tags: ['statistics'],
        summary: 'Hold a published table against itself: p-values, intervals, counts, percentages, means, changes',
        description: `Nothing is stored. The table is typed one statistic a line, as docs/check-table.md says: UTF-8, at most ${MAX_TABLE_BYTES} bytes and ${MAX_LINES} lines.`,
        consumes: ['text/csv'],
        body: { content: { 'text/csv': { schema: Type.String() } } },
        querystring: TableCheckQuery,
        response: { 200: TableCheckSchema, ...errorResponses },
      },
    },
    ({ body, query: { delimiter, decimal_comma: decimalComma } }) => {
      const options = { ...(delimiter !== undefined && { delimiter }), decimalComma: decimalComma ?? false };
      return tableCheckView(checkTable(parseCsvTable(body as string, NAME, options)));
    },
  );
}
