import { mean } from '../../../services/agreement/order-statistics.ts';
import { table } from '../../../services/export/text-table.ts';
import type { NotMeasured } from './measure-trial.ts';
import type { DemoTrial } from './plan.ts';
import type { ReadUnit } from './read-units.ts';

const NONE = '–';

function meanOf(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? NONE : mean(known).toFixed(2);
}

/** Mean F-VASI of each treatment at each visit: what the readers decided, what the machine says, and what was rendered. */
export function courseTable({ study, subjects }: DemoTrial, units: readonly ReadUnit[]): string {
  const treatments = [...new Set(subjects.map(({ treatment }) => treatment))].sort();
  const rows = treatments.flatMap((treatment) =>
    study.protocol.visits.map(({ label }) => {
      const here = subjects
        .filter((subject) => subject.treatment === treatment)
        .flatMap(({ code, visits }) => {
          const unit = units.find(({ subject_code, visit_label }) => subject_code === code && visit_label === label);
          const truth = visits.find((visit) => visit.label === label)?.true_f_vasi;
          return unit === undefined || truth === undefined ? [] : [{ unit, truth }];
        });
      return [
        ...[treatment, label, String(here.length)],
        meanOf(here.map(({ unit }) => unit.consensus)),
        meanOf(here.map(({ unit }) => unit.machine_value)),
        meanOf(here.map(({ truth }) => truth)),
      ];
    }),
  );
  return table(['treatment', 'visit', 'subjects', 'readers', 'machine', 'rendered'], rows);
}

/** Why a photo was not measured, and what became of its visit. */
export function notMeasuredSentence({ file, state, reason, retake }: NotMeasured): string {
  const because = `${file} is ${state}: ${reason}`;
  return retake === undefined ? because : `${because} The site was asked for another: ${retake} took its place.`;
}

/** How many reads of which kind were done, in a sentence. */
export function readSentence(units: readonly ReadUnit[]): string {
  const reads = units.flatMap((unit) => unit.reads.filter(({ version }) => version !== null));
  const count = (kind: string): number => reads.filter((read) => read.kind === kind).length;
  return `${units.length} visits read: ${count('first')} reads and ${count('repeat')} hidden repeats signed, ${count('adjudication')} differences beyond the limit decided by a third reader.`;
}

/** The first thing of the trial that did not go as it should, as a sentence. A refused photo is no fault: the machine says why. */
export function faultOfTrial(notMeasured: readonly NotMeasured[], units: readonly ReadUnit[]): string | undefined {
  const failed = notMeasured.find(({ state }) => state !== 'refused');
  if (failed !== undefined) return `${failed.file} is ${failed.state}: ${failed.reason}`;
  const open = units.find(({ consensus }) => consensus === null);
  if (open !== undefined) return `${open.subject_code} at ${open.visit_label} has no final value: a read is missing.`;
  const changed = units.find(({ reads }) => reads.some(({ intact }) => !intact));
  if (changed !== undefined)
    return `A read of ${changed.subject_code} at ${changed.visit_label} is not what was signed.`;
  return undefined;
}
