import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorker } from '../services/queue/connect.ts';
import type { MeasurePhotoPayload } from '../services/queue/jobs.ts';
import { enqueueMeasurePhoto } from '../services/queue/queues.ts';
import { recordRefusal, setPhotoState } from '../services/store/photo-work.ts';
import { insertPhoto } from '../services/store/photos.ts';
import { testApi } from '../test/api.ts';
import { someMeasurement, somePhoto } from '../test/store.ts';

const api = await testApi();
/** Until the test lets it go on, the worker reports progress again and again. */
let mayFinish = true;
const worker = openWorker({ ...api.queues.config, workerConcurrency: 1 }, 'measure-photo', async (job) => {
  const { photoId } = job.data as MeasurePhotoPayload;
  await setPhotoState(api.db, photoId, 'measuring');
  do {
    await job.updateProgress(50);
    await sleep(50);
  } while (!mayFinish);
  await api.measure(photoId, someMeasurement());
});
beforeAll(async () => {
  await worker.waitUntilReady();
  void worker.run();
});
afterAll(async () => {
  await worker.close();
  await api.close();
});

const addPhoto = async () => (await insertPhoto(api.db, somePhoto())).photo.id;

interface ServerEvent {
  readonly event: string;
  readonly data: Record<string, unknown>;
}
function eventsIn(body: string): ServerEvent[] {
  return [...body.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, event, data]) => ({
    event,
    data: JSON.parse(data),
  }));
}

describe('GET /v1/photos/:id/events', () => {
  it('tells of a photo from waiting to measured, with progress, and then ends', async () => {
    mayFinish = false;
    const photoId = await addPhoto();
    const url = `/v1/photos/${photoId}/events`;
    const response = await api.app.inject({ method: 'GET', url, payloadAsStream: true });
    expect(response.headers['content-type']).toBe('text/event-stream');
    const events: ServerEvent[] = [];
    for await (const chunk of response.stream()) {
      const come = eventsIn(String(chunk));
      if (events.length === 0) await enqueueMeasurePhoto(api.queues, { photoId });
      events.push(...come);
      if (come.some(({ event }) => event === 'progress')) mayFinish = true;
    }
    expect(events[0]).toEqual({ event: 'state', data: { state: 'queued', final: false, refusal: null } });
    expect(events).toContainEqual({ event: 'progress', data: { percent: 50 } });
    expect(events).toContainEqual({ event: 'state', data: { state: 'measuring', final: false, refusal: null } });
    expect(events.at(-1)).toEqual({ event: 'state', data: { state: 'measured', final: true, refusal: null } });
  });

  it('answers at once, and ends, for a photo that was done before anybody asked', async () => {
    const photoId = await addPhoto();
    await recordRefusal(api.db, photoId, 'no_skin', 'Show skin.');
    const { body } = await api.get(`/v1/photos/${photoId}/events`);
    const refusal = { code: 'no_skin', message: 'Show skin.' };
    expect(eventsIn(body)).toEqual([{ event: 'state', data: { state: 'refused', final: true, refusal } }]);
  });

  it('notices the end by itself when the queue says nothing', async () => {
    const photoId = await addPhoto();
    const url = `/v1/photos/${photoId}/events`;
    const response = await api.app.inject({ method: 'GET', url, payloadAsStream: true });
    let body = '';
    for await (const chunk of response.stream()) {
      if (body === '') await setPhotoState(api.db, photoId, 'failed');
      body += chunk;
    }
    const states = eventsIn(body).map(({ data }) => data.state);
    expect(states).toEqual(['queued', 'failed']);
  });

  it('answers 404 for an unknown photo', async () => {
    expect((await api.get('/v1/photos/00000000-0000-4000-8000-000000000000/events')).statusCode).toBe(404);
  });
});

describe('GET /v1/jobs/:id/events', () => {
  it('follows the job that an upload was answered with', async () => {
    const photoId = await addPhoto();
    const { jobId } = await enqueueMeasurePhoto(api.queues, { photoId });
    const { body } = await api.get(`/v1/jobs/${jobId}/events`);
    expect(eventsIn(body).at(-1)?.data).toMatchObject({ state: 'measured', final: true });
  });

  it('answers 400 for what is no job id', async () => {
    expect((await api.get('/v1/jobs/1/events')).statusCode).toBe(400);
  });
});
