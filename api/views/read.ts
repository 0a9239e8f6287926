import { printedScore } from '../../services/scores/machine-score.ts';
import type { Database } from '../../services/store/database.ts';
import { findMachineValue } from '../../services/store/machine-values.ts';
import type { UnitResultWithMachine } from '../../services/store/read-results.ts';
import { isSigned, listReadPhotos, type Read, type ReadVersion, stateOf } from '../../services/store/reads.ts';
import { findTreatmentOfVisit } from '../../services/store/treatments.ts';
import { findVisit } from '../../services/store/visits.ts';
import { isMachineShown } from '../../services/study/reads.ts';

function versionView({ version, items, value, definition, machineSeen, reason, signature, ...rest }: ReadVersion) {
  return {
    ...{ version, items, value, definition, machine_seen: machineSeen, reason },
    content_sha256: rest.contentSha256,
    entered_at: rest.createdAt.toISOString(),
    signature: signature && {
      signer: signature.signer,
      meaning: signature.meaning,
      signed_at: signature.signedAt.toISOString(),
      signature_sha256: signature.signatureSha256,
    },
  };
}

/** Whether it is a repeat is not said. */
export function readSummaryView(read: Read) {
  const { id, position, kind, isSuperseded } = read;
  return { id, position, adjudication: kind === 'adjudication', state: stateOf(read), superseded: isSuperseded };
}

/** What a reader may know, and nothing else: here the server withholds. */
export async function readView(db: Database, read: Read) {
  const { id, plan, unitId, versions } = read;
  const photos = await listReadPhotos(db, id);
  const visitId = plan.unit === 'visit' ? unitId : (photos.find(({ isBaseline }) => !isBaseline)?.photo.visitId ?? '');
  const visit = await findVisit(db, visitId);
  const isTold = (thing: (typeof plan.blind_to)[number]) => !plan.blind_to.includes(thing);
  const shown = isMachineShown(plan, { isSigned: isSigned(read) });
  return {
    ...readSummaryView(read),
    definition: plan.definition,
    form_url: `/v1/score-definitions/${plan.definition}/form`,
    blind_to: [...plan.blind_to],
    visit_label: isTold('visit') ? (visit?.label ?? null) : null,
    visit_date: isTold('time') ? (visit?.visitDate ?? null) : null,
    treatment: isTold('treatment') ? await findTreatmentOfVisit(db, visitId) : null,
    photos: photos.map(({ number, isBaseline, replacedAt, photo }) => ({
      number,
      url: `/v1/reads/${id}/photos/${number}`,
      is_baseline: isBaseline,
      // That it was replaced, and not when, which the reader may not know of the visit either.
      replaces_earlier: replacedAt !== null,
      replaced_since: photo.replacedBy !== null,
      body_region: photo.bodyRegion,
      view: photo.view,
      illumination: photo.illumination,
    })),
    machine: {
      condition: plan.machine,
      shown,
      value: shown ? printedScore(await findMachineValue(db, plan, unitId)) : null,
    },
    versions: versions.map(versionView),
  };
}

export function unitResultView({ reads, ...unit }: UnitResultWithMachine) {
  return {
    round_id: unit.roundId,
    unit_id: unit.unitId,
    subject_code: unit.subjectCode,
    visit_label: unit.visitLabel,
    machine_value: printedScore(unit.machineValue),
    superseded: unit.isSuperseded,
    adjudication: unit.adjudication,
    consensus: printedScore(unit.consensus),
    reads: reads.map(({ read, reader, kind, version, intact }) => ({
      ...{ id: read.id, reader, kind, position: read.position, intact },
      version: version === undefined ? null : versionView(version),
    })),
  };
}
