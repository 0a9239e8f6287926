import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { queueCounts } from '../../services/queue/queues.ts';
import { countMeasurements } from '../../services/store/measurements.ts';
import { PHOTO_STATES } from '../../services/store/photo-state.ts';
import { countPhotosByState } from '../../services/store/photo-work.ts';
import type { App, AppDependencies } from '../dependencies.ts';

/** Seconds; from a health check to the upload of fifty photos. */
const DURATION_BUCKETS_S = [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10, 30];

function gauges(registry: Registry, { db, queues }: Pick<AppDependencies, 'db' | 'queues'>): void {
  const jobs = new Gauge({
    name: 'dermetry_queue_jobs',
    help: 'Jobs in the queue by state',
    labelNames: ['queue', 'state'],
    registers: [registry],
    collect: async () => {
      for (const [queue, counts] of Object.entries(await queueCounts(queues))) {
        for (const [state, count] of Object.entries(counts)) jobs.set({ queue, state }, count);
      }
    },
  });
  const photos = new Gauge({
    name: 'dermetry_photos',
    help: 'Photos stored by state',
    labelNames: ['state'],
    registers: [registry],
    collect: async () => {
      const counts = await countPhotosByState(db);
      for (const state of PHOTO_STATES) photos.set({ state }, counts[state] ?? 0);
    },
  });
  const measurements: Gauge = new Gauge({
    name: 'dermetry_measurements',
    help: 'Measurements stored, superseded ones included',
    registers: [registry],
    collect: async () => {
      measurements.set(await countMeasurements(db));
    },
  });
}

/** Figures for Prometheus, of this process and of the whole installation. Routes are named by pattern: no id is a label. */
export function registerMetrics(app: App, dependencies: Pick<AppDependencies, 'db' | 'queues'>): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  gauges(registry, dependencies);
  const durations = new Histogram({
    name: 'dermetry_http_request_duration_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: DURATION_BUCKETS_S,
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  return registry;
}
