import Type from 'typebox';
import { ProtocolSchema } from '../../services/study/protocol.ts';
import { Id, Instant, Nullable } from './error.ts';
import { shared } from './shared.ts';

/** As the code of a subject: usable in file names and tables. */
const Code = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$', examples: ['TRIAL-1'] });
const Protocol = shared('Protocol', ProtocolSchema);

export const ReasonSchema = Type.String({ minLength: 1, maxLength: 500, description: 'Why; kept in the audit trail' });

export const NewStudySchema = Type.Object(
  { code: Code, title: Type.String({ minLength: 1, maxLength: 200 }), protocol: ProtocolSchema },
  { additionalProperties: false },
);
const ProtocolVersionNumber = Type.Integer({
  minimum: 1,
  description: '1 for the first, one more with each amendment',
});

export const StudySchema = shared(
  'Study',
  Type.Object({
    id: Id,
    code: Type.String(),
    title: Type.String(),
    protocol: Protocol,
    protocol_version: ProtocolVersionNumber,
    locked_at: Nullable(Instant),
    unblinded_at: Nullable(Instant),
    created_at: Instant,
  }),
);
export const AmendmentSchema = Type.Object(
  {
    protocol: ProtocolSchema,
    replaces: Type.Integer({ minimum: 1, description: 'The version that was read; another one in force answers 409' }),
    reason: ReasonSchema,
  },
  { additionalProperties: false },
);
export const ProtocolVersionsSchema = Type.Object({
  versions: Type.Array(
    Type.Object({
      version: ProtocolVersionNumber,
      protocol: Protocol,
      in_force_from: Instant,
      reason: Nullable(Type.String()),
      amended_by: Nullable(Type.String()),
    }),
    { description: 'Oldest first; the last is in force' },
  ),
});

export const StudyListSchema = Type.Object({ studies: Type.Array(StudySchema) });

export const NewSiteSchema = Type.Object({ code: Code }, { additionalProperties: false });
export const SiteSchema = shared(
  'Site',
  Type.Object({ id: Id, study_id: Id, code: Type.String(), created_at: Instant }),
);
export const SiteListSchema = Type.Object({ sites: Type.Array(SiteSchema) });

export const ReasonBodySchema = Type.Object({ reason: ReasonSchema }, { additionalProperties: false });
