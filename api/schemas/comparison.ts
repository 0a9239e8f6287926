import Type from 'typebox';
import { ComparisonSchema } from '../../services/domain/measurement.ts';
import { DEFAULT_GRADE_BOUNDS_PERCENT } from '../../services/scores/repigmentation-grade.ts';
import { COMPARISON_STATES } from '../../services/store/photo-state.ts';
import { Id, Instant, Nullable, RefusalSchema } from './error.ts';
import { JobSchema } from './photo.ts';
import { shared } from './shared.ts';

/** What came out for two photos. */
const PhotoComparisonSchema = shared('PhotoComparison', ComparisonSchema);

export const GradeBounds = Type.Array(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 100 }), {
  minItems: 1,
  maxItems: 20,
  description: 'Bounds between the grades in % of net repigmentation, rising; an upper bound belongs to its grade',
  examples: [[...DEFAULT_GRADE_BOUNDS_PERCENT]],
});

export const NewComparisonSchema = Type.Object(
  {
    baseline_visit_id: Type.Optional(Id),
    follow_up_visit_id: Type.Optional(Id),
    baseline_photo_id: Type.Optional(Id),
    follow_up_photo_id: Type.Optional(Id),
    grade_bounds_percent: Type.Optional(GradeBounds),
  },
  { additionalProperties: false, description: 'Either the two visits or the two photos' },
);
export type NewComparisonBody = Type.Static<typeof NewComparisonSchema>;

export const StoredComparisonSchema = shared(
  'VisitComparison',
  Type.Object({
    id: Id,
    baseline_visit_id: Nullable(Id),
    follow_up_visit_id: Nullable(Id),
    grade_bounds_percent: GradeBounds,
    state: Type.Enum(COMPARISON_STATES),
    created_at: Instant,
    pairs: Type.Array(
      Type.Object({
        id: Id,
        baseline_photo_id: Id,
        follow_up_photo_id: Id,
        comparison: Nullable(PhotoComparisonSchema),
        refusal: Nullable(RefusalSchema),
        compared_at: Nullable(Instant),
        overlay_url: Nullable(Type.String()),
      }),
    ),
    unpaired_photo_ids: Type.Array(Id, {
      description:
        'Photos of the two visits without exactly one counterpart of the same condition, region, view and light',
    }),
  }),
);
export const ComparisonListSchema = Type.Object({ comparisons: Type.Array(StoredComparisonSchema) });
export const ComparisonAcceptedSchema = Type.Object({ comparison: StoredComparisonSchema, job: Nullable(JobSchema) });
