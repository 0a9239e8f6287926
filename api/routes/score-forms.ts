import Type from 'typebox';
import { computeScore, findDefinition } from '../../services/scores/definitions.ts';
import { scoreForm } from '../../services/scores/form.ts';
import type { App } from '../dependencies.ts';
import { found } from '../errors.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses } from '../schemas/error.ts';
import { Items } from '../schemas/manual-score.ts';
import { ComputedScoreSchema, ScoreFormSchema } from '../schemas/score-form.ts';

const tags = ['scores'];
const DefinitionParams = Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }) });

export function scoreFormRoutes(app: App): void {
  app.get(
    '/v1/score-definitions/:id/form',
    {
      config: allow('definitions.read'),
      schema: {
        tags,
        summary: 'The form of a score: what to ask for, region by region, and a JSON Schema of the items',
        params: DefinitionParams,
        response: { 200: ScoreFormSchema, ...errorResponses },
      },
    },
    ({ params: { id } }) => {
      const { sections, ...form } = scoreForm(found(findDefinition(id), 'score definition', id));
      const withOptional = sections.map(({ fields, ...section }) => ({
        ...section,
        fields: fields.map((field) => ({ ...field, optional: field.optional ?? false })),
      }));
      return { ...form, sections: withOptional };
    },
  );

  app.post(
    '/v1/score-definitions/:id/compute',
    {
      config: allow('definitions.read'),
      schema: {
        tags,
        summary: 'The total of items, as a form shows it; nothing is stored',
        params: DefinitionParams,
        body: Type.Object({ items: Items }, { additionalProperties: false }),
        response: { 200: ComputedScoreSchema, ...errorResponses },
      },
    },
    ({ params: { id }, body: { items } }) => {
      const { value, parts, warnings } = computeScore(found(findDefinition(id), 'score definition', id), items);
      return { value, parts: { ...parts }, warnings: [...warnings] };
    },
  );
}
