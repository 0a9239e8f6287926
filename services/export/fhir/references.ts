import { createHash } from 'node:crypto';
import type { BundleEntry, Coding, Identifier, Observation, Reference, Resource } from '@medplum/fhirtypes';
import type { ExportedPhoto, VisitPlace } from '../study/study-data.ts';
import { OWN_SYSTEM } from './own-codes.ts';

/** A resource that has its id, as every one of a bundle does. */
export type Identified<R extends Resource = Resource> = R & { readonly id: string };

/** The same name gives the same id, in every export. @source RFC9562 (UUID version 5) */
export function idOfName(name: string): string {
  const namespace = Buffer.from(OWN_SYSTEM.slice('urn:uuid:'.length).replaceAll('-', ''), 'hex');
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function entryOf(resource: Identified): BundleEntry {
  return { fullUrl: `urn:uuid:${resource.id}`, resource };
}

export function referenceTo(id: string): { reference: string } {
  return { reference: `urn:uuid:${id}` };
}

/** A code of HL7's own terminology, as FHIR R4 publishes it. */
export function hl7Coding(codeSystem: string, code: string, display: string): Coding {
  return { system: `http://terminology.hl7.org/CodeSystem/${codeSystem}`, code, display };
}

/** Ids of this installation are UUIDs, hence names of their own in the system of URIs. */
export function uuidIdentifier(id: string): Identifier {
  return { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${id}` };
}

/** The photo itself does not leave: it is named by its id and the hash of its file. */
export function photoReference(photo: Pick<ExportedPhoto, 'id' | 'sha256'>): Reference {
  return { type: 'Media', identifier: uuidIdentifier(photo.id), display: `photo, sha256 ${photo.sha256}` };
}

/** The same for the photos of an observation. */
export function photosReferences(photos: readonly Pick<ExportedPhoto, 'id' | 'sha256'>[]) {
  return photos.map((photo) => photoReference(photo) as NonNullable<Observation['derivedFrom']>[number]);
}

export function visitReference({ visitId, visitLabel }: VisitPlace): Reference {
  return { type: 'Encounter', identifier: uuidIdentifier(visitId), display: visitLabel };
}
