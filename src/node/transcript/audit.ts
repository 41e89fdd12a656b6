/** Checks every file of every reachable source against its own chain and against what was anchored. Writes no records. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Hasher } from '../../core/ports.js';
import { auditFile, auditMissing } from '../../core/transcript/audit-file.js';
import { countOf } from '../../core/transcript/count-of.js';
import type { LedgerEvent } from '../../core/transcript/ledger-event.js';
import { isSealed, parseSealedLedger, parseTranscript } from '../../core/transcript/read-events.js';
import type {
  AuditOptions,
  AuditProblem,
  AuditRefs,
  AuditReport,
  SealAnchor,
  Source,
  Sources,
  TranscriptEntry,
  TranscriptState,
  TranscriptStore,
} from '../../core/transcript/transcript-store.js';
import { changedCitations } from '../forget/cited-lines.js';
import { listEventFiles, reasonOf } from './event-files.js';

export type AuditDeps = {
  sources: Sources;
  transcripts: Pick<TranscriptStore, 'list' | 'read' | 'settle'>;
  auditRefs: Pick<AuditRefs, 'read'>;
  hash: Pick<Hasher, 'sha256' | 'seal'>;
};

/** Waits, for at most about one term, until it is known which open transcripts are abandoned. Rejects when the signal aborts. */
export async function audit(deps: AuditDeps, options: AuditOptions = {}): Promise<AuditReport> {
  const report: AuditReport = { files: 0, events: 0, anchors: 0, problems: [] };
  // anchors first: a file that is sealed meanwhile is longer than its anchor, never shorter
  const anchors = await readAnchors(deps, report.problems);
  report.anchors = anchors.size;
  const { reachable, unreachable } = await deps.sources.list();
  const ledger: LedgerEvent[] = [];
  const present = new Set<string>();

  const open: TranscriptEntry[] = [];
  for (const entry of await deps.transcripts.list()) {
    options.signal?.throwIfAborted();
    const key = anchorKey(entry.source.id, entry.file);
    present.add(key);
    await auditBytes(report, entry.path, async (bytes) => {
      const read = parseTranscript(bytes, deps.hash);
      if (isSealed(read.lines)) return { read, state: 'sealed', anchor: anchors.get(key) };
      open.push(entry);
      return undefined;
    });
  }
  if (open.length > 0) await deps.transcripts.settle(open, options);
  for (const entry of open) {
    await auditBytes(report, entry.path, async (bytes) => {
      const read = parseTranscript(bytes, deps.hash);
      const state = isSealed(read.lines) ? 'sealed' : await unsealedState(deps, entry);
      return { read, state, anchor: anchors.get(anchorKey(entry.source.id, entry.file)) };
    });
  }
  for (const source of reachable) {
    for (const { name, path: file } of await listEventFiles(path.join(source.path, 'ledger'))) {
      const key = anchorKey(source.id, `ledger/${name}`);
      present.add(key);
      await auditBytes(report, file, async (bytes) => {
        const read = parseSealedLedger(bytes, deps.hash, `ledger/${name}`);
        for (const line of read.lines) if (line.event) ledger.push(line.event);
        return { read, state: 'ledger', anchor: anchors.get(key) };
      });
    }
  }
  for (const { path: place } of reachable) {
    for (const file of await changedCitations(place, deps.hash))
      report.problems.push({
        severity: 'error',
        file,
        problem: 'a line that a lesson cites was changed after its file was forgotten',
        next: 'Do not rely on that citation; the lesson keeps its own quote',
      });
  }
  report.problems.push(...missingFiles({ anchors, present, reachable, unreachable, ledger }));
  return report;
}

/** `parse` may put the file off by giving nothing: it is counted when it comes again. */
async function auditBytes(
  report: AuditReport,
  file: string,
  parse: (bytes: Uint8Array) => Promise<Omit<Parameters<typeof auditFile>[0], 'file'> | undefined>,
): Promise<void> {
  try {
    const parsed = await parse(await readFile(file));
    if (!parsed) return;
    report.files++;
    report.events += parsed.read.lines.filter((line) => line.event).length;
    report.problems.push(...auditFile({ file, ...parsed }));
  } catch (cause) {
    report.files++;
    report.problems.push({
      severity: 'error',
      file,
      problem: `cannot be read: ${reasonOf(cause)}`,
      next: 'Check the permissions of the file and the disk it is on',
    });
  }
}

async function unsealedState(deps: AuditDeps, entry: TranscriptEntry): Promise<TranscriptState> {
  const { state } = await deps.transcripts.read(entry);
  // sealed or removed since we read its bytes: it was open then
  return state === 'abandoned' ? state : 'open';
}

async function readAnchors(deps: AuditDeps, problems: AuditProblem[]): Promise<Map<string, SealAnchor>> {
  try {
    const anchors = await deps.auditRefs.read();
    return new Map(anchors.map((anchor) => [anchorKey(anchor.source, anchor.file), anchor]));
  } catch (cause) {
    problems.push({
      severity: 'error',
      file: 'refs/audit of memory.git',
      problem: `anchors cannot be read, so cut tails and deleted files are not noticed: ${reasonOf(cause)}`,
      next: 'Run git fsck in the memory repository',
    });
    return new Map();
  }
}

type Missing = {
  anchors: Map<string, SealAnchor>;
  present: Set<string>;
  reachable: Source[];
  unreachable: { source: Source; reason: string }[];
  ledger: LedgerEvent[];
};

function missingFiles({ anchors, present, reachable, unreachable, ledger }: Missing): AuditProblem[] {
  const problems: AuditProblem[] = [];
  const unchecked = new Map<string, number>();
  for (const [key, anchor] of anchors) {
    if (present.has(key)) continue;
    const source = reachable.find((s) => s.id === anchor.source);
    if (source) {
      const missing = auditMissing(path.join(source.path, anchor.file), anchor, ledger);
      if (missing) problems.push(missing);
    } else {
      unchecked.set(anchor.source, (unchecked.get(anchor.source) ?? 0) + 1);
    }
  }
  for (const { source, reason } of unreachable) {
    const count = unchecked.get(source.id) ?? 0;
    unchecked.delete(source.id);
    problems.push({
      severity: 'warning',
      file: source.path,
      problem: `unreachable source ${source.id}: ${reason}${count > 0 ? ` (${countOf(count, 'anchored file')} of it not checked)` : ''}`,
      next: 'Make the folder reachable again; until then what it holds is not learned from',
    });
  }
  for (const [source, count] of unchecked) {
    problems.push({
      severity: 'error',
      file: source,
      problem: `unknown source with ${countOf(count, 'anchored file')}`,
      next: 'Its registration was deleted: run Reverie once where it was recorded, and it registers again',
    });
  }
  return problems;
}

function anchorKey(source: string, file: string): string {
  return `${source}\0${file}`;
}
