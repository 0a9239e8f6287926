/** What the server says, as its description has it (`/openapi.json`). */

/** @typedef {{ id: string, position: number, adjudication: boolean, state: 'open' | 'entered' | 'signed', superseded: boolean }} ReadSummary */
/** @typedef {Record<string, number | string>} ItemGroup */
/** @typedef {ItemGroup | ItemGroup[]} Items */
/** @typedef {{ version: number, items: Items, value: number, reason: string | null, signature: { signer: string, meaning: string, signed_at: string } | null }} ReadVersion */
/** @typedef {{ number: number, url: string, is_baseline: boolean, replaces_earlier: boolean, replaced_since: boolean, body_region: string, view: string, illumination: string }} ReadPhoto */
/** @typedef {ReadSummary & { definition: string, form_url: string, visit_label: string | null, visit_date: string | null, treatment: string | null, photos: ReadPhoto[], machine: { condition: string, shown: boolean, value: number | null }, versions: ReadVersion[] }} Read */
/** @typedef {{ name: string, minimum: number, maximum: number, integer: boolean, description: string, optional: boolean }} FormField */
/** @typedef {{ region: string | null, repeatable: boolean, fields: FormField[] }} FormSection */
/** @typedef {{ definition: { id: string, version: string }, title: string, sections: FormSection[], total: { instrument: string, minimum: number, maximum: number } }} ScoreForm */
/** @typedef {{ value: number, warnings: string[] }} ComputedScore */
/** @typedef {{ name: string, role: string }} Me */

/** Asks the server that the page came from, as the owner of a key. An answer that is no success is thrown as what it says. */
export class ApiClient {
  #key;

  /** @param {string} key */
  constructor(key) {
    this.#key = key;
  }

  /** @param {string} url @returns {Promise<any>} */
  async get(url) {
    return await (await this.#ask(url)).json();
  }

  /** @param {'POST' | 'PUT'} method @param {string} url @param {object} body @returns {Promise<any>} */
  async send(method, url, body) {
    const answer = await this.#ask(url, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.status === 204 ? null : await answer.json();
  }

  /** A picture, to be let go of by `URL.revokeObjectURL`. @param {string} url */
  async picture(url) {
    return URL.createObjectURL(await (await this.#ask(url)).blob());
  }

  /** @param {string} url @param {{ method?: string, headers?: Record<string, string>, body?: string }} [request] */
  async #ask(url, request = {}) {
    const headers = { ...request.headers, authorization: `Bearer ${this.#key}` };
    const answer = await fetch(url, { ...request, headers, cache: 'no-store' }).catch(() => {
      throw new Error('The server does not answer. Nothing was lost: try again.');
    });
    if (answer.ok) return answer;
    const said = await answer.json().catch(() => null);
    throw new Error(said?.error?.message ?? `The server answered with ${answer.status}.`);
  }
}
