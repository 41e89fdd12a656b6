/** Transcripts as files: `<source>/transcripts/<id>.jsonl`, one per review or dream, sealed by its last event. */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Ports, Redact } from '../../core/ports.js';
import type { JsonLines } from '../../core/transcript/json-lines.js';
import { isSealed, parseTranscript } from '../../core/transcript/read-events.js';
import type { TranscriptEvent, TranscriptPayload } from '../../core/transcript/transcript-event.js';
import type {
  AuditRefs,
  SettleOptions,
  SkipTranscript,
  Source,
  TranscriptEntry,
  TranscriptRecord,
  TranscriptState,
  TranscriptStore,
  TranscriptWriter,
} from '../../core/transcript/transcript-store.js';
import { diskError } from './disk-error.js';
import { listEventFiles, reasonOf, sameStamp, type Stamp, stampOf } from './event-files.js';
import { makeFolder } from './folders.js';
import { createJsonlWriter, type JsonlWriter } from './jsonl-writer.js';
import type { OwnSource } from './sources.js';
import type { WriterLeases } from './writer-leases.js';

export type TranscriptFilesDeps = {
  ports: Pick<Ports, 'clock' | 'hash'>;
  redact: Redact;
  /** This process's writer id. */
  writer: string;
  storage: string;
  sources: OwnSource;
  leases: WriterLeases;
  auditRefs: Pick<AuditRefs, 'anchor'>;
  /** Milliseconds for which a transcript with nothing but its start may wait for its lease. */
  termMs: number;
  warn: (warning: string) => void;
};

export interface TranscriptFiles extends TranscriptStore {
  /** Closes what is not sealed and gives its lease back: others see it as abandoned. */
  close(): Promise<void>;
}

export function openTranscriptFiles(deps: TranscriptFilesDeps): TranscriptFiles {
  const { ports, leases } = deps;
  const open = new Set<() => Promise<void>>();
  const cache = new Map<string, { stamp: Stamp; record: TranscriptRecord }>();
  /** When this process first saw an unsealed transcript, by path. */
  const firstLooks = new Map<string, number>();

  async function create(started: Extract<TranscriptPayload, { type: 'started' }>): Promise<TranscriptWriter> {
    if (!/^[\w-]+$/.test(started.id)) throw new Error(`not a transcript id: ${started.id}`);
    const name = `transcripts/${started.id}.jsonl`;
    const file = path.join(deps.storage, name);
    const what = started.kind === 'review' ? 'The review' : 'The dream';
    // the lease costs a git process: it is taken while the file is made, and waited for before anything follows `started`
    const leased = leases.hold();
    let writer: JsonlWriter<TranscriptPayload> | undefined;
    let source: Source;
    try {
      await makeFolder(path.dirname(file));
      writer = await createJsonlWriter<TranscriptPayload>(file, { ports, redact: deps.redact, what });
      [source] = await Promise.all([deps.sources.register(), writer.append({ ...started, writer: deps.writer })]);
    } catch (cause) {
      await writer?.close();
      // nothing was acknowledged in it
      if (writer && !writer.last()) await rm(file, { force: true });
      await leases.letGo();
      throw diskError(what, file, cause);
    }
    const lines = writer;
    let sealed = false;
    const stop = async () => {
      if (!open.delete(stop)) return;
      await lines.close();
      await leases.letGo();
    };
    open.add(stop);

    return {
      id: started.id,
      async append(payload) {
        if (sealed) throw new Error(`${name} is sealed`);
        await leased;
        return (await lines.append(payload)).event;
      },
      async seal(ended) {
        if (sealed) throw new Error(`${name} is sealed`);
        sealed = true;
        await leased;
        try {
          const { event, hash } = await lines.append({ type: 'ended', ...ended });
          await Promise.all([stop(), anchor({ source: source.id, file: name, seq: event.seq, hash })]);
        } finally {
          await stop();
        }
      },
    };
  }

  async function anchor(seal: Parameters<AuditRefs['anchor']>[0][number]): Promise<void> {
    try {
      await deps.auditRefs.anchor([seal]);
    } catch (cause) {
      // the transcript itself is safe; only a later loss of its tail would go unnoticed
      deps.warn(`The end of ${seal.file} could not be anchored: ${reasonOf(cause)}`);
    }
  }

  async function list({ skip }: Parameters<TranscriptStore['list']>[0] = {}): Promise<TranscriptEntry[]> {
    const { reachable } = await deps.sources.list();
    const entries = await Promise.all(reachable.map((source) => transcriptsOf(source, skip)));
    return entries.flat().sort((a, b) => compare(timePart(a.id), timePart(b.id)) || compare(a.id, b.id) || compare(a.path, b.path));
  }

  async function find(wanted: Parameters<TranscriptStore['find']>[0]): Promise<TranscriptEntry[]> {
    const { reachable } = await deps.sources.list();
    const sources = new Map(reachable.map((source) => [source.id, source]));
    const found = wanted.map(async ({ id, source: of }) => {
      const source = sources.get(of);
      if (!source) return [];
      const file = `transcripts/${id}.jsonl`;
      const entry = { id, source, path: path.join(source.path, file), file };
      const { inode, bytes } = await stampOf(entry.path);
      return inode === 0 ? [] : [{ ...entry, bytes }];
    });
    return (await Promise.all(found)).flat();
  }

  async function read(entry: TranscriptEntry): Promise<TranscriptRecord> {
    const stamp = await stampOf(entry.path);
    const cached = cache.get(entry.path);
    if (cached && sameStamp(cached.stamp, stamp)) return cached.record;
    cache.delete(entry.path);
    let lines: JsonLines<TranscriptEvent>;
    try {
      lines = await readLines(entry.path);
    } catch (cause) {
      return unreadableRecord(entry, cause);
    }
    const state = await stateOf(entry, lines);
    if (state === 'abandoned') {
      // sealed between our reading and the release of its lease?
      const again = await readLines(entry.path).catch(() => lines);
      if (isSealed(again.lines)) return recordOf(entry, again, 'sealed');
    }
    const record = recordOf(entry, lines, state === 'unsure' ? 'open' : state);
    if (state === 'sealed' && entry.bytes <= cachedBytes) remember(entry.path, stamp, record);
    return record;
  }

  /** unsure: open, as far as is known before the writer was watched for a term. */
  async function stateOf(entry: TranscriptEntry, { lines }: JsonLines<TranscriptEvent>): Promise<TranscriptState | 'unsure'> {
    if (isSealed(lines)) return 'sealed';
    const since = firstLooks.get(entry.path) ?? ports.clock.monotonic();
    firstLooks.set(entry.path, since);
    const started = lines[0]?.event;
    const life = await leases.look(started?.type === 'started' ? started.writer : '');
    if (life !== 'gone') return life === 'quiet' ? 'unsure' : 'open';
    if (lines.length > 1) return 'abandoned';
    // nothing but its start: its lease may be on the way
    return ports.clock.monotonic() - since >= deps.termMs ? 'abandoned' : 'unsure';
  }

  async function settle(entries: TranscriptEntry[], { signal, readOnly = false, onWait }: SettleOptions = {}): Promise<void> {
    for (let unsure = entries; ;) {
      const states = await Promise.all(unsure.map(async (entry) => stateOf(entry, await readLines(entry.path)).catch(() => 'unreadable')));
      unsure = unsure.filter((_, i) => states[i] === 'unsure');
      // also those that no transcript waits for, when their time is over
      if (!readOnly) await leases.clear();
      if (unsure.length === 0) return;
      onWait?.(unsure.length);
      await ports.clock.sleep(deps.termMs / 8, signal);
    }
  }

  async function readLines(file: string): Promise<JsonLines<TranscriptEvent>> {
    return parseTranscript(await readFile(file), ports.hash);
  }

  function remember(file: string, stamp: Stamp, record: TranscriptRecord): void {
    cache.set(file, { stamp, record });
    const oldest = cache.keys().next();
    if (cache.size > cachedRecords && !oldest.done) cache.delete(oldest.value);
  }

  async function close(): Promise<void> {
    await Promise.all([...open].map((stop) => stop()));
  }

  return { create, list, find, read, settle, close };
}

