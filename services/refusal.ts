/** Every reason for which a photo or a request is turned away. The codes are part of the public interface. */
export const REFUSAL_CODES = [
  'empty_file',
  'unsupported_format',
  'heic_not_supported',
  'corrupt_image',
  'image_too_large',
  'image_too_small',
  'file_too_large',
  'not_a_colour_photo',
  'no_exposure',
  'too_blurred',
  'no_skin',
  'unclear_lesion',
  'marker_too_tilted',
  'markers_disagree',
  'card_ambiguous',
  'card_misfit',
  'bad_mask',
  'mask_size',
  'registration_failed',
  'invalid_request',
  'incomplete_score',
  'not_computable',
  'not_found',
  'study_locked',
  'conflict',
  'unauthorised',
  'forbidden',
  'provider_unavailable',
  'too_busy',
  'unknown_model',
  'model_corrupt',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

/**
 * A refusal the user can act on: a stable code and a sentence that says what to do.
 * The API answers it as 4xx (503 while an identity provider is down or too much is asked for at once), the worker as a job that no retry can mend, the command line as an error document.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Refusal';
    this.code = code;
  }
}
