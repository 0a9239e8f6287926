import type { Column } from '../csv.ts';
import type { ExportedPhoto, SubjectPlace, VisitPlace } from './study-data.ts';

/** Of every table: whose row it is. */
export const SUBJECT_COLUMNS: readonly Column<{ readonly place: SubjectPlace }>[] = [
  { name: 'study_code', of: ({ place }) => place.studyCode },
  { name: 'site_code', of: ({ place }) => place.siteCode },
  { name: 'subject_code', of: ({ place }) => place.subjectCode },
];

/** Of every table of something at a visit. */
export const PLACE_COLUMNS: readonly Column<{ readonly place: VisitPlace }>[] = [
  ...SUBJECT_COLUMNS,
  { name: 'visit_number', of: ({ place }) => place.visitNumber },
  { name: 'visit_label', of: ({ place }) => place.visitLabel },
  { name: 'visit_date', of: ({ place }) => place.visitDate },
  { name: 'age_years', of: ({ place }) => place.ageYears },
];

type Pictured = { readonly photo: ExportedPhoto | null };

export const PHOTO_COLUMNS: readonly Column<Pictured>[] = [
  { name: 'photo_id', of: ({ photo }) => photo?.id },
  { name: 'photo_sha256', of: ({ photo }) => photo?.sha256 },
  { name: 'condition', of: ({ photo }) => photo?.condition },
  { name: 'body_region', of: ({ photo }) => photo?.bodyRegion },
  { name: 'view', of: ({ photo }) => photo?.view },
  { name: 'illumination', of: ({ photo }) => photo?.illumination },
  { name: 'captured_at_local', of: ({ photo }) => photo?.capturedAt },
  { name: 'photo_replaced_by', of: ({ photo }) => photo?.replacedBy },
];
