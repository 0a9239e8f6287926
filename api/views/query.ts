import type { PhotoQuery, QueryStep } from '../../services/store/queries.ts';
import { type Actor, READERS } from '../../services/study/policy.ts';

/** What the site wrote may say what a reader is not to know; when it wrote, when the visit was. */
function ownStepsOnly({ kind, text, byKeyId }: QueryStep, { keyId }: Actor) {
  return { kind, text: byKeyId === keyId ? text : null, by: null, by_role: null, at: null };
}

function stepView({ kind, text, byName, byRole, at }: QueryStep, { role }: Actor) {
  // A site asks a reader nothing: it learns that one asked, and not which.
  return { kind, text, by: role === 'site' ? null : byName, by_role: byRole, at: at.toISOString() };
}

/** What somebody may know of a query: here the server withholds. */
export function queryView(query: PhotoQuery, actor: Actor) {
  const { id, state, reason, studyId, photoId, seenIn, steps } = query;
  if (READERS.includes(actor.role)) {
    return {
      ...{ id, state, reason, study_id: null, photo_id: null, replacing_photo_id: null },
      ...{ read_id: seenIn?.readId ?? null, photo_number: seenIn?.number ?? null },
      steps: steps.map((step) => ownStepsOnly(step, actor)),
    };
  }
  return {
    ...{ id, state, reason, study_id: studyId, photo_id: photoId, read_id: null, photo_number: null },
    replacing_photo_id: steps.findLast(({ replacingPhotoId }) => replacingPhotoId !== null)?.replacingPhotoId ?? null,
    steps: steps.map((step) => stepView(step, actor)),
  };
}
