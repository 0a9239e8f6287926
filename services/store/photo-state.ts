/** Where a photo stands. The last three are final until somebody asks for a new measurement. */
export const PHOTO_STATES = ['queued', 'measuring', 'measured', 'refused', 'failed'] as const;
export type PhotoState = (typeof PHOTO_STATES)[number];

/** Where a comparison stands; single pairs can be refused inside a comparison that is done. */
export const COMPARISON_STATES = ['queued', 'comparing', 'compared', 'failed'] as const;
export type ComparisonState = (typeof COMPARISON_STATES)[number];
