import { actionForm, element, labelled } from './element.js';
import { scoreForm } from './score-form.js';
import { asLabel, MEANING_WORDS } from './words.js';

/** @typedef {import('./api-client.js').ApiClient} ApiClient */
/** @typedef {import('./api-client.js').Read} Read */
/** @typedef {import('./api-client.js').ReadVersion} ReadVersion */
/** @typedef {import('./api-client.js').ScoreForm} ScoreForm */
/** @typedef {{ client: ApiClient, read: Read, form: ScoreForm, onRead: (read: Read) => void }} Entry */

/** After the last key, ms: the total is asked for once, not for each letter. */
const PAUSE_MS = 300;

/** What is filled in and not sent, so that it is not lost by closing the page. */
let unsent = false;
addEventListener('beforeunload', (event) => {
  if (unsent) event.preventDefault();
});
/** Whether what is filled in may be left behind: there is nothing, or the reader says so. */
export function mayLeave() {
  unsent &&= !confirm('What you filled in is not sent yet. Leave it?');
  return !unsent;
}

/** @param {ScoreForm} form @param {number} value */
const totalText = (form, value) =>
  `${form.total.instrument} ${value} (of ${form.total.minimum} to ${form.total.maximum})`;

/** The total of what is filled in so far, as the server computes it. @param {Entry} entry */
function runningTotal({ client, form }) {
  const total = element('p', { class: 'total', role: 'status' });
  let asked = 0;
  let timer = 0;
  /** @param {() => import('./api-client.js').Items} items */
  const update = (items) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      asked += 1;
      const own = asked;
      const url = `/v1/score-definitions/${form.definition.id}/compute`;
      /** @type {import('./api-client.js').ComputedScore | undefined} */
      const computed = await client.send('POST', url, { items: items() }).catch(() => undefined);
      // An answer that was overtaken by a later one is of other items.
      if (own !== asked) return;
      const warnings = computed?.warnings ?? [];
      total.textContent = computed === undefined ? '' : [totalText(form, computed.value), ...warnings].join('. ');
    }, PAUSE_MS);
  };
  return { total, update };
}

/**
 * The form to fill in; a signed read is corrected with a reason.
 * @param {Entry} entry
 */
function entryForm(entry) {
  const { client, read, form, onRead } = entry;
  const isCorrection = read.versions.some(({ signature }) => signature !== null);
  const reason = element('input', { type: 'text', maxlength: 500 });
  const { total, update } = runningTotal(entry);
  const score = scoreForm(form, read.versions.at(-1)?.items, () => {
    unsent = true;
    update(score.items);
  });
  return actionForm(
    'Enter',
    async () => {
      const why = isCorrection ? { reason: reason.value.trim() } : {};
      const body = { items: score.items(), ...why };
      /** @type {Read} */
      const entered = await client.send('POST', `/v1/reads/${read.id}/versions`, body);
      unsent = false;
      onRead(entered);
    },
    score.box,
    isCorrection && labelled('Why it is corrected', reason, 'Kept with the old version, which stays'),
    total,
  );
}

/** What was entered, to be signed. @param {Entry} entry @param {ReadVersion} version */
function signing({ client, read, form, onRead }, { value, version }) {
  const meanings = Object.entries(MEANING_WORDS).map(([name, words]) => element('option', { value: name }, words));
  const meaning = element('select', {}, ...meanings);
  const secret = element('input', { type: 'password', autocomplete: 'current-password' });
  return element(
    'section',
    { class: 'sign' },
    element('h2', {}, `Entered: ${totalText(form, value)}`),
    version > 1 && element('p', {}, `Version ${version}`),
    actionForm(
      'Sign',
      async () =>
        onRead(
          await client.send('POST', `/v1/reads/${read.id}/sign`, { meaning: meaning.value, secret: secret.value }),
        ),
      labelled('With my signature I say', meaning),
      labelled('Signing secret', secret),
    ),
  );
}

/** The same on every machine: "2026-11-28 13:58 UTC". @param {string} instant */
const utc = (instant) => `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** @param {ScoreForm} form @param {ReadVersion} version */
function signedLine(form, { version, value, reason, signature }) {
  const by = signature && `, signed by ${signature.signer} on ${utc(signature.signed_at)}`;
  const meaning = signature && ` (${signature.meaning})`;
  return element(
    'li',
    {},
    `Version ${version}: ${totalText(form, value)}${by ?? ', not signed'}${meaning ?? ''}${reason === null ? '' : `. Corrected: ${reason}`}`,
  );
}

/** The machine's value where the protocol shows it, and nothing where it does not. @param {Read} read @param {ScoreForm} form */
function machineBox({ machine }, form) {
  if (!machine.shown) return null;
  const value = machine.value === null ? 'has no value of this' : `measures ${totalText(form, machine.value)}`;
  return element('p', { class: 'machine' }, `The machine ${value}.`);
}

/**
 * All that is done with a read: filled in, signed, looked at again and corrected.
 * @param {Entry} entry
 */
export function entryBox(entry) {
  const { read, form } = entry;
  const last = read.versions.at(-1);
  const versions = read.versions.map((version) => signedLine(form, version));
  const told = [
    ['Visit', read.visit_label],
    ['Date', read.visit_date],
    ['Treatment', read.treatment],
  ].flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  const change =
    last === undefined
      ? entryForm(entry)
      : element(
          'details',
          {},
          element('summary', {}, last.signature === null ? 'Change it' : 'Correct it'),
          entryForm(entry),
        );
  return element(
    'section',
    { class: 'entry', 'aria-label': asLabel(form.title) },
    element('h1', {}, form.title),
    told.length > 0 && element('p', {}, told.join(' · ')),
    machineBox(read, form),
    versions.length > 0 && element('ul', { class: 'versions' }, ...versions),
    last !== undefined && last.signature === null && signing(entry, last),
    read.superseded
      ? element('p', { class: 'failure' }, 'A picture was replaced: this read counts no longer.')
      : change,
  );
}
