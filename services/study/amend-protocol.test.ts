import { describe, expect, it } from 'vitest';
import { someProtocol } from '../../test/studies.ts';
import { faultOfAmendment, type Recorded } from './amend-protocol.ts';

const NOTHING: Recorded = { visits: [], conditions: [], scores: [], hasRounds: false };
const now = someProtocol({ conditions: ['vitiligo', 'psoriasis'] });
const [baseline, week12] = now.visits;

describe('an amendment', () => {
  it('adds visits, photographs, instruments and margins whatever was recorded', () => {
    const recorded: Recorded = {
      visits: now.visits,
      conditions: now.conditions,
      scores: [{ instrument: 'VASI', definition: 'VASI_5_REGIONS' }],
      hasRounds: true,
    };
    const amended = someProtocol({
      ...now,
      visits: [...now.visits, { label: 'week 24', order: 3 }],
      photographs: [...now.photographs, { body_region: 'face', view: 'whole_region' }],
      instruments: [...now.instruments, 'PASI'],
      thresholds: { equivalence_margins: { 'F-VASI': 0.3 } },
    });
    expect(faultOfAmendment(now, amended, recorded)).toBeUndefined();
  });

  it.each([
    ['is the same protocol', {}, NOTHING, 'nothing of it is different'],
    [
      'renames a visit that took place',
      { visits: [baseline, { ...week12, label: 'month 3' }] },
      { visits: [week12] },
      '"week 12"',
    ],
    [
      'moves a visit that took place',
      { visits: [baseline, { ...week12, order: 5 }] },
      { visits: [week12] },
      'stay visit 2',
    ],
    [
      'takes away a condition that was photographed',
      { conditions: ['vitiligo'] },
      { conditions: ['psoriasis'] },
      'photos of psoriasis',
    ],
    [
      'takes away a score that was given',
      { instruments: ['F-VASI'] },
      { scores: [{ instrument: 'VASI', definition: 'VASI_5_REGIONS' }] },
      'scores by VASI_5_REGIONS',
    ],
    [
      'makes unknown by which definition totals are',
      { instruments: [...now.instruments, 'VASI_6_REGIONS'] },
      { scores: [{ instrument: 'VASI', definition: null }] },
      'name no definition',
    ],
    [
      'changes the limit under reads',
      { thresholds: { adjudication: 2 } },
      { hasRounds: true },
      'limit of adjudication',
    ],
  ] as const)('that %s is refused, and the reason says so', (_what, changes, recorded, reason) => {
    const fault = faultOfAmendment(now, someProtocol({ ...now, ...(changes as object) }), {
      ...NOTHING,
      ...(recorded as Partial<Recorded>),
    });
    expect(fault).toContain(reason);
  });

  it('changes and takes away what was not used yet', () => {
    const amended = someProtocol({
      conditions: ['vitiligo'],
      visits: [baseline],
      instruments: ['F-VASI'],
      thresholds: { adjudication: 2 },
    });
    expect(faultOfAmendment(now, amended, { ...NOTHING, visits: [baseline] })).toBeUndefined();
  });
});
