import { Refusal } from '../../services/refusal.ts';
import { recorded } from '../../services/store/audit.ts';
import { findStudy, insertSite, insertStudy, listSites, listStudies } from '../../services/store/studies.ts';
import { checkProtocol } from '../../services/study/protocol.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import {
  NewSiteSchema,
  NewStudySchema,
  SiteListSchema,
  SiteSchema,
  StudyListSchema,
  StudySchema,
} from '../schemas/study.ts';
import { siteView, studyView } from '../views/study.ts';

const tags = ['studies'];

export function studyRoutes(app: App, { db }: AppDependencies): void {
  app.post(
    '/v1/studies',
    {
      config: allow('studies.create'),
      schema: {
        tags,
        summary: 'Add a study with its protocol',
        body: NewStudySchema,
        response: { 201: StudySchema, ...errorResponses },
      },
    },
    async ({ body, actor }, reply) => {
      if (actor.scope !== 'all') throw new Refusal('forbidden', 'This key is for its studies and can add no other.');
      const protocol = checkProtocol(body.protocol);
      const study = await recorded(db, actor, async (transaction, record) => {
        const added = await insertStudy(transaction, { ...body, protocol });
        if (added === undefined) throw new Refusal('conflict', 'There is a study with this code already.');
        const { id } = added;
        record({ action: 'study.create', entity: 'study', entityId: id, studyId: id, after: studyView(added) });
        return added;
      });
      return await reply.status(201).send(studyView(study));
    },
  );

  app.get(
    '/v1/studies',
    {
      config: allow('studies.read'),
      schema: {
        tags,
        summary: 'The studies of the key, by code',
        response: { 200: StudyListSchema, ...errorResponses },
      },
    },
    async ({ actor }) => ({ studies: (await listStudies(db, actor.scope)).map(studyView) }),
  );

  app.get(
    '/v1/studies/:id',
    {
      config: allow('studies.read', 'study'),
      schema: { tags, summary: 'One study', params: IdParams, response: { 200: StudySchema, ...errorResponses } },
    },
    async ({ params: { id } }) => studyView(found(await findStudy(db, id), 'study', id)),
  );
}

export function siteRoutes(app: App, { db }: AppDependencies): void {
  app.post(
    '/v1/studies/:id/sites',
    {
      config: allow('studies.change', 'study'),
      schema: {
        tags,
        summary: 'Add a site to a study',
        params: IdParams,
        body: NewSiteSchema,
        response: { 201: SiteSchema, ...errorResponses },
      },
    },
    async ({ params: { id: studyId }, body, actor }, reply) => {
      const site = await recorded(db, actor, async (transaction, record) => {
        const added = await insertSite(transaction, studyId, body.code);
        if (added === undefined) throw new Refusal('conflict', 'This study has a site with that code already.');
        record({ action: 'site.create', entity: 'site', entityId: added.id, studyId, after: siteView(added) });
        return added;
      });
      return await reply.status(201).send(siteView(site));
    },
  );

  app.get(
    '/v1/studies/:id/sites',
    {
      config: allow('studies.read', 'study'),
      schema: {
        tags,
        summary: 'The sites of a study; for the key of a site its own',
        params: IdParams,
        response: { 200: SiteListSchema, ...errorResponses },
      },
    },
    async ({ params: { id }, actor }) => ({ sites: (await listSites(db, id, actor.scope)).map(siteView) }),
  );
}
