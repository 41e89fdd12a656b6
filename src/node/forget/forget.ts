/**
 * Forgets a repo's records as a person asks for it. In this order, so that a crash in between loses nothing that was not to go: the archive,
 * the lines that lessons cite, a tombstone in the ledger for each file, then the file. What a living writer writes is left alone.
 */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Repo } from '../../core/changes/change-set.js';
import { HumanError } from '../../core/human-error.js';
import type { MemoryStore } from '../../core/memory/memory-store.js';
import type { Ports } from '../../core/ports.js';
import type { ForgetPreview, ForgetReport, ForgetRequest } from '../../core/transcript/forget.js';
import type { LedgerPayload } from '../../core/transcript/ledger-event.js';
import { parseLedger, parseSealedLedger, parseTranscript } from '../../core/transcript/read-events.js';
import type { Source, Sources, TranscriptStore } from '../../core/transcript/transcript-store.js';
import { syncFolder } from '../ports/atomic-file.js';
import { listEventFiles, reasonOf } from '../transcript/event-files.js';
import type { LedgerFiles } from '../transcript/ledger-files.js';
import { type ArchiveEntry, writeArchive } from './archive.js';
import { citations, citedFolder, keepLines } from './cited-lines.js';

export type ForgetDeps = {
  repo: Pick<Repo, 'reverieDir' | 'writable'>;
  ports: Pick<Ports, 'clock' | 'hash'>;
  sources: Sources;
  transcripts: TranscriptStore;
  ledger: Pick<LedgerFiles, 'append' | 'close'>;
  memory: Pick<MemoryStore, 'read' | 'lease' | 'proposals' | 'history'>;
  /** Makes every version of memory go. */
  forgetMemory: () => Promise<void>;
  /** All of memory as one file; undefined when it is empty. */
  bundleMemory: () => Promise<Uint8Array | undefined>;
};

/** One file of events of one place. */
type EventFile = { source: Source; file: string; path: string; bytes: number; kind: 'transcripts' | 'ledger' };
type Tombstone = Extract<LedgerPayload, { type: 'tombstone' }>;

export async function previewForget(deps: ForgetDeps, options: { signal?: AbortSignal } = {}): Promise<ForgetPreview> {
  const [{ unreachable }, { idle, running }, ledgers, memory, versions] = await Promise.all([
    deps.sources.list(),
    transcriptFiles(deps, options.signal),
    ledgerFiles(deps),
    deps.memory.read(),
    deps.memory.history(),
  ]);
  return {
    transcripts: idle.length,
    ledgers: ledgers.length,
    bytes: [...idle, ...ledgers].reduce((sum, file) => sum + file.bytes, 0),
    lessons: memory.lessons.length + memory.broken.length,
    versions: versions.length,
    running: running.length,
    unreachable: unreachable.map(({ source, reason }) => ({ path: source.path, reason })),
  };
}

/** Throws a HumanError when a dream runs, when the archive or a tombstone cannot be written: then nothing more is deleted. */
export async function forget(deps: ForgetDeps, request: ForgetRequest, options: { signal?: AbortSignal } = {}): Promise<ForgetReport> {
  const what = new Set(request.what);
  if (what.has('memory') && !deps.repo.writable)
    throw new HumanError(`Memory cannot be forgotten: ${deps.repo.reverieDir} cannot be written`, { next: 'Make that folder writable' });
  const release = await withoutDreams(deps);
  try {
    const { idle, running } = await transcriptFiles(deps, options.signal);
    const files = [...(what.has('transcripts') ? idle : []), ...(what.has('ledger') ? await ledgerFiles(deps) : [])];
    const report: ForgetReport = { transcripts: 0, ledgers: 0, lessons: 0, kept: 0, left: [] };
    if (request.exportTo !== undefined) {
      const bytes = await exportAll(deps, request.exportTo, files, what.has('memory'), options.signal);
      report.exported = { path: request.exportTo, bytes };
    }
    options.signal?.throwIfAborted();
    const memory = await deps.memory.read();
    report.kept = what.has('memory') ? 0 : await keepCited(deps, files);
    await deleteFiles(deps, files, report);
    if (what.has('memory')) {
      await deps.forgetMemory();
      report.lessons = memory.lessons.length + memory.broken.length;
    }
    await deleteTraces(deps, what.has('memory'));
    if (what.has('transcripts') && running.length > 0)
      report.left.push(...running.map(({ file }) => `${file} is being written by a review or a dream`));
    const { unreachable } = await deps.sources.list();
    report.left.push(...unreachable.map(({ source, reason }) => `what ${source.path} holds: ${reason}`));
    return report;
  } finally {
    await release();
  }
}

/** While a dream reads or another process forgets, nothing is deleted under it. */
async function withoutDreams({ repo, memory }: ForgetDeps): Promise<() => Promise<void>> {
  if (!repo.writable) return async () => undefined;
  const taken = await memory.lease('dream');
  if (taken.state === 'refused')
    throw new HumanError(`Nothing was forgotten: a dream runs (${taken.reason})`, {
      next: 'Wait until it has ended, or stop it, and try again',
    });
  return () => taken.lease.release();
}

