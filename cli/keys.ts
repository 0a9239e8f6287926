import { type Command, Option } from 'commander';
import { readConfig } from '../services/config.ts';
import { Refusal } from '../services/refusal.ts';
import { type ApiKey, type Grant, listApiKeys } from '../services/store/api-keys.ts';
import { recorded } from '../services/store/audit.ts';
import type { Database } from '../services/store/database.ts';
import { revokeHolder } from '../services/store/holders.ts';
import { listPeople, type Person } from '../services/store/people.ts';
import { forgetSigningSecret } from '../services/store/signing-secrets.ts';
import { findStudyPart } from '../services/store/study-part.ts';
import { faultOfMemberships, ROLES, type Role } from '../services/study/policy.ts';
import { commandLineActor } from './command-line-actor.ts';
import { makeApiKey } from './make-api-key.ts';
import { withDatabase } from './runtime/with-database.ts';

const MAX_NAME_CHARACTERS = 64;

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

const LONGEST_ROLE = Math.max(...ROLES.map((role) => role.length));

function described(label: string, { id, name, role, createdAt, revokedAt }: ApiKey | Person): string {
  const state = revokedAt === null ? 'active' : `revoked ${day(revokedAt)}`;
  return `${label}  made ${day(createdAt)}  ${state.padEnd(18)}  ${role.padEnd(LONGEST_ROLE)}  ${id}  ${name}`;
}

function describeKey(key: ApiKey): string {
  return described(`${key.prefix}…`, key);
}

/** People of the identity provider stand where keys have their first characters. */
function describePerson(person: Person): string {
  return `${described('token     ', person)}  (${person.subject} of ${person.issuer})`;
}

interface CreateOptions {
  readonly role: Role;
  readonly study: readonly string[];
  readonly site?: string;
}

async function grantOf(db: Database, { role, study, site }: CreateOptions): Promise<Grant> {
  const memberships = await Promise.all(study.map((code) => findStudyPart(db, code, site)));
  const fault = faultOfMemberships(role, memberships);
  if (fault !== undefined) throw new Refusal('invalid_request', fault);
  return { role, memberships };
}

async function create(name: string, options: CreateOptions): Promise<void> {
  if (name.trim() === '' || name.length > MAX_NAME_CHARACTERS) {
    throw new Refusal('invalid_request', `Give the key a name of 1 to ${MAX_NAME_CHARACTERS} characters.`);
  }
  const { key } = await withDatabase(
    readConfig(),
    async (db) => await makeApiKey(db, name, await grantOf(db, options)),
  );
  console.error('This key is shown once and stored nowhere. Send it as "Authorization: Bearer KEY".');
  // Alone on stdout, so that a script can take it.
  console.log(key);
}

async function list(): Promise<void> {
  const { keys, people } = await withDatabase(readConfig(), async (db) => ({
    keys: await listApiKeys(db),
    people: await listPeople(db),
  }));
  const lines = [...keys.map(describeKey), ...people.map(describePerson)];
  console.log(lines.length === 0 ? 'There are no API keys.' : lines.join('\n'));
}

async function revoke(prefixOrId: string): Promise<void> {
  // A list shows the prefix with an ellipsis; copied with it, it is the same key.
  const wanted = prefixOrId.replace(/…$/, '');
  const revoked = await withDatabase(readConfig(), (db) =>
    recorded(db, commandLineActor(), async (transaction, record) => {
      const holder = await revokeHolder(transaction, wanted);
      if (holder !== undefined) record({ action: 'api_key.revoke', entity: 'api_key', entityId: holder.id });
      return holder;
    }),
  );
  if (revoked === undefined) {
    throw new Refusal('not_found', `No active key or person answers to ${wanted}. \`dermetry keys list\` shows them.`);
  }
  console.log(`${revoked.name} (${revoked.id}) opens nothing any more.`);
}

/** For whoever forgot the secret or typed too many wrong ones: a key can be made anew, a person cannot. */
async function resetSecret(id: string): Promise<void> {
  await withDatabase(readConfig(), (db) =>
    recorded(db, commandLineActor(), async (transaction, record) => {
      if (!(await forgetSigningSecret(transaction, id))) {
        throw new Refusal(
          'not_found',
          `There is no key or person with the id ${id}. \`dermetry keys list\` shows them.`,
        );
      }
      record({ action: 'signing_secret.reset', entity: 'api_key', entityId: id });
    }),
  );
  console.log('The signing secret is forgotten: its owner sets a new one with PUT /v1/me/signing-secret.');
}

const collect = (code: string, codes: readonly string[]): readonly string[] => [...codes, code];

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
  const keys = program
    .command('keys')
    .description('API keys, needed when the server listens beyond this machine, and people of the identity provider.');
  keys
    .command('create')
    .argument('<name>', 'who or what will use it')
    .description('Make a key and print it, once.')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).default('administrator'))
    .option('--study <code>', 'a study that it may see; may be repeated', collect, [])
    .option('--site <code>', 'the site of that study, for the role site')
    .action(told((name: string, options: CreateOptions) => create(name, options)));
  keys
    .command('list')
    .description('List keys without their secret, and the people who came with a token.')
    .action(told(list));
  keys
    .command('revoke')
    .argument('<prefix>', 'the first characters, as `list` shows them, or the id')
    .description('End a key for ever, or shut out a person whatever their tokens say.')
    .action(told((prefix: string) => revoke(prefix)));
  keys
    .command('reset-secret')
    .argument('<id>', 'as `list` shows it')
    .description('Forget the signing secret of a key or person, so that its owner can set a new one.')
    .action(told((id: string) => resetSecret(id)));
}
