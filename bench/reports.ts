import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildApp } from '../api/app.ts';
import type { App } from '../api/dependencies.ts';
import { openReportsInThread } from '../api/reports-in-thread.ts';
import { closeQueues, openQueues } from '../services/queue/queues.ts';
import type { Database } from '../services/store/database.ts';
import { openImageDirectory } from '../services/store/images.ts';
import { REPORT_FORMAT_NAMES } from '../services/store/study-reports.ts';
import { withScratchDatabase } from './scratch-database.ts';
import { addReads, addStudy, READ_PROTOCOL } from './study-fixture.ts';

const USAGE = 'npm run bench:reports [-- --subjects 200] [-- --out FOLDER]';
const RUNS = 3;

const { values } = parseArgs({
  options: { subjects: { type: 'string', default: '200' }, out: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

await withScratchDatabase(async ({ db, connectionString, dataDir }) => {
  const queues = await openQueues({ databaseUrl: connectionString, redisUrl: undefined, modelName: undefined });
  const reports = openReportsInThread({ databaseUrl: connectionString });
  const app = await buildApp({
    db,
    queues,
    makeReport: reports.makeReport,
    images: openImageDirectory(join(dataDir, 'images')),
    uploadDirectory: join(dataDir, 'uploads'),
    maxUploadBytes: 20_000_000,
    host: '127.0.0.1',
  });
  try {
    // As a server is before somebody asks it: the first report is measured, the start of the process is not.
    await app.ready();
    await reports.practised;
    await measureReports(app, db);
  } finally {
    await app.close();
    await reports.close();
    await closeQueues(queues);
  }
});

async function measureReports(app: App, db: Database): Promise<void> {
  const studyId = await addStudy(db, Number(values.subjects), READ_PROTOCOL);
  await addReads(db, studyId);
  if (values.out !== undefined) await mkdir(values.out, { recursive: true });
  for (const what of ['agreement', 'outcomes'] as const) {
    for (const format of REPORT_FORMAT_NAMES) {
      const seconds: number[] = [];
      let bytes: Uint8Array = new Uint8Array();
      for (let run = 0; run < RUNS; run++) {
        const started = performance.now();
        const answer = await app.inject({ url: `/v1/studies/${studyId}/${what}?format=${format}` });
        seconds.push((performance.now() - started) / 1000);
        if (answer.statusCode !== 200) throw new Error(answer.body);
        bytes = answer.rawPayload;
      }
      const times = seconds.map((each) => each.toFixed(2)).join(', ');
      console.log(
        `${values.subjects} subjects, ${what}.${format}: ${(bytes.length / 1e6).toFixed(2)} MB in ${times} s`,
      );
      if (values.out !== undefined) await writeFile(join(values.out, `${what}.${format}`), bytes);
    }
  }
}
