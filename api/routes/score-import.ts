import { importScores } from '../../services/store/score-import.ts';
import { findStudy } from '../../services/store/studies.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import { ScoreImportBody, ScoreImportReport } from '../schemas/score-import.ts';

/** Some fifty thousand rows. */
const MAX_IMPORT_BYTES = 10_000_000;

export function scoreImportRoutes(app: App, { db }: AppDependencies): void {
  app.post(
    '/v1/studies/:id/manual-scores/import',
    {
      config: allow('scores.import', 'study'),
      bodyLimit: MAX_IMPORT_BYTES,
      schema: {
        tags: ['scores'],
        summary: 'Import manual scores of visits from a table',
        description:
          'All rows or none: while anything is wrong the answer is 400, with each fault by its line in `details`. Rows are checked like scores that are entered by hand.',
        params: IdParams,
        body: ScoreImportBody,
        response: { 200: ScoreImportReport, ...errorResponses },
      },
    },
    async ({ params: { id }, body: { csv, mapping, dry_run: dryRun = false }, actor }, reply) => {
      const study = found(await findStudy(db, id), 'study', id);
      const { rows, imported, faults } = await importScores(db, actor, { csv, mapping, study, dryRun });
      if (faults.length > 0 && !dryRun) {
        const message = `Nothing was imported: ${faults.length} of ${rows} rows have a fault.`;
        const details = faults.map((fault) => ({ ...fault }));
        return await reply.status(400).send({ error: { code: 'invalid_request', message, details } });
      }
      return await reply.status(200).send({ dry_run: dryRun, rows, imported, faults: [...faults] });
    },
  );
}
