import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../services/package-root.ts';

/** The shipped demo study; made with the phantoms by test-images/render. */
export interface DemoStudy {
  readonly title: string;
  readonly note: string;
  readonly subjects: readonly {
    readonly code: string;
    readonly height_cm: number;
    readonly weight_kg: number;
    readonly visits: readonly DemoVisit[];
  }[];
}

export interface DemoVisit {
  readonly label: string;
  readonly days_since_baseline: number;
  readonly photo: { readonly file: string } & Readonly<Record<string, string | number>>;
  readonly manual_score: { readonly instrument: string; readonly rater: string; readonly value: number };
}

/** Invented, like all of the study. */
const BASELINE_DATE = Date.UTC(2025, 0, 6);
const MS_PER_DAY = 24 * 60 * 60 * 1000;

/** yyyy-mm-dd */
export function visitDate({ days_since_baseline: days }: Pick<DemoVisit, 'days_since_baseline'>): string {
  return new Date(BASELINE_DATE + days * MS_PER_DAY).toISOString().slice(0, 10);
}

const FOLDER = join(PACKAGE_ROOT, 'test-images');

export async function readDemoStudy(): Promise<DemoStudy> {
  return JSON.parse(await readFile(join(FOLDER, 'demo-study.json'), 'utf8')) as DemoStudy;
}

export async function readDemoPhoto(file: string): Promise<Uint8Array> {
  return await readFile(join(FOLDER, file));
}
