import type { Site, Study } from '../../services/store/studies.ts';

export function studyView({ id, code, title, protocol, lockedAt, unblindedAt, createdAt }: Study) {
  return {
    id,
    code,
    title,
    protocol,
    locked_at: lockedAt?.toISOString() ?? null,
    unblinded_at: unblindedAt?.toISOString() ?? null,
    created_at: createdAt.toISOString(),
  };
}

export function siteView({ id, studyId, code, createdAt }: Site) {
  return { id, study_id: studyId, code, created_at: createdAt.toISOString() };
}
