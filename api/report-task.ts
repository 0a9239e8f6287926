import type { RefusalCode } from '../services/refusal.ts';
import type { ReportOrder, StudyReport } from '../services/store/study-reports.ts';
import type { Actor } from '../services/study/policy.ts';

/** After which so many reports are made that another may wait, s. */
export const BUSY_RETRY_AFTER_S = 60;

/** What the thread that makes reports is started with. */
export interface ReportThreadSetting {
  readonly databaseUrl: string;
}

/** `practise`: to make a report of an invented study, which nobody gets. */
export type ReportTask =
  | { readonly kind: 'practise' }
  | { readonly kind: 'make'; readonly actor: Actor; readonly order: ReportOrder };

/** A refusal crosses threads as what it says: an error of a class of ours would arrive as a plain one. */
export type ReportReply =
  | { readonly kind: 'practised' }
  | ({ readonly kind: 'made' } & Pick<StudyReport, 'mediaType'> & { readonly bytes: Uint8Array })
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string };
