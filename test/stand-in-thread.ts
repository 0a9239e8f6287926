import { appendFile } from 'node:fs/promises';
import { PIPELINE_VERSION } from '../services/domain/version.ts';
import { Refusal } from '../services/refusal.ts';
import { answerTasks } from '../workers/answer-tasks.ts';

/** What the bytes of a stand-in photo say: the test's way to tell the thread what to do. */
export interface StandInPhoto {
  /** Keeps the processor busy without a break for so long, ms. */
  readonly burnMs?: number;
  readonly refuse?: boolean;
  /** How the thread ends in the middle of its work. */
  readonly crash?: 'exit' | 'throw';
  /** A line with the process id is added to this file whenever the work begins. */
  readonly journal?: string;
}

function burn(milliseconds: number): void {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) Math.sqrt(end);
}

/** A measuring thread that measures nothing, for the tests of queue and workers. */
answerTasks(async () => ({
  identity: { name: 'stand-in', version: '1', sha256: null, runtime: null },
  async measure({ photo, path, request }) {
    const wish = JSON.parse(Buffer.from(photo).toString()) as StandInPhoto;
    if (wish.journal !== undefined) await appendFile(wish.journal, `${process.pid}\n`);
    if (wish.crash === 'exit') process.exit(3);
    if (wish.crash === 'throw')
      setTimeout(() => {
        throw new Error('broken library');
      });
    if (wish.crash !== undefined) await new Promise(() => undefined);
    if (wish.refuse) throw new Refusal('no_skin', 'No skin was found: photograph the skin.');
    burn(wish.burnMs ?? 0);
    return {
      document: {
        photo: { path, sha256: '0'.repeat(64), width: 2, height: 1 },
        condition: request.condition,
        quality: { accepted: true, flags: [] },
        calibration: { kind: 'uncalibrated', mm_per_pixel: null, tilt_deg: null },
        skin: { pixels: 2 },
        lesion: {
          pixels: 1,
          count: 1,
          percent_of_skin: 50,
          area_cm2: null,
          area_cm2_interval: null,
          bsa_percent: null,
          bsa_method: null,
          mean_depigmentation_percent: null,
          patches: [],
        },
        colour: { reference: 'camera', lesion: null, healthy: null, delta_e_2000: null, note: null, chart: null },
        // What was asked of the thread, for tests of what reaches it.
        notes: [JSON.stringify(request)],
        provenance: {
          model: 'stand-in',
          model_version: '1',
          model_sha256: null,
          pipeline_version: PIPELINE_VERSION,
          measured_at_px: [2, 1],
          thresholds: {},
        },
      },
      maskPng: Buffer.from(`mask of ${path}`),
      overlayJpeg: Buffer.from(`overlay of ${path}`),
      uncertaintyPng: Buffer.from(`uncertainty of ${path}`),
    };
  },
  async compare({ condition, colourCharts, gradeBoundsPercent }) {
    const asked = JSON.stringify({ condition, colourCharts, gradeBoundsPercent });
    throw new Refusal('registration_failed', `The stand-in compares nothing: ${asked}`);
  },
}));
