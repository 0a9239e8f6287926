import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../../services/package-root.ts';
import type { Role } from '../../../services/study/policy.ts';
import type { Protocol } from '../../../services/study/protocol.ts';

/** A reader who is a program: their readings lie about the truth. */
export interface SimulatedReader {
  readonly name: string;
  readonly role: Extract<Role, 'rater' | 'adjudicator'>;
  /** How much higher than the truth this reader reads throughout, in standard deviations of a reading. */
  readonly offset_sd: number;
}

/** How readings scatter about the truth. */
export interface Scatter {
  readonly seed: string;
  readonly icc_between_readers: number;
  /** Of the variance of a reading, what comes anew each time the same reader reads the same picture. */
  readonly repeat_variance_share: number;
  readonly sources: readonly string[];
}

export interface TrialVisit {
  readonly label: string;
  readonly days_since_baseline: number;
  readonly file: string;
  /** Taken again at the same visit, where the site is asked to. */
  readonly retake?: string | undefined;
  /** From the mask that the photo that counts was rendered with. */
  readonly true_f_vasi: number;
}

export interface TrialSubject {
  readonly code: string;
  readonly site: string;
  readonly treatment: string;
  readonly height_cm: number;
  readonly weight_kg: number;
  readonly visits: readonly TrialVisit[];
}

/** The shipped trial: its plan by hand (trial.json), its subjects and photos by test-images/render/trial.py. */
export interface DemoTrial {
  readonly note: string;
  readonly study: { readonly code: string; readonly title: string; readonly protocol: Protocol };
  readonly sites: readonly string[];
  readonly round_seed: string;
  readonly readers: readonly SimulatedReader[];
  readonly scatter: Scatter;
  readonly subjects: readonly TrialSubject[];
}

const FOLDER = join(PACKAGE_ROOT, 'test-images', 'demo');

async function readJson<Content>(file: string): Promise<Content> {
  return JSON.parse(await readFile(join(FOLDER, file), 'utf8')) as Content;
}

export async function readDemoTrial(): Promise<DemoTrial> {
  const plan = await readJson<Omit<DemoTrial, 'subjects'>>('trial.json');
  return { ...plan, ...(await readJson<Pick<DemoTrial, 'subjects'>>('subjects.json')) };
}

export async function readTrialPhoto(file: string): Promise<Uint8Array> {
  return await readFile(join(FOLDER, file));
}