async function transcriptFiles(deps: ForgetDeps, signal?: AbortSignal): Promise<{ idle: EventFile[]; running: EventFile[] }> {
  const entries = await deps.transcripts.list();
  await deps.transcripts.settle(entries, { ...(signal && { signal }), readOnly: true });
  const files = { idle: [] as EventFile[], running: [] as EventFile[] };
  for (const entry of entries) {
    const { state } = await deps.transcripts.read(entry);
    const { source, file, path: place, bytes } = entry;
    files[state === 'open' ? 'running' : 'idle'].push({ source, file, path: place, bytes, kind: 'transcripts' });
  }
  return files;
}

/** Those that say something: one of nothing but tombstones is what forgetting leaves. */
async function ledgerFiles(deps: ForgetDeps): Promise<EventFile[]> {
  const { reachable } = await deps.sources.list();
  const files: EventFile[] = [];
  for (const source of reachable) {
    for (const { name, path: place, bytes } of await listEventFiles(path.join(source.path, 'ledger'))) {
      const { lines } = parseLedger(await readFile(place), deps.ports.hash);
      if (lines.every(({ event }) => event?.type === 'opened' || event?.type === 'tombstone')) continue;
      files.push({ source, file: `ledger/${name}`, path: place, bytes, kind: 'ledger' });
    }
  }
  return files;
}

async function exportAll(deps: ForgetDeps, to: string, files: EventFile[], memory: boolean, signal?: AbortSignal): Promise<number> {
  const bundle = memory ? await deps.bundleMemory() : undefined;
  const entries: ArchiveEntry[] = [
    ...files.map(({ source, file, path: place }) => ({ name: `${source.id}/${file}`, bytes: () => readFile(place) })),
    ...(bundle ? [{ name: 'memory.bundle', bytes: async () => bundle }] : []),
  ];
  try {
    return await writeArchive(to, entries, deps.ports.clock.now(), signal);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    const why = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST' ? 'it is there already' : reasonOf(cause);
    throw new HumanError(`Nothing was forgotten: ${to} could not be written: ${why}`, { next: 'Choose another file', cause });
  }
}

/** The lines of these files that a lesson, or one that waits, cites; how many there are. */
async function keepCited({ memory, ports }: ForgetDeps, files: EventFile[]): Promise<number> {
  const [{ lessons }, proposals] = await Promise.all([memory.read(), memory.proposals()]);
  const waiting = proposals.flatMap((p) => p.operations);
  const cited = citations([...lessons, ...waiting].flatMap((one) => one.evidence));
  let kept = 0;
  for (const { source, file, path: place, kind } of files) {
    const wanted = cited.get(`${source.id}\0${file}`);
    if (!wanted) continue;
    const bytes = await readFile(place);
    const { lines } = kind === 'ledger' ? parseLedger(bytes, ports.hash) : parseTranscript(bytes, ports.hash);
    const texts = bytes.toString('utf8').split('\n');
    const keeping = [...wanted].flatMap((seq) => {
      const [line, text] = [lines[seq], texts[seq]];
      return line && text !== undefined ? [{ seq, hash: line.hash, line: text }] : [];
    });
    if (keeping.length > 0) await keepLines(source.path, file, keeping);
    kept += keeping.length;
  }
  return kept;
}

/** Each with its tombstone on disk before it goes. Tombstones of a ledger that goes are handed on. */
async function deleteFiles(deps: ForgetDeps, files: EventFile[], report: ForgetReport): Promise<void> {
  if (files.length === 0) return;
  // what this process writes from now on is another file
  await deps.ledger.close();
  const stones = new Map<string, Tombstone>();
  for (const { file, path: place, kind } of files) {
    const bytes = await readFile(place).catch(() => new Uint8Array());
    const { lines } = kind === 'ledger' ? parseLedger(bytes, deps.ports.hash) : parseTranscript(bytes, deps.ports.hash);
    // what somebody planted is not handed on
    for (const { event } of kind === 'ledger' ? parseSealedLedger(bytes, deps.ports.hash, file).lines : [])
      if (event?.type === 'tombstone') stones.set(event.file, stoneOf(event.file, event.lines, event.hash, event.reason));
    stones.set(file, stoneOf(file, lines.length, lines.at(-1)?.hash ?? '', 'forgotten by a person'));
  }
  for (const stone of stones.values()) await deps.ledger.append(stone);
  const folders = new Set<string>();
  for (const { file, path: place, kind } of files) {
    try {
      await rm(place, { force: true });
      folders.add(path.dirname(place));
      if (kind === 'ledger') report.ledgers++;
      else report.transcripts++;
    } catch (cause) {
      report.left.push(`${file} could not be deleted: ${reasonOf(cause)}`);
    }
  }
  for (const folder of folders) await syncFolder(folder);
}

function stoneOf(file: string, lines: number, hash: string, reason: string): Tombstone {
  return { type: 'tombstone', file, lines, hash, reason };
}

/** Caches repeat what was recorded, and with memory nothing is cited any more. */
async function deleteTraces({ sources, repo }: ForgetDeps, memory: boolean): Promise<void> {
  const { reachable } = await sources.list();
  for (const { path: place } of reachable) {
    await rm(path.join(place, 'cache'), { recursive: true, force: true });
    if (memory) await rm(path.join(place, citedFolder), { recursive: true, force: true });
  }
  if (repo.writable) await rm(path.join(repo.reverieDir, 'cache'), { recursive: true, force: true });
}
