import type { Protocol } from '../study/protocol.ts';
import type { StudyData } from './study-data.ts';

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

/** That the protocol was amended, when and why: what a report is read with. */
export function amendmentWarnings({ protocols }: Pick<StudyData, 'protocols'>): readonly string[] {
  return protocols.flatMap(({ version, inForceFrom, amendment }) =>
    amendment === null ? [] : [`Version ${version} of the protocol, since ${dayOf(inForceFrom)}: ${amendment.reason}`],
  );
}

/** An equivalence margin that was set once there were reads to look at is no hypothesis. */
export function lateMarginWarnings(
  { protocols, firstSignedAt }: Pick<StudyData, 'protocols' | 'firstSignedAt'>,
  scoreId: string,
): readonly string[] {
  const marginOf = ({ thresholds }: Protocol): number | undefined => thresholds.equivalence_margins?.[scoreId];
  return protocols.flatMap(({ protocol, inForceFrom }, i) => {
    const isLate = i > 0 && firstSignedAt !== null && inForceFrom > firstSignedAt;
    if (!isLate || marginOf(protocol) === marginOf(protocols[i - 1].protocol)) return [];
    return [
      `The equivalence margin of ${scoreId} was set to ${marginOf(protocol) ?? 'none'} on ${dayOf(inForceFrom)}, after reads were signed (first on ${dayOf(firstSignedAt)}): a test against it confirms nothing.`,
    ];
  });
}
