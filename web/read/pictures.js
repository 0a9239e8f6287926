import { element, foldedForm, labelled } from './element.js';
import { asLabel, inWords, QUERY_REASON_WORDS } from './words.js';

/** @typedef {import('./api-client.js').ApiClient} ApiClient */
/** @typedef {import('./api-client.js').Read} Read */
/** @typedef {import('./api-client.js').ReadPhoto} ReadPhoto */

/** Addresses of pictures that are shown, until the next read. @type {string[]} */
const held = [];

/** So that pictures of reads before take no memory. */
export function letPicturesGo() {
  for (const address of held.splice(0)) URL.revokeObjectURL(address);
}

/** The picture pixel by pixel, to be scrolled. @param {string} src @param {string} alt */
function enlarge(src, alt) {
  const dialog = element('dialog', { onclose: () => dialog.remove() }, element('img', { src, alt }));
  dialog.append(element('button', { type: 'button', autofocus: true, onclick: () => dialog.close() }, 'Close'));
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {ReadPhoto} photo */
function captionOf({ number, is_baseline, replaces_earlier, body_region, view, illumination }) {
  const what = `${number}: ${inWords(body_region)}, ${inWords(view)}`;
  const light = illumination === 'visible' ? '' : `, ${inWords(illumination)}`;
  const role = is_baseline ? ' (first visit, laid beside for comparison)' : '';
  return `${what}${light}${role}${replaces_earlier ? ' (taken again)' : ''}`;
}

/** @param {ApiClient} client @param {Read} read @param {ReadPhoto} photo */
function queryBox(client, read, { number }) {
  const reason = element(
    'select',
    {},
    ...Object.entries(QUERY_REASON_WORDS).map(([value, words]) => element('option', { value }, words)),
  );
  const text = element('textarea', { rows: 2, maxlength: 1000 });
  return foldedForm(
    'Ask the site for another picture',
    'Send',
    async () => {
      const words = text.value.trim();
      await client.send('POST', `/v1/reads/${read.id}/photos/${number}/queries`, {
        reason: reason.value,
        ...(words === '' ? {} : { text: words }),
      });
      text.value = '';
      return 'Sent. You may go on with other reads when the order allows it.';
    },
    labelled('What is wrong with it', reason),
    labelled('In your words', text),
  );
}

/**
 * The pictures of a read, as they come in.
 * @param {ApiClient} client
 * @param {Read} read
 */
export function pictures(client, read) {
  return element(
    'section',
    { class: 'pictures', 'aria-label': 'Pictures' },
    ...read.photos.map((photo) => {
      const caption = captionOf(photo);
      const place = element('div', { class: 'place', role: 'status' }, 'The picture is on its way …');
      client.picture(photo.url).then(
        (src) => {
          held.push(src);
          const alt = asLabel(caption);
          const show = () => enlarge(src, alt);
          place.replaceChildren(
            element(
              'button',
              { type: 'button', class: 'picture', title: 'Show it in full size', onclick: show },
              element('img', { src, alt }),
            ),
          );
        },
        (error) => place.replaceChildren(element('p', { class: 'failure' }, error.message)),
      );
      return element(
        'figure',
        { class: photo.is_baseline ? 'baseline' : '' },
        place,
        element('figcaption', {}, `Picture ${caption}`),
        queryBox(client, read, photo),
      );
    }),
  );
}
