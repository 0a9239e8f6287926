import { Window } from 'happy-dom';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { QUERY_REASONS } from '../services/study/queries.ts';
import { SIGNATURE_MEANINGS } from '../services/study/reads.ts';
import { testApi } from '../test/api.ts';
import { type ReadStudy, SIGNING_SECRET, someReadStudy, startRound } from '../test/reads.ts';

const api = await testApi();
afterAll(api.close);

const moduleOfPage = (name: string): Promise<Record<string, object>> =>
  import(new URL(`../web/read/${name}.js`, import.meta.url).href);

describe('GET /read/', () => {
  it('gives the page and what it is made of to anybody, and lets it load and send nothing elsewhere', async () => {
    for (const [name, type] of [
      ['', 'text/html'],
      ['main.js', 'application/javascript'],
      ['read.css', 'text/css'],
    ] as const) {
      const answer = await api.app.inject(`/read/${name}`);
      expect(answer.statusCode, name).toBe(200);
      expect(answer.headers['content-type']).toContain(type);
      expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none';.*frame-ancestors 'none'$/);
    }
    const short = await api.app.inject('/read');
    expect([short.statusCode, short.headers.location]).toEqual([302, '/read/']);
  });

  it.each(['/read/../tsconfig.json', '/read/%2e%2e/tsconfig.json', '/read/..%2f..%2fpackage.json', '/read/none.js'])(
    'has nothing else: %s',
    async (url) => expect((await api.app.inject(url)).statusCode).toBeGreaterThanOrEqual(400),
  );

  it('has words for each reason of a query and each meaning of a signature', async () => {
    const { QUERY_REASON_WORDS, MEANING_WORDS } = await moduleOfPage('words');
    expect(Object.keys(QUERY_REASON_WORDS).sort()).toEqual([...QUERY_REASONS].sort());
    expect(Object.keys(MEANING_WORDS).sort()).toEqual([...SIGNATURE_MEANINGS].sort());
  });
});

interface PageRequest {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** A browser's window without a browser: what the page asks goes to the real API, with its database. */
function openWindow(): Window {
  const window = new Window({ url: 'http://127.0.0.1/read/' });
  window.document.body.innerHTML = '<div id="page"></div>';
  vi.stubGlobal('document', window.document);
  vi.stubGlobal('sessionStorage', window.sessionStorage);
  vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
  vi.stubGlobal('scrollTo', () => undefined);
  vi.stubGlobal('fetch', async (url: string, { method = 'GET', headers, body }: PageRequest) => {
    const answer = await api.app.inject({ url, method, headers, ...(body && { payload: body }) });
    return new Response(answer.statusCode === 204 ? null : new Uint8Array(answer.rawPayload), {
      status: answer.statusCode,
    });
  });
  return window;
}

describe('a reader at the page', () => {
  let study: ReadStudy;
  let window: Window;
  beforeAll(async () => {
    study = await someReadStudy(api, { subjects: 1 });
    await startRound(api, study);
    window = openWindow();
    await moduleOfPage('main');
  }, 120_000);
  afterAll(async () => {
    vi.unstubAllGlobals();
    await window.happyDOM.close();
  });

  const text = (): string => window.document.body.textContent ?? '';
  /** All that was shown so far: the last test looks for what is withheld in it. */
  const seen: string[] = [];
  async function shows(words: string): Promise<void> {
    await vi.waitFor(() => expect(text()).toContain(words), { timeout: 20_000, interval: 50 });
    seen.push(text());
  }
  const labelOf = (name: string) =>
    [...window.document.querySelectorAll('label')].find((label) =>
      label.querySelector('.name')?.textContent?.startsWith(name),
    );
  function fill(name: string, value: string): void {
    const input = labelOf(name)?.querySelector('input, select, textarea') as unknown as HTMLInputElement;
    input.value = value;
    input.dispatchEvent(new window.Event('input', { bubbles: true }) as unknown as Event);
  }
  function press(name: string): void {
    const button = [...window.document.querySelectorAll('button')].find(({ textContent }) => textContent === name);
    if (button === undefined) throw new Error(`There is no button "${name}": ${text()}`);
    const form = button.closest('form');
    if (button.type === 'submit' && form !== null)
      form.dispatchEvent(new window.Event('submit', { bubbles: true, cancelable: true }));
    else button.click();
  }

  it('is turned away with a key that reads nothing, in the words of the server where it knows none', async () => {
    fill('Your key', study.keys.statistician);
    press('Begin');
    await shows('This key has the role statistician: reads are done by raters.');
    fill('Your key', 'dm_wrong');
    press('Begin');
    await shows('The API key is not known or was revoked.');
  });

  it('fills in the form of the score, sees the total, signs, and is led to the next read', async () => {
    fill('Your key', study.raters[0].key);
    press('Begin');
    await shows('0 of 2 reads signed');
    press('Go on with read 1');
    await shows('Facial VASI');
    await vi.waitFor(() => expect(window.document.querySelector('figure img')).not.toBeNull(), { timeout: 20_000 });
    fill('BSA (%)', '0.5');
    press('Enter');
    await shows('depigmentation_percent of face');
    fill('Depigmentation (%)', '75');
    await shows('F-VASI 0.375 (of 0 to 3)');
    press('Enter');
    await shows('Entered: F-VASI 0.375 (of 0 to 3)');
    fill('Signing secret', 'not the secret');
    press('Sign');
    await shows('The signing secret is wrong.');
    fill('Signing secret', SIGNING_SECRET);
    press('Sign');
    await shows('signed by Dr Reader 1');
    press('Go on');
    await shows('1 of 2 reads signed');
    const { reads } = (await api.get('/v1/reads', study.raters[0].key)).json();
    expect(reads.map(({ state }: { state: string }) => state)).toEqual(['signed', 'open']);
    const read = (await api.get(`/v1/reads/${reads[0].id}`, study.raters[0].key)).json();
    expect(read.versions).toMatchObject([{ value: 0.375, signature: { meaning: 'authorship' } }]);
  });

  it('corrects a signed read with a reason, and asks for another picture', async () => {
    press('Read 1');
    await shows('Correct it');
    fill('Depigmentation (%)', '50');
    fill('Why it is corrected', 'a slip of the pen');
    press('Enter');
    await shows('Entered: F-VASI 0.25 (of 0 to 3)');
    fill('What is wrong with it', 'exposure');
    press('Send');
    await shows('Sent.');
    const { queries } = (await api.get('/v1/queries', study.raters[0].key)).json();
    expect(queries).toMatchObject([{ reason: 'exposure', photo_number: 1 }]);
  });

  it('has never been shown whose picture it was, or when it was taken', () => {
    expect(seen.length).toBeGreaterThan(10);
    for (const page of seen.map((each) => each.replaceAll(/signed by .*?\(authorship\)/g, ''))) {
      for (const withheld of ['SUBJ-1', 'baseline', 'week 12', '2025']) expect(page).not.toContain(withheld);
    }
  });
});
