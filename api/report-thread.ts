import { workerData } from 'node:worker_threads';
import { Refusal } from '../services/refusal.ts';
import { inventedStudy } from '../services/results/invented-study.ts';
import { connectDatabase } from '../services/store/database.ts';
import { makeStudyReport, USUAL_AGREEMENT, USUAL_OUTCOMES, writeReport } from '../services/store/study-reports.ts';
import type { ReportReply, ReportTask, ReportThreadSetting } from './report-task.ts';

const { databaseUrl }: ReportThreadSetting = workerData;
const db = connectDatabase(databaseUrl, (error) => console.error(`database: ${error.message}`));

const PRACTICE_SUBJECTS = 40;

/** Code that has run once is several times as fast: the first who asks for a report does not wait for that. */
async function practise(): Promise<void> {
  const data = inventedStudy(PRACTICE_SUBJECTS);
  const writing = { data, format: 'pdf', madeAt: new Date(), madeFor: 'nobody' } as const;
  await writeReport({ what: 'agreement', options: USUAL_AGREEMENT }, writing);
  await writeReport({ what: 'outcomes', options: USUAL_OUTCOMES }, writing);
}

/** A task of the thread that makes reports. */
export default async function answer(task: ReportTask): Promise<ReportReply> {
  if (task.kind === 'practise') {
    await practise();
    return { kind: 'practised' };
  }
  try {
    const { bytes, mediaType } = await makeStudyReport(db, task.actor, task.order);
    return { kind: 'made', bytes, mediaType };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', code: error.code, message: error.message };
    throw error;
  }
}
