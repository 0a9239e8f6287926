import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { startEmbeddedPostgres } from '../cli/runtime/embedded-postgres.ts';
import { closeDatabase, connectDatabase, type Database } from '../services/store/database.ts';
import { migrate } from '../services/store/migrate.ts';
import { beginExport, STUDY_EXPORT_NAMES, type StudyExport } from '../services/store/study-exports.ts';
import { LOCAL_ACTOR } from '../services/study/policy.ts';
import { someMeasurement } from '../test/store.ts';
import { someProtocol } from '../test/studies.ts';

const USAGE = 'npm run bench:export [-- --subjects 200,2000]';
const VISITS = 6;
const PHOTOS = 15;
/** Of a photo with vitiligo in several places. */
const PATCHES = 12;
/** How often the memory of this process is looked at. */
const LOOK_MS = 20;
/** As root, PostgreSQL's user must pass through. */
const PASS_THROUGH_MODE = 0o711;

function someResult(): object {
  const measured = someMeasurement();
  const { lesion } = measured;
  const colour = {
    ...{ lab_d65: [72.1, 8.2, 14.9], ita_deg: 55.99, tone_class: 'very_light', b_not_positive: false },
    ...{ melanin_index: 31.2, erythema_index: 12.4 },
  };
  const pair = { lesion: colour, healthy: colour, delta_e_2000: 11.27 };
  return {
    ...measured,
    lesion: { ...lesion, patches: Array.from({ length: PATCHES }, () => ({ ...lesion.patches[0], colour: pair })) },
    colour: { ...measured.colour, ...pair },
  };
}

/** Numbers only, no pixels: a study whose every photo is measured, with one score a visit. Its id. */
async function addStudy(db: Database, subjects: number): Promise<string> {
  const protocol = JSON.stringify(someProtocol());
  const result = JSON.stringify(someResult());
  const { rows } = await sql<{ id: string }>`
    insert into studies (code, title, protocol) values (${`SIZE-${subjects}`}, 'A study', ${protocol}) returning id`.execute(
    db,
  );
  const studyId = rows[0].id;
  await sql`insert into sites (study_id, code) select ${studyId}, 'SITE-' || n from generate_series(1, 5) n`.execute(
    db,
  );
  await sql`
    insert into subjects (code, height_cm, weight_kg, study_id, site_id)
    select 'S-' || n, 170, 70, ${studyId}, (select id from sites where study_id = ${studyId} and code = 'SITE-' || (n % 5 + 1))
    from generate_series(1, ${subjects}::int) n`.execute(db);
  await sql`
    insert into visits (subject_id, sequence, label, visit_date, age_years)
    select id, n, 'week ' || n * 12, date '2025-01-01' + n * 84, 44 from subjects, generate_series(1, ${VISITS}::int) n
    where study_id = ${studyId}`.execute(db);
  await sql`
    insert into photos (visit_id, upload_sha256, stored_sha256, format, width, height, condition, body_region, view, illumination, state)
    select visits.id, hash, hash, 'jpeg', 1600, 1200, 'vitiligo', 'hand', 'close_up', 'visible', 'measured'
    from visits join subjects on subjects.id = subject_id, generate_series(1, ${PHOTOS}::int) n,
      lateral (select encode(sha256((visits.id::text || n)::bytea), 'hex') as hash) hashed
    where study_id = ${studyId}`.execute(db);
  await sql`
    insert into measurements (photo_id, model_name, model_version, pipeline_version, request_sha256, result, accepted, calibration_kind,
      skin_pixels, lesion_pixels, lesion_count, percent_of_skin)
    select photos.id, 'test-model', '1', '0.5.0', stored_sha256, ${result}::jsonb, true, 'marker', 1203381, 52011, 1, 4.32
    from photos join visits on visits.id = visit_id join subjects on subjects.id = subject_id where study_id = ${studyId}`.execute(
    db,
  );
  await sql`
    insert into manual_scores (visit_id, instrument, value, rater, scored_at)
    select visits.id, 'VASI', 12.5, 'R1', now() from visits join subjects on subjects.id = subject_id
    where study_id = ${studyId}`.execute(db);
  await sql`analyze`.execute(db);
  return studyId;
}

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
  const dataDir = await mkdtemp(join(tmpdir(), 'dermetry-bench-'));
  await chmod(dataDir, PASS_THROUGH_MODE);
  const server = await startEmbeddedPostgres({ dataDir });
  const db = connectDatabase(server.connectionString);
  try {
    await migrate(db);
    for (const subjects of values.subjects.split(',').map(Number)) {
      const studyId = await addStudy(db, subjects);
      for (const what of STUDY_EXPORT_NAMES) {
        const run = await measureExport(db, what, studyId);
        console.log(
          `${subjects} subjects, ${what}: ${run.rows} rows, ${(run.bytes / 1e6).toFixed(1)} MB in ${run.seconds.toFixed(2)} s ` +
            `(${run.cpuSeconds.toFixed(2)} s of processor here): ${Math.round(run.rows / run.seconds)} rows/s, ` +
            `largest memory ${Math.round(run.peak / 1e6)} MB`,
        );
      }
    }
  } finally {
    await closeDatabase(db);
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
