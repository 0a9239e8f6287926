import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { verifyAuditChain } from '../services/store/audit.ts';
import { testApi } from '../test/api.ts';
import { face, put, readAll, readAndSign, SIGNING_SECRET, someReadStudy, startRound } from '../test/reads.ts';

const api = await testApi();
afterAll(api.close);
const idsOf = async (key: string): Promise<readonly string[]> =>
  (await api.get('/v1/reads', key)).json().reads.map(({ id }: { id: string }) => id);
const results = async (study: Awaited<ReturnType<typeof someReadStudy>>) =>
  (await api.get(`/v1/studies/${study.id}/read-results`, study.keys.statistician)).json().units;
const lastEvents = async (key: string) => (await api.get('/v1/audit-events?limit=1000', key)).json().events;

describe('a round of reads', () => {
  it('gives every reader every unit, some twice, in an order of their own that the seed tells again', async () => {
    const study = await someReadStudy(api, { plan: { repeat_percent: 50 }, subjects: 3 });
    const response = await startRound(api, study);
    expect([response.statusCode, response.json()]).toMatchObject([201, { units: 6, reads: 18 }]);
    const orders = await Promise.all(study.raters.map(({ key }) => api.get('/v1/reads', key)));
    for (const order of orders) {
      expect(order.json().reads.map(({ position }: { position: number }) => position)).toEqual([
        1, 2, 3, 4, 5, 6, 7, 8, 9,
      ]);
    }
    const rows = await api.db.selectFrom('reads').selectAll().where('reader_key_id', '=', study.raters[0].id).execute();
    expect(rows.filter(({ kind }) => kind === 'repeat')).toHaveLength(3);
    expect((await startRound(api, study)).json().error.message).toContain('nothing new');
  });

  it.each([
    ['one reader', 1, /two readers, but 1/],
    ['three readers', 3, /two readers, but 3/],
  ])('of two readers is refused with %s', async (_what, raters, words) => {
    const study = await someReadStudy(api, { raters, subjects: 1 });
    const response = await startRound(api, study);
    expect([response.statusCode, response.json().error.message]).toEqual([400, expect.stringMatching(words)]);
  });

  it('takes raters of the study only', async () => {
    const [study, other] = [await someReadStudy(api, { subjects: 1 }), await someReadStudy(api, { subjects: 1 })];
    const response = await startRound(api, { ...study, raters: [study.raters[0], other.raters[0]] });
    expect([response.statusCode, response.json().error.message]).toEqual([
      400,
      expect.stringContaining(other.raters[0].id),
    ]);
  });
});

