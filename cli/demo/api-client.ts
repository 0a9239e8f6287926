import { setTimeout as sleep } from 'node:timers/promises';

/** What the demo reads of the API's answers; the whole of them is described in openapi.json. */
export interface Subject {
  readonly id: string;
  readonly code: string;
}
export interface Visit {
  readonly id: string;
  readonly label: string;
}
export interface ManualScore {
  readonly instrument: string;
  readonly value: number | null;
  readonly rater: string;
}
export interface Refusal {
  readonly code: string;
  readonly message: string;
}
export interface Photo {
  readonly id: string;
  readonly state: string;
  readonly refusal: Refusal | null;
  readonly manual_scores: readonly ManualScore[];
  readonly measurement: {
    readonly overlay_url: string | null;
    readonly lesion: { readonly percent_of_skin: number; readonly area_cm2: number | null };
    readonly machine_scores: { readonly vasi_continuous: number | null };
  } | null;
}
export interface ComparedPair {
  readonly follow_up_photo_id: string;
  readonly comparison: {
    readonly repigmentation: {
      readonly gross_percent: number;
      readonly net_percent: number;
      readonly grade: string;
    } | null;
  } | null;
  readonly refusal: Refusal | null;
  readonly overlay_url: string | null;
}
export interface VisitComparison {
  readonly id: string;
  readonly state: string;
  readonly baseline_visit_id: string | null;
  readonly pairs: readonly ComparedPair[];
}

const FINAL_STATES = ['measured', 'refused', 'failed', 'compared'];
/** After a lost connection; the server may be on its way up again. */
const RECONNECT_AFTER_MS = 1_000;

export function isFinal(state: string): boolean {
  return FINAL_STATES.includes(state);
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
}

export interface ApiClient {
  get<Answer>(path: string): Promise<Answer>;
  post<Answer>(path: string, body: object): Promise<Answer>;
  put(path: string, body: object): Promise<void>;
  download(path: string): Promise<Uint8Array>;
  /** Calls `onProgress` with percent until the photo or comparison at this path is done. */
  follow(path: string, onProgress: (percent: number) => void): Promise<void>;
}

async function refuseError(response: Response): Promise<Response> {
  if (response.ok) return response;
  const { error } = (await response.json()) as { readonly error: Refusal };
  throw new ApiError(`${error.message} (${error.code})`);
}

/** One message of a stream of server-sent events. */
function parseEvent(block: string): { readonly state?: string; readonly percent?: number } {
  const data = /^data: (.*)$/m.exec(block)?.[1];
  return data === undefined ? {} : JSON.parse(data);
}

async function* eventsOf(response: Response): AsyncGenerator<ReturnType<typeof parseEvent>> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) yield parseEvent(block);
  }
}

const JSON_BODY = { 'content-type': 'application/json' };

/** The HTTP API as any program outside would use it: with a key, or without one as this machine. */
export function openApiClient(baseUrl: string, signal: AbortSignal, key?: string): ApiClient {
  const authorization: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { ...authorization, ...(init.headers as Record<string, string> | undefined) };
    return await refuseError(await fetch(baseUrl + path, { ...init, headers, signal }));
  };

  /** True once the final state was told. */
  async function followOnce(path: string, onProgress: (percent: number) => void): Promise<boolean> {
    for await (const { state, percent } of eventsOf(await ask(`${path}/events`))) {
      if (percent !== undefined) onProgress(percent);
      if (state !== undefined && isFinal(state)) return true;
    }
    return false;
  }

  return {
    get: async <Answer>(path: string) => (await (await ask(path)).json()) as Answer,
    async post<Answer>(path: string, body: object) {
      const isForm = body instanceof FormData;
      const headers: Record<string, string> = isForm ? {} : JSON_BODY;
      const response = await ask(path, { method: 'POST', headers, body: isForm ? body : JSON.stringify(body) });
      return (await response.json()) as Answer;
    },
    async put(path, body) {
      await ask(path, { method: 'PUT', headers: JSON_BODY, body: JSON.stringify(body) });
    },
    download: async (path) => new Uint8Array(await (await ask(path)).arrayBuffer()),
    async follow(path, onProgress) {
      const lost = (error: unknown): false => {
        if (signal.aborted || error instanceof ApiError) throw error;
        return false;
      };
      while (!(await followOnce(path, onProgress).catch(lost))) await sleep(RECONNECT_AFTER_MS, undefined, { signal });
      onProgress(100);
    },
  };
}
