import { DEFAULT_GRADE_BOUNDS_PERCENT } from '../../services/scores/repigmentation-grade.ts';
import type { StoredComparison } from '../../services/store/comparisons.ts';
import type { Database } from '../../services/store/database.ts';
import { listPhotosOfVisit } from '../../services/store/photos.ts';

async function unpairedPhotoIds(db: Database, comparison: StoredComparison): Promise<string[]> {
  const paired = new Set(comparison.pairs.flatMap((pair) => [pair.baselinePhotoId, pair.followUpPhotoId]));
  const visits = [comparison.baselineVisitId, comparison.followUpVisitId].filter((id) => id !== null);
  const photos = await Promise.all(visits.map((id) => listPhotosOfVisit(db, id)));
  return photos
    .flat()
    .map((photo) => photo.id)
    .filter((id) => !paired.has(id));
}

export async function comparisonView(db: Database, comparison: StoredComparison) {
  return {
    id: comparison.id,
    baseline_visit_id: comparison.baselineVisitId,
    follow_up_visit_id: comparison.followUpVisitId,
    grade_bounds_percent: [...(comparison.gradeBoundsPercent ?? DEFAULT_GRADE_BOUNDS_PERCENT)],
    state: comparison.state,
    created_at: comparison.createdAt.toISOString(),
    pairs: comparison.pairs.map(({ id, baselinePhotoId, followUpPhotoId, result }) => ({
      id,
      baseline_photo_id: baselinePhotoId,
      follow_up_photo_id: followUpPhotoId,
      comparison: result?.result ?? null,
      refusal: result?.refusal ?? null,
      compared_at: result?.comparedAt.toISOString() ?? null,
      overlay_url: result?.overlaySha256 ? `/v1/comparisons/${comparison.id}/pairs/${id}/overlay` : null,
    })),
    unpaired_photo_ids: await unpairedPhotoIds(db, comparison),
  };
}