describe('a read', () => {
  it('is due in order, entered, signed and then locked; a correction is a new version with its reason', async () => {
    const study = await someReadStudy(api);
    await startRound(api, study);
    const { key } = study.raters[0];
    const [first, second] = await idsOf(key);
    expect((await api.get(`/v1/reads/${second}`, key)).json().error).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('in order'),
    });
    expect((await api.post(`/v1/reads/${second}/versions`, { items: face(1) }, key)).statusCode).toBe(409);
    const wrong = await api.post(`/v1/reads/${first}/versions`, { items: [] }, key);
    expect([wrong.statusCode, wrong.json().error.code]).toEqual([422, 'incomplete_score']);
    expect(
      (await api.post(`/v1/reads/${first}/sign`, { meaning: 'authorship', secret: SIGNING_SECRET }, key)).statusCode,
    ).toBe(409);

    const signed = await readAndSign(api, first, { value: 1.5, key });
    expect(signed).toMatchObject({
      state: 'signed',
      versions: [
        { version: 1, value: 1.5, machine_seen: 'none', signature: { signer: 'Dr Reader 1', meaning: 'authorship' } },
      ],
    });
    expect((await api.post(`/v1/reads/${first}/versions`, { items: face(2) }, key)).statusCode).toBe(409);
    const corrected = await api.post(`/v1/reads/${first}/versions`, { items: face(2), reason: 'wrong picture' }, key);
    expect(corrected.json()).toMatchObject({
      state: 'entered',
      versions: [{ value: 1.5 }, { value: 2, reason: 'wrong picture' }],
    });
    await api.post(`/v1/reads/${first}/sign`, { meaning: 'authorship', secret: SIGNING_SECRET }, key);
    expect((await api.get(`/v1/reads/${second}`, key)).statusCode).toBe(200);

    const actions = (await lastEvents(study.keys.auditor)).map(({ action }: { action: string }) => action);
    expect(actions).toEqual(expect.arrayContaining(['read_round.create', 'read.enter', 'read.sign', 'read.correct']));
    const unit = (await results(study)).find(({ reads }: { reads: { id: string }[] }) =>
      reads.some(({ id }) => id === first),
    );
    expect(unit.reads.find(({ id }: { id: string }) => id === first)).toMatchObject({
      version: { version: 2, value: 2 },
      intact: true,
    });
  });

  it("is nobody else's, and asking for it is remembered", async () => {
    const study = await someReadStudy(api, { subjects: 1 });
    await startRound(api, study);
    const [own] = await idsOf(study.raters[0].key);
    for (const key of [study.raters[1].key, study.keys.adjudicator]) {
      expect((await api.get(`/v1/reads/${own}`, key)).statusCode).toBe(404);
      expect((await api.get(`/v1/reads/${own}/photos/1`, key)).statusCode).toBe(404);
      expect((await api.post(`/v1/reads/${own}/versions`, { items: face(1) }, key)).statusCode).toBe(404);
      expect(
        (await api.post(`/v1/reads/${own}/sign`, { meaning: 'review', secret: SIGNING_SECRET }, key)).statusCode,
      ).toBe(404);
    }
    const events = await lastEvents(study.keys.auditor);
    expect(events.filter(({ action }: { action: string }) => action === 'access.deny')).toHaveLength(8);
  });

  it('shows that it was tampered with', async () => {
    const study = await someReadStudy(api, { subjects: 1, raters: 1, plan: { design: 'one_reader' } });
    await startRound(api, study);
    const [id] = await readAll(api, study.raters[0].key, () => 1);
    await api.owner.transaction().execute(async (transaction) => {
      await sql`alter table read_versions disable trigger all`.execute(transaction);
      await sql`update read_versions set value = 2 where read_id = ${id}`.execute(transaction);
      await sql`alter table read_versions enable trigger all`.execute(transaction);
    });
    const reads = (await results(study)).flatMap((unit: { reads: object[] }) => unit.reads);
    expect(reads.map((read: { id: string; intact: boolean }) => [read.id === id, read.intact])).toEqual(
      expect.arrayContaining([
        [true, false],
        [false, true],
      ]),
    );
    await expect(sql`update read_versions set value = 3`.execute(api.db)).rejects.toThrow(/permission denied/);
    await expect(sql`delete from read_signatures`.execute(api.owner)).rejects.toThrow(/insert-only/);
  });
});

describe('a signature', () => {
  it('needs the secret again, and the key signs no more after five wrong ones', async () => {
    const study = await someReadStudy(api, { subjects: 1 });
    await startRound(api, study);
    const [{ key }, other] = study.raters;
    const [id] = await idsOf(key);
    await api.post(`/v1/reads/${id}/versions`, { items: face(1) }, key);
    const sign = async (secret: string) => {
      const { statusCode, body } = await api.post(`/v1/reads/${id}/sign`, { meaning: 'authorship', secret }, key);
      return [statusCode, JSON.parse(body).error?.message];
    };
    // At once: the tries are counted before they are judged.
    const tries = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(sign));
    expect(tries.filter(([, message]) => String(message).includes('is wrong'))).toHaveLength(5);
    expect(await sign(SIGNING_SECRET)).toEqual([403, expect.stringContaining('signs no more')]);
    const events = await lastEvents(study.keys.auditor);
    expect(events.filter(({ action }: { action: string }) => action === 'signature.refuse')).toHaveLength(8);
    const all = (await api.get('/v1/audit-events?limit=1000&after=0')).json();
    expect(JSON.stringify(all)).not.toContain(SIGNING_SECRET);
    expect((await put(api, '/v1/me/signing-secret', { secret: 'another one' }, other.key)).statusCode).toBe(403);
    const changed = { secret: 'another one', current: SIGNING_SECRET };
    expect((await put(api, '/v1/me/signing-secret', changed, other.key)).statusCode).toBe(204);
    expect((await put(api, '/v1/me/signing-secret', changed, other.key)).statusCode).toBe(403);
  });
});

