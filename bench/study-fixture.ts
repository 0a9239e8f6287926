import { sql } from 'kysely';
import type { Database } from '../services/store/database.ts';
import type { Protocol } from '../services/study/protocol.ts';
import { insertSignedReads } from '../test/signed-reads.ts';
import { someMeasurement } from '../test/store.ts';
import { someProtocol } from '../test/studies.ts';

const VISITS = 6;
const PHOTOS = 15;
/** Of a photo with vitiligo in several places. */
const PATCHES = 12;

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
export async function addStudy(db: Database, subjects: number, planned: Protocol = someProtocol()): Promise<string> {
  const protocol = JSON.stringify(planned);
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

/** What is read in the study below: the face at each visit, by two readers, a tenth of it twice. */
export const READ_PROTOCOL = someProtocol({
  visits: Array.from({ length: VISITS }, (_, i) => ({ label: `week ${(i + 1) * 12}`, order: i + 1, day: i * 84 })),
  photographs: [
    { body_region: 'hand', view: 'close_up' },
    { body_region: 'face', view: 'whole_region' },
  ],
  instruments: ['F-VASI', 'VASI_5_REGIONS'],
  reads: {
    ...{ definition: 'F-VASI', unit: 'visit', design: 'two_readers', machine: 'hidden', repeat_percent: 10 },
    ...{ blind_to: ['visit', 'time', 'treatment'], side_by_side: false, adjudicate_machine: false },
  },
  thresholds: { adjudication: 1, equivalence_margins: { 'F-VASI': 0.3 } },
});

const READERS = ['Dr One', 'Dr Two'] as const;

/** Known to all, and spread as scores of a face are: it falls with the visits, faster under one treatment. */
function truth(subject: number, visit: number): number {
  const start = 0.6 + ((subject * 37) % 100) / 50;
  return start * (1 - (subject % 2 === 0 ? 0.12 : 0.06) * (visit - 1) * (0.5 + ((subject * 13) % 10) / 10));
}
const noise = (seed: number): number => (((seed * 7919) % 1000) / 1000 - 0.5) * 0.2;
const value = (subject: number, visit: number, by: number): number =>
  Number(Math.max(0, truth(subject, visit) + noise(subject * 31 + visit * 7 + by * 101)).toFixed(3));

interface FaceRow {
  readonly visit_id: string;
  readonly photo_id: string;
  readonly stored_sha256: string;
  readonly subject: number;
  readonly sequence: number;
}

/** Reads, signed and with true hashes, scores of the sites and treatments on top of a study of the protocol above. */
export async function addReads(db: Database, studyId: string): Promise<void> {
  await sql`
    update subjects set treatment = case when right(code, 1)::int % 2 = 0 then 'verum' else 'vehicle' end
    where study_id = ${studyId}`.execute(db);
  await sql`
    update photos set body_region = 'face', view = 'whole_region' from (
      select distinct on (visit_id) photos.id from photos join visits on visits.id = visit_id join subjects on subjects.id = subject_id
      where study_id = ${studyId} order by visit_id, photos.id) faces where faces.id = photos.id`.execute(db);
  const { rows } = await sql<FaceRow>`
    select visits.id as visit_id, photos.id as photo_id, stored_sha256, substring(subjects.code from 3)::int as subject, visits.sequence
    from photos join visits on visits.id = visit_id join subjects on subjects.id = subject_id
    where study_id = ${studyId} and body_region = 'face'`.execute(db);
  await measureFaces(db, rows);
  const plan = JSON.stringify({ ...READ_PROTOCOL.reads, adjudication_limit: 1 });
  const round = await sql<{ id: string }>`
    insert into read_rounds (study_id, seed, plan) values (${studyId}, 'bench', ${plan}) returning id`.execute(db);
  for (const [by, name] of READERS.entries()) {
    const key = await sql<{ id: string }>`
      insert into api_keys (name, prefix, key_sha256, role) values (${name}, 'bench', encode(sha256(${`${studyId} ${name}`}::bytea), 'hex'), 'rater')
      returning id`.execute(db);
    const keyId = key.rows[0].id;
    await sql`insert into study_members (api_key_id, study_id) values (${keyId}, ${studyId})`.execute(db);
    const reads = rows.flatMap((row, i) => {
      const read = { unitId: row.visit_id, photoId: row.photo_id, photoSha256: row.stored_sha256 };
      const of = (kind: 'first' | 'repeat', as: number) => ({
        ...{ ...read, kind, value: value(row.subject, row.sequence, as) },
      });
      return [of('first', by), ...(i % 10 === 0 ? [of('repeat', by + 10)] : [])];
    });
    await insertSignedReads(db, { roundId: round.rows[0].id, keyId, name, reads });
  }
  await sql`
    insert into manual_scores (visit_id, instrument, value, rater, scored_at)
    select visit_id, 'F-VASI', value, 'site rater', now() from jsonb_to_recordset(${JSON.stringify(
      rows.map((row) => ({ visit_id: row.visit_id, value: value(row.subject, row.sequence, 5) })),
    )}::jsonb) as given(visit_id uuid, value float8)`.execute(db);
  await sql`update studies set locked_at = now(), unblinded_at = now() where id = ${studyId}`.execute(db);
  await sql`analyze`.execute(db);
}

/** F-VASI of the machine: %BSA times depigmentation, all on the step of 90 %. */
async function measureFaces(db: Database, faces: readonly FaceRow[]): Promise<void> {
  const given = faces.map(({ photo_id, subject, sequence }) => ({ photo_id, bsa: value(subject, sequence, 3) / 0.9 }));
  await sql`
    insert into measurements (photo_id, supersedes, model_name, model_version, pipeline_version, request_sha256, result, accepted,
      calibration_kind, skin_pixels, lesion_pixels, lesion_count, percent_of_skin, bsa_percent, mean_depigmentation_percent)
    select old.photo_id, old.id, old.model_name, old.model_version, old.pipeline_version, old.request_sha256,
      jsonb_set(old.result, '{lesion,patches}', jsonb_build_array(jsonb_set(old.result #> '{lesion,patches,0}', '{pixels}', to_jsonb(old.lesion_pixels)))),
      true, 'marker', old.skin_pixels, old.lesion_pixels, 1, old.percent_of_skin, given.bsa, 91
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as given(photo_id uuid, bsa float8)
    join measurements old on old.photo_id = given.photo_id and old.supersedes is null`.execute(db);
}
