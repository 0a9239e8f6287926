import { type ApiKey, createApiKey, type Grant } from '../services/store/api-keys.ts';
import { recorded } from '../services/store/audit.ts';
import type { Database } from '../services/store/database.ts';
import { commandLineActor } from './command-line-actor.ts';

/** Makes a key, with its event. Its text is returned here and kept nowhere. */
export async function makeApiKey(
  db: Database,
  name: string,
  grant: Grant,
): Promise<{ readonly key: string; readonly apiKey: ApiKey }> {
  return await recorded(db, commandLineActor(), async (transaction, record) => {
    const made = await createApiKey(transaction, name, grant);
    const { id, prefix } = made.apiKey;
    record({ action: 'api_key.create', entity: 'api_key', entityId: id, after: { name, prefix, ...grant } });
    return made;
  });
}
