import type { Command } from 'commander';
import { readConfig } from '../services/config.ts';
import { Refusal } from '../services/refusal.ts';
import { type ApiKey, createApiKey, listApiKeys, revokeApiKey } from '../services/store/api-keys.ts';
import { withDatabase } from './runtime/with-database.ts';

const MAX_NAME_CHARACTERS = 64;

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function describeKey({ prefix, name, createdAt, revokedAt }: ApiKey): string {
  const state = revokedAt === null ? 'active' : `revoked ${day(revokedAt)}`;
  return `${prefix}…  made ${day(createdAt)}  ${state.padEnd(18)}  ${name}`;
}

async function create(name: string): Promise<void> {
  if (name.trim() === '' || name.length > MAX_NAME_CHARACTERS) {
    throw new Refusal('invalid_request', `Give the key a name of 1 to ${MAX_NAME_CHARACTERS} characters.`);
  }
  const { key } = await withDatabase(readConfig(), (db) => createApiKey(db, name));
  console.error('This key is shown once and stored nowhere. Send it as "Authorization: Bearer KEY".');
  // Alone on stdout, so that a script can take it.
  console.log(key);
}

async function list(): Promise<void> {
  const keys = await withDatabase(readConfig(), listApiKeys);
  console.log(keys.length === 0 ? 'There are no API keys.' : keys.map(describeKey).join('\n'));
}

async function revoke(prefixOrId: string): Promise<void> {
  // A list shows the prefix with an ellipsis; copied with it, it is the same key.
  const wanted = prefixOrId.replace(/…$/, '');
  const revoked = await withDatabase(readConfig(), (db) => revokeApiKey(db, wanted));
  if (revoked === undefined) {
    throw new Refusal('not_found', `No active key answers to ${wanted}. \`dermetry keys list\` shows them.`);
  }
  console.log(`The key ${revoked.prefix}… (${revoked.name}) opens nothing any more.`);
}

/** Says a refusal as a sentence; anything else keeps its trace. */
function told<Arguments extends readonly unknown[]>(action: (...given: Arguments) => Promise<void>) {
  return async (...given: Arguments): Promise<void> => {
    try {
      await action(...given);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      console.error(error.message);
      process.exitCode = 1;
    }
  };
}

export function registerKeys(program: Command): void {
  const keys = program.command('keys').description('API keys, needed when the server listens beyond this machine.');
  keys
    .command('create')
    .argument('<name>', 'who or what will use it')
    .description('Make a key and print it, once.')
    .action(told((name: string) => create(name)));
  keys.command('list').description('List keys without their secret.').action(told(list));
  keys
    .command('revoke')
    .argument('<prefix>', 'the first characters, as `list` shows them, or the id')
    .description('End a key for ever.')
    .action(told((prefix: string) => revoke(prefix)));
}
