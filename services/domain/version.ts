/** Version of the arithmetic. Bumped with every change that can alter a reported value (CHANGELOG, "Numbers that change"). */
export const PIPELINE_VERSION = '0.10.0';

/** Name, version and weights of what measured, as one text. */
export function modelVersionOf(provenance: {
  readonly model: string;
  readonly model_version: string;
  readonly model_sha256: string | null;
}): string {
  const { model, model_version, model_sha256 } = provenance;
  return [model, model_version, ...(model_sha256 === null ? [] : [model_sha256])].join(' ');
}
