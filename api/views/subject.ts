import type { Subject } from '../../services/store/subjects.ts';
import type { Visit } from '../../services/store/visits.ts';

export function subjectView({ id, code, heightCm, weightKg, bsaFormula, studyId, siteId, createdAt }: Subject) {
  return {
    id,
    code,
    height_cm: heightCm,
    weight_kg: weightKg,
    bsa_formula: bsaFormula,
    study_id: studyId,
    site_id: siteId,
    created_at: createdAt.toISOString(),
  };
}

export function visitView({ id, subjectId, sequence, label, visitDate, ageYears, createdAt }: Visit) {
  return {
    id,
    subject_id: subjectId,
    sequence,
    label,
    visit_date: visitDate,
    age_years: ageYears,
    created_at: createdAt.toISOString(),
  };
}
