import { ensureApplicationUser, grantApplicationRights } from '../../services/store/application-role.ts';
import { closeDatabase, connectDatabase, type Database } from '../../services/store/database.ts';
import { migrate } from '../../services/store/migrate.ts';
import { applicationPassword } from './postgres-cluster.ts';

/** The user of the embedded database that API and workers run as: it can read and add, and change nothing that is insert-only. */
const APPLICATION_USER = 'dermetry_app';

async function asOwner(ownerUrl: string, work: (owner: Database) => Promise<void>): Promise<void> {
  const owner = connectDatabase(ownerUrl);
  try {
    await work(owner);
  } finally {
    await closeDatabase(owner);
  }
}

/** Brings the tables up to date with the rights of whoever the URL names; the application's user only finds that they are. */
export async function migrateDatabase(url: string): Promise<void> {
  await asOwner(url, async (owner) => {
    await migrate(owner);
  });
}

/** Migrates, and gives the user that `applicationUrl` names its rights; makes it where it is not there. */
export async function prepareApplicationUser(ownerUrl: string, applicationUrl: string): Promise<void> {
  const { username, password } = new URL(applicationUrl);
  const login = { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  await asOwner(ownerUrl, async (owner) => {
    await migrate(owner);
    await ensureApplicationUser(owner, login);
    await grantApplicationRights(owner, login.user);
  });
}

/** Prepares the embedded database and returns where the application connects: as its own user. */
export async function prepareEmbeddedDatabase(dataDir: string, ownerUrl: string): Promise<string> {
  const url = new URL(ownerUrl);
  url.username = APPLICATION_USER;
  url.password = await applicationPassword(dataDir);
  await prepareApplicationUser(ownerUrl, url.href);
  return url.href;
}
