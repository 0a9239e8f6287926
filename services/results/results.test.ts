import { describe, expect, it } from 'vitest';
import { inventedStudy, machineOf, readOf, truthOf } from './invented-study.ts';
import { studyAgreement } from './study-agreement.ts';
import { studyOutcomes } from './study-outcomes.ts';

const ASKED = { seed: 1, leastStratumPairs: 20 };
const OUTCOMES = { missingRule: 'observed', responderPercent: 50 } as const;
const first = <T>([item]: readonly T[]): T => item;

describe('agreement of a study', () => {
  const data = inventedStudy(12);
  const [instrument] = studyAgreement(data, ASKED).instruments;
  const of = (...methods: readonly string[]) =>
    instrument.comparisons.find((each) => each.methods.join() === methods.join());

  it('holds machine against readers by the visit, with the margin of the protocol', () => {
    const compared = of('machine', 'Dr One');
    const differences = Array.from({ length: 36 }, (_, i) => {
      const [s, v] = [Math.floor(i / 3), i % 3];
      return machineOf(s, v) - readOf(0, s, v);
    });
    const bias = differences.reduce((sum, each) => sum + each, 0) / differences.length;
    expect(compared).toMatchObject({ n: 36, subjects: 12, refused: null });
    expect(compared?.figures.find(({ id }) => id === 'bias')?.value).toBeCloseTo(bias, 12);
    expect(compared?.figures.find(({ id }) => id === 'equivalence')).toMatchObject({ references: ['Schuirmann1987'] });
  });

  it('parts the pairs by tone, site and nothing that all share, and refuses what is too small', () => {
    const strata = of('machine', 'Dr One')?.strata ?? [];
    expect(strata.map(({ by, group, n, refused }) => [by, group, n, refused === null])).toEqual([
      ['tone_class', 'dark', 12, false],
      ['tone_class', 'light', 12, false],
      ['tone_class', 'tan', 12, false],
      ['site', 'A', 18, false],
      ['site', 'B', 18, false],
    ]);
    expect(strata[0]).toMatchObject({ figures: [], refused: 'needs 20 pairs, but has 12' });
  });

  it('warns of reads that saw the machine, and leaves out what is not what was signed', () => {
    const units = data.units.map((unit, i) => ({
      ...unit,
      reads: unit.reads.map((read) => ({
        ...read,
        machineSeen: 'with_photo' as const,
        intact: !(i === 0 && read.reader === 'Dr One' && read.kind === 'first'),
      })),
    }));
    const changed = first(studyAgreement({ ...data, units }, ASKED).instruments);
    const compared = changed.comparisons.find(({ methods }) => methods.join() === 'machine,Dr One');
    expect(changed.warnings).toContain('1 signed reads are no longer what was signed, and are left out.');
    expect(compared?.n).toBe(35);
    expect(compared?.warnings[0]).toMatch(/^Of 35 of 35 a reader had been shown the machine's value/);
  });

  it('says when the protocol was amended, and when a margin was set after reads could be looked at', () => {
    const { protocol, protocols } = data;
    const wider = { ...protocol, thresholds: { equivalence_margins: { 'F-VASI': 0.5 } } };
    const amendedAt = (inForceFrom: Date) => {
      const later = {
        version: 2,
        protocol: wider,
        inForceFrom,
        amendment: { reason: 'a wider margin', amendedBy: 'office' },
      };
      return studyAgreement({ ...data, protocol: wider, protocols: [...protocols, later] }, ASKED);
    };
    const late = amendedAt(new Date('2025-07-01T10:00:00Z'));
    expect(late.warnings).toContain('Version 2 of the protocol, since 2025-07-01: a wider margin');
    expect(first(late.instruments).warnings[0]).toMatch(
      /^The equivalence margin of F-VASI was set to 0.5 on 2025-07-01, after reads were signed \(first on 2025-06-01\)/,
    );
    const before = amendedAt(new Date('2025-05-01T10:00:00Z'));
    expect(first(before.instruments).warnings).toEqual(first(studyAgreement(data, ASKED).instruments).warnings);
  });

  it('takes the last score of a rater, and tells subjects of two sites with one code apart', () => {
    const again = { ...first(data.scores), value: 2.9, scoredAt: new Date('2025-07-01T10:00:00Z') };
    const visits = data.visits.map((visit) => ({
      ...visit,
      subjectCode: visit.siteCode === 'A' ? 'S-0' : visit.subjectCode,
    }));
    const changed = studyAgreement({ ...data, visits, scores: [...data.scores, again] }, ASKED).instruments;
    const compared = first(changed).comparisons.find(({ kind }) => kind === 'machine_manual');
    expect(compared?.pair?.b[0]).toBe(2.9);
    expect(compared?.subjects).toBe(12);
    expect(compared?.pair?.names?.[0]).toBe('A S-0 baseline');
  });

  it('says that there is nothing yet', () => {
    const empty = studyAgreement({ ...data, units: [], scores: [] }, ASKED);
    expect([empty.instruments, empty.warnings]).toEqual([
      [],
      ['Nobody has read or scored anything yet: there is nothing to compare.'],
    ]);
  });
});

describe('outcomes of a study', () => {
  const treatments = new Map(Array.from({ length: 12 }, (_, i) => [`s-${i}`, i % 2 ? 'verum' : 'vehicle']));

  it('has one row for each subject, by treatment once unblinded', () => {
    const blinded = studyOutcomes(inventedStudy(12, { treatments }), OUTCOMES);
    expect(blinded.one_group_because).toMatch(/^The study is blinded/);
    const open = studyOutcomes(inventedStudy(12, { treatments, unblinded: true }), OUTCOMES);
    expect(open.one_group_because).toBeNull();
    expect(open.scores[0].report).toMatchObject({
      change: { rows: [{ group: 'vehicle', pairs: 6 }, { group: 'verum' }, {}] },
    });
    expect(open.scores[1]).toMatchObject({
      score: 'PASI',
      report: { not_done: 'There is no PASI by this source yet.' },
    });
  });

  it('takes the scores that are asked for, up to the visit that is asked for', () => {
    const data = inventedStudy(12);
    const of = (source: 'final' | 'manual' | 'machine') =>
      studyOutcomes(data, { ...OUTCOMES, source, visit: 'week 12' }).scores[0].subjects[1].points.map(
        ({ value }) => value,
      );
    expect(of('manual')).toEqual([truthOf(1, 0) + 0.1, truthOf(1, 1) + 0.1]);
    expect(of('final')).toEqual([0, 1].map((v) => (readOf(0, 1, v) + readOf(1, 1, v)) / 2));
    for (const [v, value] of of('machine').entries()) expect(value).toBeCloseTo(machineOf(1, v), 9);
    expect(() => studyOutcomes(data, { ...OUTCOMES, visit: 'baseline' })).toThrow('there are week 12, week 24');
  });

  it('ends the tables of a score that the instrument cannot have, and of no other', () => {
    const data = inventedStudy(12);
    const scores = [...data.scores, { ...first(data.scores), instrument: 'PASI' as const, value: 99 }];
    const [fVasi, pasi] = studyOutcomes({ ...data, scores }, OUTCOMES).scores;
    expect(pasi.report).toMatchObject({ not_done: expect.stringContaining('PASI goes from 0 to 72') });
    expect(fVasi.report).toMatchObject({ instrument: 'F-VASI' });
  });
});
