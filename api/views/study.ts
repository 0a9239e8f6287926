import type { Site, Study } from '../../services/store/studies.ts';
import type { ProtocolVersion } from '../../services/study/amend-protocol.ts';

export function studyView({ id, code, title, protocol, protocolVersion, lockedAt, unblindedAt, createdAt }: Study) {
  return {
    id,
    code,
    title,
    protocol,
    protocol_version: protocolVersion,
    locked_at: lockedAt?.toISOString() ?? null,
    unblinded_at: unblindedAt?.toISOString() ?? null,
    created_at: createdAt.toISOString(),
  };
}

export function siteView({ id, studyId, code, createdAt }: Site) {
  return { id, study_id: studyId, code, created_at: createdAt.toISOString() };
}

export function protocolVersionView({ version, protocol, inForceFrom, amendment }: ProtocolVersion) {
  return {
    version,
    protocol,
    in_force_from: inForceFrom.toISOString(),
    reason: amendment?.reason ?? null,
    amended_by: amendment?.amendedBy ?? null,
  };
}
