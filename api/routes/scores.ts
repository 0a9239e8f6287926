import type { ScoreDefinition } from '../../services/scores/definition.ts';
import { SCORE_DEFINITIONS } from '../../services/scores/definitions.ts';
import { INSTRUMENT_RANGES } from '../../services/scores/instruments.ts';
import { responsesOf } from '../../services/scores/responders.ts';
import { visitVasi } from '../../services/scores/visit-vasi.ts';
import { listVisitPhotos } from '../../services/store/machine-values.ts';
import { findVisit } from '../../services/store/visits.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import { ResponderQuery, ResponderSchema } from '../schemas/responder.ts';
import { INSTRUMENT_LIST, type ScoreDefinitionBody, ScoreDefinitionListSchema } from '../schemas/score-definition.ts';
import { VisitScoreQuery, VisitScoreSchema } from '../schemas/visit-score.ts';
import { visitScoreView } from '../views/visit-score.ts';

const tags = ['scores'];

function definitionView(definition: ScoreDefinition): ScoreDefinitionBody {
  const { id, version, instrument, title, sources, regions, severalPerRegion, fields } = definition;
  return {
    id,
    version,
    instrument,
    title,
    sources: [...sources],
    range: INSTRUMENT_RANGES[instrument],
    regions: regions === null ? null : [...regions],
    several_per_region: severalPerRegion,
    items: fields.map((field) => ({ ...field, optional: field.optional ?? false })),
  };
}

export function scoreRoutes(app: App, { db }: AppDependencies): void {
  app.get(
    '/v1/score-definitions',
    {
      config: allow('definitions.read'),
      schema: {
        tags,
        summary: 'The scores that can be computed from items, and what each needs',
        response: { 200: ScoreDefinitionListSchema, ...errorResponses },
      },
    },
    () => ({ definitions: SCORE_DEFINITIONS.map(definitionView), instruments: INSTRUMENT_LIST }),
  );

  app.get(
    '/v1/responders',
    {
      config: allow('definitions.read'),
      schema: {
        tags,
        summary: 'Whether a follow-up score makes a responder, by every definition of the instrument',
        description: 'Nothing is stored. Both scores have to be of the same instrument, computed in the same way.',
        querystring: ResponderQuery,
        response: { 200: ResponderSchema, ...errorResponses },
      },
    },
    ({ query: { instrument, baseline = null, follow_up: followUp = null } }) =>
      responsesOf(instrument, { baseline, followUp }),
  );

  app.get(
    '/v1/visits/:id/machine-scores',
    {
      config: allow('scores.read', 'visit'),
      schema: {
        tags,
        summary: "A visit's VASI, F-VASI and T-VASI as measured on its photos",
        description:
          'Photos of whole regions in visible light count. A total is null unless every part that it is of was photographed from every side.',
        params: IdParams,
        querystring: VisitScoreQuery,
        response: { 200: VisitScoreSchema, ...errorResponses },
      },
    },
    async ({ params: { id }, query: { hand_unit_bsa_percent: handUnit } }) => {
      const visit = found(await findVisit(db, id), 'visit', id);
      const photos = (await listVisitPhotos(db, [visit.id])).get(visit.id) ?? [];
      return visitScoreView(visit.id, visitVasi(photos, handUnit));
    },
  );
}
