/**
 * Every limit of the acquisition check. Levels are 8-bit sRGB code values. Refusals are set so far out that no usable photo
 * reaches them; what is only doubtful is flagged and measured.
 */
export const QUALITY_THRESHOLDS = {
  /** Long side of the grid on which sharpness and exposure are judged, so that neither depends on the size of the upload. */
  gridLongSidePx: 800,
  /**
   * Edge acuity: strength of the strongest edges on the grid over that of the same edges seen coarsely; 1 for a step. Measured on
   * rendered skin and photos of a hand and of a colour chart, blurred by a Gaussian of sigma s in units of 1/800 of the long side: 0.57–1.1
   * as taken, 0.31–0.51 at s = 2, 0.20–0.30 at s = 4, 0.12–0.20 at s = 8, 0.08–0.17 at s = 15. Flagged from about s = 3. Refused only where
   * nothing sharp is left: a lesion may have a soft border of its own, and a lone step gives 0.8 / s, so 0.12 is a border 4 mm wide
   * in a 20 cm field without a hair or an edge beside it.
   */
  softEdgeAcuity: 0.35,
  refusedEdgeAcuity: 0.12,
  /**
   * Strength of the coarse edges (levels) below which they may be shading or nothing, so that softness is not flagged, and below which
   * they may be a lesion that is itself soft (melasma on smooth skin has 7–19), so that blur is not refused.
   */
  judgedEdgeLevels: 8,
  refusedEdgeLevels: 20,
  /** Nothing brighter than this in 99 % of the pixels: fewer than ~25 steps are left between black and skin. */
  blackLevel: 24,
  /** Nothing darker than this in 99 % of the pixels: every channel is at or next to its ceiling. */
  whiteLevel: 248,
  /** Whole range of levels in the picture: below it the picture is one even surface. */
  emptyRangeLevels: 4,
  /** 95 % of the pixels below this: even the darkest skin (L* 20) reaches 48 when properly exposed. */
  underExposedLevel: 44,
  /** A channel at or above it is taken as clipped; JPEG coding moves a clipped 255 by a level or two. */
  clippedLevel: 253,
  /** Share of pixels with two or more clipped channels that is flagged. One alone is common on pale skin in red. */
  clippedPercent: 2,
  /**
   * Difference between the largest and smallest channel that 98 % of the pixels stay below in a grey photo, JPEG noise included.
   * Skin has 12 (depigmented, dim) to 90.
   */
  greyChromaLevels: 8,
  /** Scatter of the chroma around its mean at equal brightness: a toned grey photo has only coding noise there. */
  singleHueLevels: 0.8,
  /** Shorter long sides than this are flagged: a border pixel of a 20 cm field is then wider than 0.25 mm. */
  lowResolutionLongSidePx: 800,
} as const;
