/** Below these a spread has no meaning: the comparison is refused. */
export const LEAST_PAIRS = 3;
/** Below these a comparison is warned of: the interval of a limit is ± 0.65 s with 30 pairs. @source Carkeet2015 */
export const FEW_PAIRS = 30;
/** Of a stratum, unless something else is asked for. */
export const LEAST_STRATUM_PAIRS = 20;
