import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';

export interface KeptDatabase {
  readonly connectionString: string;
  pid(): number;
  stop(): Promise<void>;
}

export interface KeptDatabaseOptions {
  readonly dataDir: string;
  readonly say: (line: string) => void;
  /** The database ended and could not be started again. */
  readonly onLost: (error: Error) => void;
}

/** The embedded database, started again on the same port whenever it ends, until it is stopped. */
export async function keepDatabase({ dataDir, say, onLost }: KeptDatabaseOptions): Promise<KeptDatabase> {
  let stopping = false;
  let server = await startEmbeddedPostgres({ dataDir });
  const { connectionString, port } = server;

  const watch = (watched: EmbeddedPostgres): void => {
    void watched.ended.then(async () => {
      if (stopping) return;
      say('The database ended; it is started again.');
      try {
        server = await startEmbeddedPostgres({ dataDir, port });
        if (stopping) await server.stop();
        else watch(server);
      } catch (error) {
        onLost(error as Error);
      }
    });
  };

  watch(server);
  return {
    connectionString,
    pid: () => server.pid,
    async stop() {
      stopping = true;
      await server.stop();
    },
  };
}
