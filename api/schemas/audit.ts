import Type from 'typebox';
import { Id, Instant, Nullable } from './error.ts';
import { shared } from './shared.ts';

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const AnyObject = Nullable(Type.Record(Type.String(), Type.Unknown()));

export const AuditEventSchema = shared(
  'AuditEvent',
  Type.Object({
    sequence: Type.Integer(),
    at: Instant,
    actor_key_id: Nullable(Id),
    actor: Type.String(),
    role: Type.String(),
    action: Type.String(),
    entity: Type.String(),
    entity_id: Nullable(Type.String()),
    study_id: Nullable(Id),
    before: AnyObject,
    after: AnyObject,
    reason: Nullable(Type.String()),
    software_version: Type.String(),
    model_version: Nullable(Type.String()),
    previous_hash: Sha256,
    hash: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: 'sha256 of all the rest as canonical JSON (RFC 8785)',
    }),
  }),
);
export const AuditListQuery = Type.Object(
  {
    after: Type.Optional(Type.Integer({ minimum: 0, description: 'Only events after this one' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  },
  { additionalProperties: false },
);
export const AuditListSchema = Type.Object({
  events: Type.Array(AuditEventSchema),
  next: Nullable(Type.Integer({ description: 'What to send as `after` for the next page; null on the last one' })),
});
