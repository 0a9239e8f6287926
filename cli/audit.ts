import type { Command } from 'commander';
import { readConfig } from '../services/config.ts';
import { Refusal } from '../services/refusal.ts';
import { type ChainReport, verifyAuditChain } from '../services/store/audit.ts';
import { isAuditProtected } from '../services/store/audit-protection.ts';
import { type ChainAnchor, formatAnchor, parseAnchor } from '../services/study/audit-chain.ts';
import { withDatabase } from './runtime/with-database.ts';

interface VerifyOptions {
  readonly anchor?: string;
  readonly json?: boolean;
}

function anchorOf(text: string | undefined): ChainAnchor | undefined {
  if (text === undefined) return undefined;
  const anchor = parseAnchor(text);
  if (anchor !== undefined) return anchor;
  throw new Refusal('invalid_request', 'An anchor is what an earlier check printed: a number, a colon, 64 hex digits.');
}

interface Verdict extends ChainReport {
  /** Whether the database itself keeps the user that asked from changing the trail. */
  readonly isProtected: boolean;
}

function documentOf({ events, head, fault, isProtected }: Verdict) {
  return {
    whole: fault === undefined,
    events,
    anchor: formatAnchor(head),
    fault: fault ?? null,
    protected: isProtected,
  };
}

function sentences({ events, head, fault, isProtected }: Verdict): string {
  const warning = isProtected
    ? []
    : [
        'Warning: the user of DATABASE_URL owns the audit trail and could change it. docs/audit.md says how to part the two.',
      ];
  if (fault !== undefined) {
    return [
      `The audit trail is broken (${fault.kind}). ${fault.message}`,
      `Whole up to: ${formatAnchor(head)}`,
      ...warning,
    ].join('\n');
  }
  return [`The audit trail is whole: ${events} events.`, `Anchor: ${formatAnchor(head)}`, ...warning].join('\n');
}

async function verify({ anchor, json }: VerifyOptions): Promise<void> {
  const known = anchorOf(anchor);
  const verdict = await withDatabase(readConfig(), async (db) => ({
    ...(await verifyAuditChain(db, known)),
    isProtected: await isAuditProtected(db),
  }));
  console.log(json ? JSON.stringify(documentOf(verdict)) : sentences(verdict));
  if (verdict.fault !== undefined) process.exitCode = 1;
}

export function registerAudit(program: Command): void {
  const audit = program.command('audit').description('The audit trail: who did what, when, chained by hash.');
  audit
    .command('verify')
    .description('Prove that no event was changed, removed or put in, or name the first that was. Status 1 if so.')
    .option(
      '--anchor <sequence:hash>',
      'what an earlier check printed: also finds an end that was cut off or written anew',
    )
    .option('--json', 'one JSON document')
    .action(verify);
}
