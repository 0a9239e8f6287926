import type { Device } from '@medplum/fhirtypes';
import type { MeasurementSummary } from '../study/study-data.ts';
import { ownConcept } from './own-codes.ts';
import { type Identified, idOfName } from './references.ts';

type Provenance = MeasurementSummary['provenance'];

/** In which identifiers are SHA-256 of files. @source RFC6920 (ni URIs) */
const URI_SYSTEM = 'urn:ietf:rfc:3986';

export function pipelineDevice({
  pipeline_version: version,
}: Pick<Provenance, 'pipeline_version'>): Identified<Device> {
  return {
    resourceType: 'Device',
    id: idOfName(`pipeline ${version}`),
    type: ownConcept('measuring-pipeline'),
    deviceName: [{ name: 'Dermetry', type: 'model-name' }],
    version: [{ value: version }],
  };
}

/** With the SHA-256 of its weights, where it has any. */
export function modelDevice(provenance: Provenance): Identified<Device> {
  const { model, model_version: version, model_sha256: sha256 } = provenance;
  return {
    resourceType: 'Device',
    id: idOfName(`model ${model} ${version} ${sha256 ?? ''}`),
    ...(sha256 !== null && {
      identifier: [
        { system: URI_SYSTEM, value: `ni:///sha-256;${Buffer.from(sha256, 'hex').toString('base64url')}` },
        { type: { text: 'SHA-256 of the weights' }, value: sha256 },
      ],
    }),
    type: ownConcept('segmentation-model'),
    deviceName: [{ name: model, type: 'model-name' }],
    version: [{ value: version }],
  };
}
