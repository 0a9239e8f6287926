import Type from 'typebox';
import { Refusal } from '../../services/refusal.ts';
import { recorded } from '../../services/store/audit.ts';
import { replaceableSecret, replaceSigningSecret } from '../../services/store/signing-secrets.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses } from '../schemas/error.ts';
import { MeSchema, SigningSecretSchema } from '../schemas/read.ts';

const tags = ['service'];

export function meRoutes(app: App, { db }: AppDependencies): void {
  app.get(
    '/v1/me',
    {
      config: allow('me.read'),
      schema: {
        tags,
        summary: 'Who the owner of the key or token is, and what it may see',
        response: { 200: MeSchema, ...errorResponses },
      },
    },
    ({ actor: { keyId, name, role, scope } }) => ({
      ...{ id: keyId, name, role },
      studies: scope === 'all' ? null : scope.map(({ studyId, siteId }) => ({ study_id: studyId, site_id: siteId })),
    }),
  );

  app.put(
    '/v1/me/signing-secret',
    {
      config: allow('me.change'),
      schema: {
        tags,
        summary: 'Set what is typed again to sign; only its hash is kept',
        description:
          'The first time with the key or token alone, so do it as soon as you have it. Later only with the secret so far.',
        body: SigningSecretSchema,
        response: { 204: Type.Null(), ...errorResponses },
      },
    },
    async ({ body: { secret, current }, actor }, reply) => {
      const { keyId } = actor;
      if (keyId === null) throw new Refusal('conflict', 'Only the owner of a key or token can sign: send it.');
      // Outside the transaction: a wrong secret counts as a try even though nothing is set.
      const stored = await replaceableSecret(db, keyId, current);
      await recorded(db, actor, async (transaction, record) => {
        await replaceSigningSecret(transaction, keyId, { secret, stored });
        record({ action: 'signing_secret.set', entity: 'api_key', entityId: keyId });
      });
      return await reply.status(204).send(null);
    },
  );
}
