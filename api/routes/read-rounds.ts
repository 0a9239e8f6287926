import { recordEvent, recorded } from '../../services/store/audit.ts';
import { listReadResults, withMachineValues } from '../../services/store/read-results.ts';
import { insertReadRound } from '../../services/store/read-rounds.ts';
import { findStudy } from '../../services/store/studies.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import { NewRoundSchema, ReadResultsSchema, RoundSchema } from '../schemas/read.ts';
import { unitResultView } from '../views/read.ts';

const tags = ['reads'];

export function readRoundRoutes(app: App, { db }: AppDependencies): void {
  app.post(
    '/v1/studies/:id/read-rounds',
    {
      config: allow('reads.plan', 'study'),
      schema: {
        tags,
        summary: 'Hand out to readers what is new to be read',
        description:
          'Each reader gets every unit in an order of their own, some of them twice; by the plan of the protocol.',
        params: IdParams,
        body: NewRoundSchema,
        response: { 201: RoundSchema, ...errorResponses },
      },
    },
    async ({ params: { id: studyId }, body: { seed, reader_key_ids: readerKeyIds }, actor }, reply) => {
      const { protocol } = found(await findStudy(db, studyId), 'study', studyId);
      const round = await recorded(db, actor, async (transaction, record) => {
        const added = await insertReadRound(transaction, { studyId, protocol, seed, readerKeyIds });
        const after = { ...added, seed, reader_key_ids: readerKeyIds };
        record({ action: 'read_round.create', entity: 'read_round', entityId: added.id, studyId, after });
        return added;
      });
      const { id, units, reads } = round;
      return await reply.status(201).send({ id, units, reads });
    },
  );

  app.get(
    '/v1/studies/:id/read-results',
    {
      config: allow('reads.results', 'study'),
      schema: {
        tags,
        summary: "All reads with the machine's value, the adjudications and what counts, unit by unit",
        params: IdParams,
        response: { 200: ReadResultsSchema, ...errorResponses },
      },
    },
    async ({ params: { id }, actor }) => {
      await recordEvent(db, actor, { action: 'read.export', entity: 'study', entityId: id, studyId: id });
      const units = await withMachineValues(db, await listReadResults(db, id));
      return { units: units.map(unitResultView) };
    },
  );
}
