import { join } from 'node:path';
import type { Config } from '../../../services/config.ts';
import { type ChainReport, verifyAuditChain } from '../../../services/store/audit.ts';
import { withDatabase } from '../../runtime/with-database.ts';
import { openApiClient } from '../api-client.ts';
import { concludeTrial } from './conclude-trial.ts';
import { enterSites, enterStudy, enterSubjects, type Study } from './enter-trial.ts';
import { type HeldKey, handOutKeys, type KeyHolder } from './keyring.ts';
import { measureTrial, type NotMeasured } from './measure-trial.ts';
import type { DemoTrial } from './plan.ts';
import { readTrial } from './read-trial.ts';
import { listReadUnits, type ReadUnit } from './read-units.ts';
import { saveReports } from './save-reports.ts';
import { takeAgain } from './take-again.ts';

/** Where the trial is run. */
export interface TrialPlace {
  readonly apiUrl: string;
  readonly dataDir: string;
  /** Of the running database, for what has no route: keys, and the proof of the audit trail. */
  readonly config: Config;
  readonly signal: AbortSignal;
}

export interface TrialResult {
  readonly studyId: string;
  readonly units: readonly ReadUnit[];
  /** Of this run; empty where an earlier one measured. */
  readonly notMeasured: readonly NotMeasured[];
  /** Agreement and outcomes, for people to open. */
  readonly reportFiles: readonly string[];
  readonly audit: ChainReport;
}

const siteHolder = (code: string): string => `Simulated site ${code}`;

function heldBy(keys: ReadonlyMap<string, HeldKey>, name: string): HeldKey {
  const held = keys.get(name);
  if (held === undefined) throw new Error(`${name} has no key.`);
  return held;
}

/** From keys to signed reads: everything that a locked study takes no more. */
async function conductTrial(
  { apiUrl, dataDir, config, signal }: TrialPlace,
  trial: DemoTrial,
  { study, isKnown }: { readonly study: Study; readonly isKnown: boolean },
): Promise<readonly NotMeasured[]> {
  const office = openApiClient(apiUrl, signal);
  const sites = await enterSites(office, study, trial.sites);
  const holders: readonly KeyHolder[] = [
    ...[...sites.values()].map(({ code, id }) => ({ name: siteHolder(code), role: 'site' as const, siteId: id })),
    ...trial.readers.map(({ name, role }) => ({ name, role, siteId: null })),
  ];
  const keyring = { file: join(dataDir, 'demo-keys.json'), studyId: study.id, studyIsKnown: isKnown };
  const keys = await withDatabase(config, (db) => handOutKeys(db, keyring, holders));
  const clientOf = (name: string) => openApiClient(apiUrl, signal, heldBy(keys, name).key);
  const siteClients = new Map([...sites.keys()].map((code) => [code, clientOf(siteHolder(code))]));
  const photos = await enterSubjects(siteClients, trial.subjects);
  const notMeasured = await measureTrial(office, photos);
  const notMeasuredAgain = await takeAgain(office, siteClients, photos);
  const readers = trial.readers.map((reader) => ({
    reader,
    held: heldBy(keys, reader.name),
    client: clientOf(reader.name),
  }));
  await readTrial(office, study, { trial, readers });
  return [...notMeasured, ...notMeasuredAgain];
}

/** The trial from protocol to unblinding, through the HTTP API. Goes on where an earlier run was interrupted. */
export async function runTrial(place: TrialPlace, trial: DemoTrial): Promise<TrialResult> {
  const office = openApiClient(place.apiUrl, place.signal);
  const entered = await enterStudy(office, trial);
  const { study } = entered;
  const notMeasured = study.locked_at === null ? await conductTrial(place, trial, entered) : [];
  await concludeTrial(office, study, trial.subjects);
  const units = await listReadUnits(office, study.id);
  const reportFiles = await saveReports(office, study.id, join(place.dataDir, 'demo-reports'));
  // Last: the proof covers the reports that left.
  const audit = await withDatabase(place.config, (db) => verifyAuditChain(db));
  return { studyId: study.id, units, notMeasured, reportFiles, audit };
}
