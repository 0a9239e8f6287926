import Type from 'typebox';
import { ResponseDocumentSchema } from '../../services/domain/response.ts';
import { RESPONDER_INSTRUMENTS } from '../../services/scores/responders.ts';
import { shared } from './shared.ts';

const Score = (when: string) =>
  Type.Optional(Type.Number({ description: `Score ${when}; left out where none was taken, which makes it missing` }));

export const ResponderQuery = Type.Object(
  {
    instrument: Type.Enum(RESPONDER_INSTRUMENTS, {
      description: 'Those with a definition of a responder; variants that are computed in another way have none',
    }),
    baseline: Score('at baseline'),
    follow_up: Score('at follow-up'),
  },
  { additionalProperties: false },
);
export const ResponderSchema = shared('Responder', ResponseDocumentSchema);
