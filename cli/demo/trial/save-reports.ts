import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiClient } from '../api-client.ts';

/** F-VASI75 with non-responder imputation, as the trials of the field report it. @source Rosmarin2022 */
const OUTCOMES = 'responder_percent=75&missing=nri';
const REPORTS = [
  { name: 'agreement', options: '' },
  { name: 'outcomes', options: `&${OUTCOMES}` },
] as const;
const FORMATS = ['html', 'pdf'] as const;

/** Fetches the reports of a study as pages and as PDF. Returns the files that were written. */
export async function saveReports(office: ApiClient, studyId: string, directory: string): Promise<readonly string[]> {
  await mkdir(directory, { recursive: true });
  const files: string[] = [];
  for (const { name, options } of REPORTS) {
    for (const format of FORMATS) {
      const file = join(directory, `${name}.${format}`);
      await writeFile(file, await office.download(`/v1/studies/${studyId}/${name}?format=${format}${options}`));
      files.push(file);
    }
  }
  return files;
}
