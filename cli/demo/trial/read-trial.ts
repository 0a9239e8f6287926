import type { ApiClient } from '../api-client.ts';
import { openBar } from '../progress-bar.ts';
import type { Study } from './enter-trial.ts';
import type { HeldKey } from './keyring.ts';
import type { DemoTrial, SimulatedReader } from './plan.ts';
import { listReadUnits, type ReadUnit } from './read-units.ts';
import { type Occasion, type ReadingErrors, readingErrors, simulatedReading } from './simulated-reading.ts';

/** A simulated reader at work. */
export interface ReaderAtWork {
  readonly reader: SimulatedReader;
  readonly held: HeldKey;
  /** With the reader's own key. */
  readonly client: ApiClient;
}

interface ListedRead {
  readonly id: string;
  readonly state: 'open' | 'entered' | 'signed';
}

/** What a read is of. Its reader is not told; a program that plays the reader has to know. */
type Known = ReadonlyMap<string, Omit<Occasion, 'reader'>>;

const nameOfUnit = ({ subject_code, visit_label }: ReadUnit): string => `${subject_code} ${visit_label}`;

function truthsOf({ subjects }: DemoTrial): ReadonlyMap<string, number> {
  return new Map(
    subjects.flatMap(({ code, visits }) =>
      visits.map(({ label, true_f_vasi }) => [`${code} ${label}`, true_f_vasi] as const),
    ),
  );
}

function knownReads(units: readonly ReadUnit[], truths: ReadonlyMap<string, number>): Known {
  return new Map(
    units.flatMap((each) => {
      const unit = nameOfUnit(each);
      const truth = truths.get(unit);
      if (truth === undefined) throw new Error(`${unit} is read, but is no visit of the trial.`);
      return each.reads.map(({ id, kind }) => [id, { unit, kind, truth }] as const);
    }),
  );
}

/** Looks at the pictures of a read, enters what is seen, and signs. */
async function doRead(
  { reader, held, client }: ReaderAtWork,
  { id, state }: ListedRead,
  { known, errors }: { readonly known: Known; readonly errors: ReadingErrors },
): Promise<void> {
  const occasion = known.get(id);
  if (occasion === undefined) throw new Error(`${reader.name} was handed the read ${id}, which is none of the trial.`);
  const { photos } = await client.get<{ photos: { url: string }[] }>(`/v1/reads/${id}`);
  for (const { url } of photos) await client.download(url);
  // One that was entered by a run that ended before it was signed is signed as it is.
  if (state === 'open') {
    const items = simulatedReading(errors, { reader, ...occasion });
    await client.post(`/v1/reads/${id}/versions`, { items });
  }
  await client.post(`/v1/reads/${id}/sign`, { meaning: 'authorship', secret: held.signingSecret });
}

async function setSigningSecret({ client, held: { signingSecret: secret } }: ReaderAtWork): Promise<void> {
  // `current` is asked for where an earlier run set it, and not looked at where none did.
  await client.put('/v1/me/signing-secret', { secret, current: secret });
}

/** The readers one beside the other, each through the own reads in order. */
async function readAll(
  title: string,
  readers: readonly ReaderAtWork[],
  simulation: { readonly known: Known; readonly errors: ReadingErrors },
): Promise<void> {
  const lists = await Promise.all(
    readers.map(async (at) => ({ at, ...(await at.client.get<{ reads: ListedRead[] }>('/v1/reads')) })),
  );
  const open = lists.map(({ at, reads }) => ({ at, reads: reads.filter(({ state }) => state !== 'signed') }));
  const count = open.reduce((sum, { reads }) => sum + reads.length, 0);
  if (count === 0) return;
  const bar = openBar(title, count);
  try {
    await Promise.all(
      open.map(async ({ at, reads }) => {
        for (const read of reads) {
          await doRead(at, read, simulation);
          bar.report(read.id, 100);
        }
      }),
    );
  } finally {
    bar.stop();
  }
}

/**
 * A round of reads from beginning to end: handed out, read and signed by the simulated readers, differences beyond the limit decided
 * by the adjudicator. A round that an earlier run left unfinished goes on.
 */
export async function readTrial(
  office: ApiClient,
  study: Study,
  { trial, readers }: { readonly trial: DemoTrial; readonly readers: readonly ReaderAtWork[] },
): Promise<void> {
  const truths = truthsOf(trial);
  const errors = readingErrors([...truths.values()], trial);
  for (const reader of readers) await setSigningSecret(reader);
  const raters = readers.filter(({ reader }) => reader.role === 'rater');
  if ((await listReadUnits(office, study.id)).length === 0) {
    const reader_key_ids = raters.map(({ held }) => held.keyId);
    await office.post(`/v1/studies/${study.id}/read-rounds`, { seed: trial.round_seed, reader_key_ids });
  }
  const known = async (): Promise<Known> => knownReads(await listReadUnits(office, study.id), truths);
  await readAll('Reading', raters, { known: await known(), errors });
  // Known only now: each was opened by the signature that showed the difference.
  const adjudicators = readers.filter(({ reader }) => reader.role === 'adjudicator');
  await readAll('Deciding', adjudicators, { known: await known(), errors });
}
