import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { buildApp } from '../api/app.ts';
import type { App, AppDependencies, ReportMaker } from '../api/dependencies.ts';
import type { Measurement } from '../services/domain/measurement.ts';
import { PACKAGE_ROOT } from '../services/package-root.ts';
import { closeQueues, openQueues, type Queues } from '../services/queue/queues.ts';
import { createApiKey } from '../services/store/api-keys.ts';
import type { Database } from '../services/store/database.ts';
import { type ImageStore, openImageDirectory } from '../services/store/images.ts';
import { insertMeasurement } from '../services/store/measurements.ts';
import { findPhotoForMeasurement } from '../services/store/photo-work.ts';
import { makeStudyReport } from '../services/store/study-reports.ts';
import { openTestStore } from './store.ts';

/** The API with a database, a queue and an image directory of its own; nothing listens. */
export interface TestApi {
  readonly app: App;
  readonly db: Database;
  /** As the owner of the tables. */
  readonly owner: Database;
  readonly queues: Queues;
  readonly images: ImageStore;
  readonly makeReport: ReportMaker;
  /** All files that the API writes lie below it. */
  readonly directory: string;
  readonly uploadDirectory: string;
  /** With a key where one is given, else as this machine or, where there is a provider, as an administrator. */
  post(url: string, body: object, key?: string): Promise<LightMyRequestResponse>;
  get(url: string, key?: string): Promise<LightMyRequestResponse>;
  upload(parts: readonly FormPart[], options?: InjectOptions): Promise<LightMyRequestResponse>;
  /** Plays the worker: keeps a measurement of a photo. */
  measure(photoId: string, result: Measurement): Promise<string>;
  close(): Promise<void>;
}

/** A field by name and text, or a file. */
export type FormPart = readonly [name: string, value: string | Uint8Array];

export async function testApi(
  options: Partial<Pick<AppDependencies, 'host' | 'maxUploadBytes' | 'logger' | 'oidc'>> = {},
): Promise<TestApi> {
  const store = await openTestStore();
  const directory = await mkdtemp(join(tmpdir(), 'dermetry-api-'));
  const queues = await openQueues({
    databaseUrl: store.connectionString,
    redisUrl: undefined,
    modelName: undefined,
  });
  const administrator = options.oidc && (await createApiKey(store.db, 'test')).key;
  const images = openImageDirectory(join(directory, 'images'));
  const uploadDirectory = join(directory, 'uploads');
  const makeReport: ReportMaker = (actor, order) => makeStudyReport(store.db, actor, order);
  const app = await buildApp({
    db: store.db,
    makeReport,
    queues,
    images,
    uploadDirectory,
    maxUploadBytes: options.maxUploadBytes ?? 20_000_000,
    host: options.host ?? '127.0.0.1',
    oidc: options.oidc,
    ...(options.logger !== undefined && { logger: options.logger }),
  });
  return {
    app,
    db: store.db,
    owner: store.owner,
    queues,
    images,
    makeReport,
    directory,
    uploadDirectory,
    post: (url, payload, key = administrator) => app.inject({ method: 'POST', url, payload, headers: bearer(key) }),
    get: (url, key = administrator) => app.inject({ method: 'GET', url, headers: bearer(key) }),
    upload: (parts, extra = {}) => {
      const { headers, payload } = multipartForm(parts);
      return app.inject({
        ...{ method: 'POST', url: '/v1/photos', payload, ...extra },
        headers: { ...headers, ...extra.headers },
      });
    },
    async measure(photoId, result) {
      const requestSha256 = (await findPhotoForMeasurement(store.db, photoId))?.requestSha256 ?? '';
      const [maskSha256, overlaySha256, uncertaintySha256] = await Promise.all(
        ['mask', 'overlay', 'uncertainty'].map((name) => images.write(Buffer.from(`${name} of ${photoId}`))),
      );
      const pictures = { maskSha256, overlaySha256, uncertaintySha256 };
      return (await insertMeasurement(store.db, { photoId, requestSha256, result, ...pictures })).id;
    },
    async close() {
      await app.close();
      await closeQueues(queues);
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

export function bearer(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}

const BOUNDARY = 'a-boundary-that-no-photo-holds';

/** A form in the order given, written out so that the order is ours. */
export function multipartForm(parts: readonly FormPart[]) {
  const chunks = parts.flatMap(([name, value]) => {
    const file = typeof value === 'string' ? '' : `; filename="Jane Doe.jpg"\r\ncontent-type: image/jpeg`;
    const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n`;
    return [Buffer.from(head), Buffer.from(value as string), Buffer.from('\r\n')];
  });
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    payload: Buffer.concat([...chunks, Buffer.from(`--${BOUNDARY}--\r\n`)]),
  };
}

/** A shipped phantom by its file name. */
export async function phantom(name: string): Promise<Buffer> {
  return await readFile(join(PACKAGE_ROOT, 'test-images', name));
}
