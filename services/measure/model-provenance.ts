import type { ModelIdentity } from '../../models/segmenter.ts';
import type { Measurement } from '../domain/measurement.ts';
import { PIPELINE_VERSION } from '../domain/version.ts';

type ModelProvenance = Omit<Measurement['provenance'], 'measured_at_px' | 'thresholds'>;

/** Which model made a result, run by what, in which pipeline. */
export function modelProvenance({ name, version, sha256, runtime }: ModelIdentity): ModelProvenance {
  return {
    model: name,
    model_version: version,
    model_sha256: sha256,
    model_runtime: runtime,
    pipeline_version: PIPELINE_VERSION,
  };
}