describe('adjudication', () => {
  it('is opened when two readers differ beyond the limit, taken by one adjudicator, and decides', async () => {
    const study = await someReadStudy(api, { subjects: 1 });
    await startRound(api, study);
    await readAll(api, study.raters[0].key, () => 1);
    expect(await idsOf(study.keys.adjudicator)).toEqual([]);
    // The first unit of this reader 0.4 off, the second 0.6: only the latter is beyond 0.5.
    await readAll(api, study.raters[1].key, (index) => (index === 0 ? 1.4 : 1.6));
    const [id] = await idsOf(study.keys.adjudicator);
    const read = (await api.get(`/v1/reads/${id}`, study.keys.adjudicator)).json();
    expect(read).toMatchObject({ adjudication: true, state: 'open', versions: [], photos: [{ number: 1 }] });
    const outcome = (units: { adjudication: string; consensus: number | null }[]) =>
      units.map(({ adjudication, consensus }) => [adjudication, consensus]).sort();
    expect(outcome(await results(study))).toEqual([
      ['not_needed', 1.2],
      ['waiting', null],
    ]);
    await readAndSign(api, id, { value: 1.1, key: study.keys.adjudicator });
    expect(outcome(await results(study))).toEqual([
      ['done', 1.1],
      ['not_needed', 1.2],
    ]);
    expect((await api.get(`/v1/reads/${id}`, study.raters[0].key)).statusCode).toBe(404);
  });

  it('is opened once when both sign at the same time', async () => {
    const study = await someReadStudy(api, { subjects: 1 });
    await startRound(api, study);
    const firsts = await Promise.all(study.raters.map(async ({ key }) => await idsOf(key)));
    for (const [reader, { key }] of study.raters.entries()) {
      const last = firsts[reader].length - 1;
      for (const [index, id] of firsts[reader].entries()) {
        if (index < last) await readAndSign(api, id, { value: reader * 2, key });
        else await api.post(`/v1/reads/${id}/versions`, { items: face(reader * 2) }, key);
      }
    }
    const signatures = study.raters.map(({ key }, reader) =>
      api.post(`/v1/reads/${firsts[reader].at(-1)}/sign`, { meaning: 'authorship', secret: SIGNING_SECRET }, key),
    );
    expect((await Promise.all(signatures)).map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    const states = (await results(study)).map(({ adjudication }: { adjudication: string }) => adjudication);
    expect(states).toEqual(['waiting', 'waiting']);
  });

  it('counts the machine where the protocol says so', async () => {
    const plan = { design: 'one_reader', adjudicate_machine: true } as const;
    const study = await someReadStudy(api, { plan, raters: 1, subjects: 1, bsaPercent: 1 });
    await startRound(api, study);
    // The machine says 0.9.
    await readAll(api, study.raters[0].key, (index) => (index === 0 ? 1 : 2));
    const units = await results(study);
    expect(units.map(({ machine_value }: { machine_value: number }) => machine_value)).toEqual([0.9, 0.9]);
    expect(units.map(({ adjudication }: { adjudication: string }) => adjudication).sort()).toEqual([
      'not_needed',
      'waiting',
    ]);
  });
});

describe('a panel', () => {
  it('counts by its mean', async () => {
    const study = await someReadStudy(api, { plan: { design: 'panel' }, raters: 3, subjects: 1 });
    await startRound(api, study);
    for (const [n, { key }] of study.raters.entries()) await readAll(api, key, () => 1 + n / 10);
    for (const { consensus } of await results(study)) expect(consensus).toBeCloseTo(1.1, 12);
  });
});

describe("the machine's value", () => {
  it('is shown after the own read is signed, and a correction says that it was seen', async () => {
    const study = await someReadStudy(api, { plan: { machine: 'shown_after' }, subjects: 1 });
    await startRound(api, study);
    const { key } = study.raters[0];
    const [id] = await idsOf(key);
    const before = (await api.get(`/v1/reads/${id}`, key)).json();
    expect(before.machine).toEqual({ condition: 'shown_after', shown: false, value: null });
    const entered = await api.post(`/v1/reads/${id}/versions`, { items: face(2) }, key);
    expect(entered.json().machine.value).toBeNull();
    const signed = (
      await api.post(`/v1/reads/${id}/sign`, { meaning: 'authorship', secret: SIGNING_SECRET }, key)
    ).json();
    expect(signed).toMatchObject({ machine: { shown: true, value: 0.9 }, versions: [{ machine_seen: 'none' }] });
    const corrected = await api.post(`/v1/reads/${id}/versions`, { items: face(1), reason: 'I see it now' }, key);
    expect(corrected.json().versions[1]).toMatchObject({ machine_seen: 'after_own_read' });
  });

  it('is shown with the picture where the protocol says so, and that is kept with the read', async () => {
    const study = await someReadStudy(api, { plan: { machine: 'shown_with_photo' }, subjects: 1 });
    await startRound(api, study);
    const { key } = study.raters[0];
    const [id] = await idsOf(key);
    expect((await api.get(`/v1/reads/${id}`, key)).json().machine).toMatchObject({ shown: true, value: 0.9 });
    const entered = await api.post(`/v1/reads/${id}/versions`, { items: face(1) }, key);
    expect(entered.json().versions).toMatchObject([{ machine_seen: 'with_photo' }]);
  });
});

describe('what a protocol does not blind', () => {
  it('is told: visit, date, treatment, and the first visit beside', async () => {
    const plan = { blind_to: [], side_by_side: true } satisfies object;
    const study = await someReadStudy(api, { plan, subjects: 1 });
    const treatments = [{ subject_id: study.visits[0].subjectId, treatment: 'cream' }];
    const url = `/v1/studies/${study.id}/treatments`;
    expect((await put(api, url, { treatments, reason: 'list' }, study.keys.administrator)).statusCode).toBe(204);
    await startRound(api, study);
    const { key } = study.raters[0];
    const reads = [];
    for (const id of await idsOf(key)) {
      reads.push((await api.get(`/v1/reads/${id}`, key)).json());
      await readAndSign(api, id, { value: 1, key });
    }
    const told = reads.map(({ visit_label, visit_date, treatment, photos }) => [
      ...[visit_label, visit_date, treatment],
      photos.map(({ is_baseline }: { is_baseline: boolean }) => is_baseline),
    ]);
    expect(told.sort()).toEqual([
      ['baseline', '2025-03-30', 'cream', [false]],
      ['week 12', '2025-03-30', 'cream', [false, true]],
    ]);
  });
});

describe('locking and unblinding', () => {
  it('a locked study takes nothing, and says so', async () => {
    const study = await someReadStudy(api, { subjects: 1 });
    await startRound(api, study);
    const { key } = study.raters[0];
    const [id] = await idsOf(key);
    const lock = { reason: 'database lock' };
    const locked = await api.post(`/v1/studies/${study.id}/lock`, lock, study.keys.administrator);
    expect(locked.json().locked_at).not.toBeNull();
    const [{ id: visitId, photoId, subjectId }] = study.visits;
    const { administrator, site } = study.keys;
    const answers = await Promise.all([
      api.post(`/v1/studies/${study.id}/lock`, lock, administrator),
      api.post(`/v1/studies/${study.id}/sites`, { code: 'C' }, administrator),
      api.post('/v1/subjects', { code: 'late' }, site),
      api.post('/v1/subjects', { code: 'late', site_id: study.sites.A }, site),
      api.post(`/v1/subjects/${subjectId}/visits`, { label: 'week 12' }, site),
      api.post(`/v1/visits/${visitId}/manual-scores`, { instrument: 'F-VASI', value: 1, rater: 'R' }, site),
      api.post(`/v1/photos/${photoId}/measure`, {}, site),
      api.post(`/v1/reads/${id}/versions`, { items: face(1) }, key),
      api.post(
        `/v1/studies/${study.id}/read-rounds`,
        { seed: 's', reader_key_ids: [study.raters[0].id] },
        administrator,
      ),
    ]);
    for (const { statusCode, body } of answers)
      expect([statusCode, body]).toEqual([409, expect.stringContaining('locked')]);
    expect((await api.get(`/v1/visits/${visitId}`, site)).statusCode).toBe(200);
  });

  it('treatments are read by nobody before unblinding, which is an event', async () => {
    const study = await someReadStudy(api, { subjects: 1 });
    const url = `/v1/studies/${study.id}/treatments`;
    const { administrator, statistician, auditor } = study.keys;
    const treatments = [{ subject_id: study.visits[0].subjectId, treatment: 'VERUM' }];
    await put(api, url, { treatments, reason: 'list' }, administrator);
    for (const key of [administrator, statistician]) expect((await api.get(url, key)).statusCode).toBe(403);
    expect(JSON.stringify(await lastEvents(auditor))).not.toContain('VERUM');
    await api.post(`/v1/studies/${study.id}/unblind`, { reason: 'analysis' }, administrator);
    expect((await api.get(url, statistician)).json().treatments).toMatchObject([
      { subject_code: 'SUBJ-1', treatment: 'VERUM' },
    ]);
    expect((await api.post(`/v1/studies/${study.id}/unblind`, { reason: 'again' }, administrator)).statusCode).toBe(
      409,
    );
    const actions = (await lastEvents(auditor)).map(({ action }: { action: string }) => action);
    expect(actions).toEqual(
      expect.arrayContaining(['treatment.set', 'access.deny', 'study.unblind', 'treatment.export']),
    );
  });
});

it('the audit trail of all this is whole', async () => {
  const { fault, events } = await verifyAuditChain(api.db);
  expect([fault, events > 100]).toEqual([undefined, true]);
});
