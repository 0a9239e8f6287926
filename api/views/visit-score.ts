import type { VisitVasi } from '../../services/scores/visit-vasi.ts';
import type { VisitScoreBody } from '../schemas/visit-score.ts';

export function visitScoreView(visitId: string, score: VisitVasi): VisitScoreBody {
  return {
    visit_id: visitId,
    hand_unit_bsa_percent: score.handUnitBsaPercent,
    f_vasi: score.fVasi,
    vasi_5_regions: score.vasi5Regions,
    t_vasi: score.tVasi,
    regions: score.regions.map(({ photoIds, ...region }) => ({ ...region, photo_ids: [...photoIds] })),
    photographed: score.photographed,
    missing: score.missing.map(({ bodyRegion, ...counts }) => ({ body_region: bodyRegion, ...counts })),
    not_counted: score.notCounted.map(({ photoId, reason }) => ({ photo_id: photoId, reason })),
  };
}
