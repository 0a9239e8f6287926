import { parseArgs } from 'node:util';
import type { Database } from '../services/store/database.ts';
import { beginExport, STUDY_EXPORT_NAMES, type StudyExport } from '../services/store/study-exports.ts';
import { LOCAL_ACTOR } from '../services/study/policy.ts';
import { withScratchDatabase } from './scratch-database.ts';
import { addReads, addStudy, READ_PROTOCOL } from './study-fixture.ts';

const USAGE = 'npm run bench:export [-- --subjects 200,2000]';
/** How often the memory of this process is looked at. */
const LOOK_MS = 20;

async function measureExport(db: Database, what: StudyExport, studyId: string) {
  let peak = 0;
  const look = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, LOOK_MS);
  const started = performance.now();
  const cpu = process.cpuUsage();
  let bytes = 0;
  let lines = 0;
  for await (const piece of await beginExport(db, LOCAL_ACTOR, { what, part: { studyId, siteId: null } })) {
    bytes += piece.length;
    for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', at + 1)) lines += 1;
  }
  const seconds = (performance.now() - started) / 1000;
  clearInterval(look);
  const used = process.cpuUsage(cpu);
  return { what, rows: lines - 1, bytes, seconds, cpuSeconds: (used.user + used.system) / 1e6, peak };
}

const { values } = parseArgs({
  options: { subjects: { type: 'string', default: '200,2000' }, help: { type: 'boolean' } },
});
if (values.help) {
  console.log(USAGE);
} else {
  await withScratchDatabase(async ({ db }) => {
    for (const subjects of values.subjects.split(',').map(Number)) {
      const studyId = await addStudy(db, subjects, READ_PROTOCOL);
      // Locked and unblinded with it, without which there are no treatments to export.
      await addReads(db, studyId);
      for (const what of STUDY_EXPORT_NAMES) {
        const run = await measureExport(db, what, studyId);
        console.log(
          `${subjects} subjects, ${what}: ${run.rows} rows, ${(run.bytes / 1e6).toFixed(1)} MB in ${run.seconds.toFixed(2)} s ` +
            `(${run.cpuSeconds.toFixed(2)} s of processor here): ${Math.round(run.rows / run.seconds)} rows/s, ` +
            `largest memory ${Math.round(run.peak / 1e6)} MB`,
        );
      }
    }
  });
}
