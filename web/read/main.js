import { element } from './element.js';
import { entryBox, mayLeave } from './entry.js';
import { letPicturesGo, pictures } from './pictures.js';
import { keptSession, signInPage, signingSecretBox, signOut } from './sign-in.js';

/** @typedef {import('./api-client.js').Read} Read */
/** @typedef {import('./api-client.js').ReadSummary} ReadSummary */
/** @typedef {import('./api-client.js').ScoreForm} ScoreForm */
/** @typedef {import('./sign-in.js').Session} Session */

const page = /** @type {HTMLElement} */ (document.querySelector('#page'));

/** @param {...Node} content */
function show(...content) {
  page.replaceChildren(...content);
}

const STATE_WORDS = { open: 'to be done', entered: 'entered, not signed', signed: 'signed' };

/** The next read in the reader's order, then what is to be adjudicated. @param {readonly ReadSummary[]} reads */
const nextOf = (reads) => {
  const open = reads.filter(({ state, superseded }) => state !== 'signed' && !superseded);
  return open.find(({ adjudication }) => !adjudication) ?? open[0];
};

/** @param {ReadSummary} read */
const nameOf = ({ position, adjudication }) => (adjudication ? 'Adjudication' : `Read ${position}`);

/** @param {Session} session */
function header({ client, me }) {
  const leave = () => {
    if (!mayLeave()) return;
    signOut();
    start();
  };
  return element(
    'header',
    {},
    element('strong', {}, `${me.name} (${me.role})`),
    signingSecretBox(client),
    element('button', { type: 'button', class: 'small', onclick: leave }, 'Sign out'),
  );
}

/** @param {Session} session */
async function overview(session) {
  letPicturesGo();
  /** @type {{ reads: ReadSummary[] }} */
  const { reads } = await session.client.get('/v1/reads');
  const counting = reads.filter(({ superseded }) => !superseded);
  const signed = counting.filter(({ state }) => state === 'signed').length;
  const next = nextOf(reads);
  /** @param {ReadSummary} read */
  const row = (read) => {
    const isNext = read.id === next?.id;
    const may = isNext || read.state === 'signed' || (read.adjudication && !read.superseded);
    const open = () => openRead(session, read.id);
    const name = may
      ? element('button', { type: 'button', class: 'small', onclick: open }, nameOf(read))
      : nameOf(read);
    const state = read.superseded ? 'counts no longer: a picture was replaced' : STATE_WORDS[read.state];
    return element('tr', {}, element('td', {}, name), element('td', {}, state));
  };
  show(
    header(session),
    element(
      'main',
      { class: 'narrow' },
      element('h1', {}, `${signed} of ${counting.length} reads signed`),
      element('progress', { max: Math.max(1, counting.length), value: signed }),
      next === undefined
        ? element('p', {}, reads.length === 0 ? 'No reads were handed out to you yet.' : 'All is done. Thank you.')
        : element(
            'p',
            {},
            element(
              'button',
              { type: 'button', onclick: () => openRead(session, next.id) },
              `Go on with ${nameOf(next).toLowerCase()}`,
            ),
          ),
      element('table', {}, element('tbody', {}, ...reads.map(row))),
    ),
  );
}

/** @param {Session} session @param {string} id */
async function openRead(session, id) {
  letPicturesGo();
  /** @type {Read} */
  const read = await session.client.get(`/v1/reads/${id}`);
  /** @type {ScoreForm} */
  const form = await session.client.get(read.form_url);
  const seen = pictures(session.client, read);
  /** @param {Read} now */
  const render = (now) => {
    const onRead = (/** @type {Read} */ changed) => {
      render(changed);
      scrollTo(0, 0);
    };
    const box = entryBox({ client: session.client, read: now, form, onRead });
    const back = () => {
      if (mayLeave()) overview(session);
    };
    const label = now.state === 'signed' ? 'Go on' : 'All reads';
    const bar = element(
      'nav',
      {},
      element('button', { type: 'button', onclick: back }, label),
      ` ${nameOf(now)}, ${STATE_WORDS[now.state]}`,
    );
    // The same pictures: they are not fetched again when something was entered.
    show(header(session), bar, element('main', { class: 'read' }, seen, box));
  };
  render(read);
}

/** A failure outside any form, with a way on. @param {unknown} error */
function failed(error) {
  const message = error instanceof Error ? error.message : String(error);
  show(
    element(
      'main',
      { class: 'narrow' },
      element('p', { role: 'alert', class: 'failure' }, message),
      element('button', { type: 'button', onclick: () => start() }, 'Try again'),
    ),
  );
}
addEventListener('unhandledrejection', ({ reason }) => failed(reason));

export async function start() {
  letPicturesGo();
  const session = await keptSession();
  if (session !== undefined) await overview(session);
  else show(signInPage(overview));
}

await start();
