import type { Measurement } from '../../services/domain/measurement.ts';
import { machineVasi } from '../../services/scores/machine-vasi.ts';
import type { StoredMeasurement } from '../../services/store/measurements.ts';
import type { Photo } from '../../services/store/photos.ts';
import type { StoredMeasurementBody } from '../schemas/measurement.ts';

function machineScores(measurement: Measurement): StoredMeasurementBody['machine_scores'] {
  const { continuous, laddered } = machineVasi(measurement);
  return { vasi_continuous: continuous, vasi_laddered: laddered };
}

export function measurementView(stored: StoredMeasurement, photo: Photo): StoredMeasurementBody {
  const url = (kind: 'mask' | 'overlay' | 'uncertainty') => `/v1/photos/${photo.id}/${kind}?measurement=${stored.id}`;
  return {
    id: stored.id,
    photo_id: stored.photoId,
    supersedes: stored.supersedes,
    measured_at: stored.measuredAt.toISOString(),
    mask_url: stored.maskSha256 === null ? null : url('mask'),
    overlay_url: stored.overlaySha256 === null ? null : url('overlay'),
    uncertainty_url: stored.uncertaintySha256 === null ? null : url('uncertainty'),
    machine_scores: machineScores(stored.result),
    photo: {
      path: `/v1/photos/${photo.id}`,
      sha256: photo.uploadSha256,
      width: photo.width,
      height: photo.height,
    },
    ...stored.result,
    // Measurements stored before people could draw say nothing of it.
    origin: stored.result.origin ?? 'model',
    parent: stored.result.parent ?? null,
    drawing_id: stored.drawingId,
  };
}
