import { ApiClient } from './api-client.js';
import { actionForm, element, foldedForm, labelled } from './element.js';

/** Kept until the tab is closed. */
const KEPT_AS = 'dermetry-key';
const READERS = ['rater', 'adjudicator'];

/** @typedef {{ client: ApiClient, me: import('./api-client.js').Me }} Session */

/** @param {string} key @returns {Promise<Session>} */
async function open(key) {
  const client = new ApiClient(key);
  /** @type {import('./api-client.js').Me} */
  const me = await client.get('/v1/me');
  if (!READERS.includes(me.role)) throw new Error(`This key has the role ${me.role}: reads are done by raters.`);
  sessionStorage.setItem(KEPT_AS, key);
  return { client, me };
}

/** The session of this tab, if there is one that is still good. */
export async function keptSession() {
  const key = sessionStorage.getItem(KEPT_AS);
  return key === null ? undefined : await open(key).catch(() => undefined);
}

export function signOut() {
  sessionStorage.removeItem(KEPT_AS);
}

/** @param {(session: Session) => Promise<void>} onSession */
export function signInPage(onSession) {
  const key = element('input', { type: 'password', autocomplete: 'off', required: true, autofocus: true });
  return element(
    'main',
    { class: 'narrow' },
    element('h1', {}, 'Blinded reads'),
    actionForm(
      'Begin',
      async () => onSession(await open(key.value.trim())),
      labelled('Your key', key, 'dm_…, or a token, as the study office gave it to you'),
    ),
  );
}

/** Where what is typed to sign is set for the first time, or another. @param {ApiClient} client */
export function signingSecretBox(client) {
  const [current, secret, again] = ['current', 'new', 'new'].map((use) =>
    element('input', { type: 'password', autocomplete: `${use}-password` }),
  );
  return foldedForm(
    'Signing secret',
    'Set it',
    async () => {
      if (secret.value !== again.value) throw new Error('The two are not the same.');
      const known = current.value === '' ? {} : { current: current.value };
      await client.send('PUT', '/v1/me/signing-secret', { secret: secret.value, ...known });
      for (const input of [current, secret, again]) input.value = '';
      return 'It is set.';
    },
    labelled('The one so far', current, 'Empty the first time'),
    labelled('A new one', secret, 'At least 8 letters, known to nobody else; typed again for each signature'),
    labelled('The new one again', again),
  );
}