// a sealed transcript is read by the index, the tree and a dream in turn
const cachedRecords = 64;
const cachedBytes = 512 * 1024;

async function transcriptsOf(source: Source, skip?: SkipTranscript): Promise<TranscriptEntry[]> {
  const names = await listEventFiles(
    path.join(source.path, 'transcripts'),
    skip && ((name) => skip(name.slice(0, -'.jsonl'.length), source.id)),
  );
  return names.map(({ name, path: file, bytes }) => ({
    id: path.basename(name, '.jsonl'),
    source,
    path: file,
    file: `transcripts/${name}`,
    bytes,
  }));
}

function recordOf(entry: TranscriptEntry, { lines, torn }: JsonLines<TranscriptEvent>, state: TranscriptState): TranscriptRecord {
  const { id, source, path: file, file: name } = entry;
  const record: TranscriptRecord = { id, source, path: file, file: name, state, events: [], hashes: [], unreadable: [] };
  for (const line of lines) {
    if (line.event) {
      record.events.push(line.event);
      record.hashes.push(line.hash);
    } else {
      record.unreadable.push(line.unreadable);
    }
  }
  return torn ? { ...record, torn } : record;
}

function unreadableRecord(entry: TranscriptEntry, cause: unknown): TranscriptRecord {
  const reason = `${entry.file} cannot be read: ${reasonOf(cause)}`;
  const { id, source, path: file, file: name } = entry;
  const unreadable = [{ type: 'unreadable' as const, line: '', reason }];
  return { id, source, path: file, file: name, state: 'unreadable', events: [], hashes: [], unreadable };
}

/** Ids of reviews and dreams differ in their prefix; what follows it is ordered by time. */
function timePart(id: string): string {
  return id.slice(id.lastIndexOf('-') + 1);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
