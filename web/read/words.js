/** What the reader of a picture may ask the site about, in words. */
export const QUERY_REASON_WORDS = {
  blurred: 'It is not sharp',
  exposure: 'It is too dark or too bright',
  wrong_region: 'It shows another part of the body',
  wrong_view: 'It is taken from the wrong distance or side',
  marker_missing: 'The marker or card is missing',
  identifying_feature: 'It shows who the person is',
  other: 'Something else, as written below',
};

/** What a signature says. @source 21 CFR 11.50(a)(3) */
export const MEANING_WORDS = {
  authorship: 'I have read this myself',
  review: 'I have reviewed this',
  approval: 'I approve this',
  responsibility: 'I answer for this',
};

/** "upper_extremities" as people write it. @param {string} name */
export const inWords = (name) => name.replaceAll('_', ' ');

/** The same at the beginning of a line. @param {string} name */
export function asLabel(name) {
  const words = inWords(name)
    .replace(/\bbsa\b/, 'BSA')
    .replace(/ percent$/, ' (%)');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
