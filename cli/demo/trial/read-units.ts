import type { ApiClient } from '../api-client.ts';

/** What the demo reads of the results of reads. */
export interface ReadUnit {
  readonly subject_code: string;
  readonly visit_label: string;
  readonly machine_value: number | null;
  readonly adjudication: 'not_needed' | 'waiting' | 'done';
  readonly consensus: number | null;
  readonly reads: readonly {
    readonly id: string;
    readonly reader: string | null;
    readonly kind: 'first' | 'repeat' | 'adjudication';
    readonly intact: boolean;
    readonly version: { readonly value: number } | null;
  }[];
}

export async function listReadUnits(office: ApiClient, studyId: string): Promise<readonly ReadUnit[]> {
  return (await office.get<{ units: ReadUnit[] }>(`/v1/studies/${studyId}/read-results`)).units;
}
