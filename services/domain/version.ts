/** Version of the arithmetic. Bumped with every change that can alter a reported value (CHANGELOG, "Numbers that change"). */
export const PIPELINE_VERSION = '0.5.0';
