/** What is wrong with one file of events: its chain, its tail, its seal, and whether it still is what was anchored. */
import type { Unreadable } from './envelope.js';
import { countOf } from './count-of.js';
import { type JsonLine, type JsonLines, verifyChain } from './json-lines.js';
import type { LedgerEvent } from './ledger-event.js';
import { isStranger, unsealedWords } from './line-seal.js';
import type { AuditProblem, SealAnchor, TranscriptState } from './transcript-store.js';

export type FileToAudit = {
  /** As problems name it. */
  file: string;
  read: JsonLines<{ type: string }>;
  anchor: SealAnchor | undefined;
  /** `ledger` files are never sealed. */
  state: TranscriptState | 'ledger';
};

export function auditFile({ file, read, anchor, state }: FileToAudit): AuditProblem[] {
  const found = [
    ...chainProblems(read),
    ...unreadableProblems(read),
    ...tailProblems(read, state),
    ...sealProblems(read, state),
    ...unsealedProblems(read),
  ];
  if (anchor) found.push(...anchorProblems(read, anchor));
  return found.map((problem) => ({ ...problem, file }));
}

/** An anchored file that is not there; undefined when retention removed it and left a tombstone. */
export function auditMissing(file: string, anchor: SealAnchor, ledger: Iterable<LedgerEvent>): AuditProblem | undefined {
  for (const event of ledger) {
    if (event.type !== 'tombstone' || event.file !== anchor.file || event.lines <= anchor.seq) continue;
    if (event.lines > anchor.seq + 1 || event.hash === anchor.hash) return undefined;
  }
  return { severity: 'error', file, problem: `missing file with ${countOf(anchor.seq + 1, 'anchored line')}`, next: restore };
}

type Found = Omit<AuditProblem, 'file'>;

const restore = 'Restore the file from a backup; if it was removed on purpose, what it taught can no longer be checked';
const changed = 'The file was changed after it was written: restore it from a backup, or do not rely on what follows that line';

const stillOpen: Found = {
  severity: 'warning',
  problem: 'not sealed: it may still be written',
  next: 'Run the audit again when the review or dream has ended',
};
const abandoned: Found = {
  severity: 'warning',
  problem: 'abandoned: its writer stopped before the end',
  next: 'Nothing to do: what was recorded until then is kept and read',
};

function chainProblems(read: JsonLines<unknown>): Found[] {
  return verifyChain(read.lines).map(({ problem }) => ({ severity: 'error', problem, next: changed }));
}

function unreadableProblems(read: JsonLines<unknown>): Found[] {
  const reasons = new Map<string, number>();
  // a line without a chain is damage, and told as such by the chain
  for (const line of read.lines) {
    const unreadable = isStranger(line) ? undefined : unreadableOf(line);
    if (unreadable && line.prev !== undefined) reasons.set(unreadable.reason, (reasons.get(unreadable.reason) ?? 0) + 1);
  }
  return [...reasons].map(([reason, count]) => ({
    severity: 'warning',
    problem: `${countOf(count, 'unreadable event')}: ${reason}`,
    next: 'Update Reverie to the version that wrote it; the lines are kept',
  }));
}

function unreadableOf(line: JsonLine<unknown>): Unreadable | undefined {
  return line.event === undefined && 'unreadable' in line ? line.unreadable : undefined;
}

function unsealedProblems(read: JsonLines<unknown>): Found[] {
  const count = read.lines.filter(isStranger).length;
  if (count === 0) return [];
  const next = 'If you do not know where it comes from, move the file away; if it is yours from before, give the verdicts again';
  return [{ severity: 'warning', problem: `${countOf(count, 'line')} ${unsealedWords}`, next }];
}

function tailProblems(read: JsonLines<unknown>, state: FileToAudit['state']): Found[] {
  // what a living writer is just writing
  if (!read.torn || state === 'open') return [];
  const problem = `torn last line (${read.torn.bytes} bytes)`;
  return state === 'sealed'
    ? [{ severity: 'error', problem: `${problem} behind the seal`, next: changed }]
    : [
        {
          severity: 'warning',
          problem,
          next: 'Nothing to do: the writer was stopped within it, and nothing that was acknowledged is lost',
        },
      ];
}

function sealProblems(read: JsonLines<{ type: string }>, state: FileToAudit['state']): Found[] {
  if (state === 'open') return [stillOpen];
  if (state === 'abandoned') return [abandoned];
  const behind = state === 'sealed' ? read.lines.length - 1 - read.lines.findIndex((line) => line.event?.type === 'ended') : 0;
  return behind > 0 ? [{ severity: 'error', problem: `${countOf(behind, 'line')} behind the seal`, next: changed }] : [];
}

function anchorProblems(read: JsonLines<unknown>, anchor: SealAnchor): Found[] {
  const line = read.lines[anchor.seq];
  if (!line) {
    const problem = `cut tail: ${countOf(read.lines.length, 'line')} where ${anchor.seq + 1} were anchored`;
    return [{ severity: 'error', problem, next: restore }];
  }
  return line.hash === anchor.hash
    ? []
    : [{ severity: 'error', problem: `another line at seq ${anchor.seq} than was anchored`, next: changed }];
}
