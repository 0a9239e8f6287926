import canonicalizeModule from 'canonicalize';
import { sha256Hex } from '../sha256.ts';

/** Its types describe a default export, which the CommonJS module does not have. */
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** One text for one value: keys sorted, numbers as ECMAScript writes them. @source RFC8785 */
export function canonicalJson(value: object): string {
  const text = canonicalize(value);
  if (text === undefined) throw new RangeError(`Expected a JSON value but received ${String(value)}`);
  return text;
}

export function sha256OfJson(value: object): string {
  return sha256Hex(canonicalJson(value));
}

/** An event as it is hashed: everything but its own hash. Times are ISO 8601, UTC, to the millisecond. */
export interface ChainedContent {
  readonly sequence: number;
  readonly at: string;
  readonly actor_key_id: string | null;
  readonly actor: string;
  readonly role: string;
  readonly action: string;
  readonly entity: string;
  readonly entity_id: string | null;
  readonly study_id: string | null;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly reason: string | null;
  readonly software_version: string;
  readonly model_version: string | null;
  readonly previous_hash: string;
}
export interface ChainedEvent extends ChainedContent {
  readonly hash: string;
}

/** A place in the chain: what an earlier check wrote down, so that a shortened or rewritten chain is found. */
export interface ChainAnchor {
  readonly sequence: number;
  readonly hash: string;
}

/** What the first event follows. */
export const CHAIN_START: ChainAnchor = { sequence: 0, hash: '0'.repeat(64) };

export const CHAIN_FAULTS = ['changed', 'removed', 'inserted', 'truncated', 'rewritten'] as const;
export interface ChainFault {
  readonly kind: (typeof CHAIN_FAULTS)[number];
  /** Of the first event that is not as it was. */
  readonly sequence: number;
  readonly message: string;
}

export function hashOfEvent({ hash: _own, ...content }: ChainedContent & { readonly hash?: string }): string {
  return sha256OfJson(content);
}

/** What is wrong with an event as the successor of `last`. */
export function faultOfLink(event: ChainedEvent, last: ChainAnchor): ChainFault | undefined {
  const { sequence } = event;
  const expected = last.sequence + 1;
  if (sequence !== expected) {
    const missing = sequence - 1 === expected ? `Event ${expected} is` : `Events ${expected} to ${sequence - 1} are`;
    return { kind: 'removed', sequence: expected, message: `${missing} missing.` };
  }
  if (hashOfEvent(event) !== event.hash) {
    return { kind: 'changed', sequence, message: `Event ${sequence} is not what it was when it was written.` };
  }
  if (event.previous_hash !== last.hash) {
    const message = `Event ${sequence} does not follow event ${last.sequence}: one of the two was put in the place of another.`;
    return { kind: 'inserted', sequence, message };
  }
  return undefined;
}

/** What is wrong with an event, or with the end of the chain, against the anchor. */
export function faultOfAnchor(reached: ChainAnchor, anchor: ChainAnchor): ChainFault | undefined {
  if (reached.sequence === anchor.sequence && reached.hash !== anchor.hash) {
    const message = `Event ${anchor.sequence} is another than the anchor: the chain was written anew.`;
    return { kind: 'rewritten', sequence: anchor.sequence, message };
  }
  if (reached.sequence < anchor.sequence) {
    const message = `The chain ends at event ${reached.sequence}, but the anchor is event ${anchor.sequence}: the end was cut off.`;
    return { kind: 'truncated', sequence: reached.sequence + 1, message };
  }
  return undefined;
}

/** `12:ab…` as a check prints it; undefined where it is none. */
export function parseAnchor(text: string): ChainAnchor | undefined {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim());
  return match === null ? undefined : { sequence: Number(match[1]), hash: match[2] };
}

export function formatAnchor({ sequence, hash }: ChainAnchor): string {
  return `${sequence}:${hash}`;
}
