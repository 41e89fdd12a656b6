/** Reads the course of weeks; what sealed transcripts and old versions of memory say is read once and kept, so that the cost follows what is new. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as z from 'zod';
import { hear, observationsIn, type Voices } from '../../core/dream/observation.js';
import { TrendRecord, trendRecordOf } from '../../core/dream/trend-record.js';
import { type MemorySize, type Trends, weeklyTrends, weekOf, weeksUpTo } from '../../core/dream/trends.js';
import { LessonStatus } from '../../core/memory/lesson.js';
import type { MemoryStore } from '../../core/memory/memory-store.js';
import type { Ledger, TranscriptEntry, TranscriptStore } from '../../core/transcript/transcript-store.js';
import { replaceFile } from '../ports/atomic-file.js';
import { makeFolder } from '../transcript/folders.js';

type Sizes = MemorySize['lessons'];

/** `read` by `<source>/<file>` with the bytes it had; null for a transcript that tells nothing. `sizes` by commit of memory. */
const CachedTrends = z.object({
  v: z.literal(1),
  read: z.record(z.string(), z.unknown()),
  sizes: z.record(z.string(), z.record(LessonStatus, z.int())),
});
const CachedRecord = z.tuple([z.int(), TrendRecord.nullable()]);
type Known = {
  read: Map<string, [bytes: number, record: TrendRecord | null]>;
  sizes: Map<string, Sizes>;
  /** Not written yet. */ changed: boolean;
};

export type TrendDeps = {
  transcripts: Pick<TranscriptStore, 'list' | 'read'>;
  ledger: Pick<Ledger, 'read'>;
  memory: Pick<MemoryStore, 'history' | 'read'>;
  /** Folder of the cache. */
  cacheDir: string;
};

export type TrendOptions = {
  signal?: AbortSignal;
  /** Transcripts read for the first time, of how many. */
  onProgress?: (done: number, total: number) => void;
};

/** So many lines of the ledger are taken in before the editor goes on. */
const heardAtOnce = 4000;

/** A first reading of many transcripts takes a while: what was read is kept this often. */
const keepEvery = 2000;

/** Calls share what one process knows, and run one after the other. */
export function trendReader(deps: TrendDeps): (options?: TrendOptions) => Promise<Trends> {
  const file = path.join(deps.cacheDir, 'trends-v1.json');
  let loading: Promise<Known> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  return (options = {}) => {
    const mine = turn.then(async () => read(deps, file, await (loading ??= load(file)), options));
    turn = mine.catch(() => undefined);
    return mine;
  };
}

async function read(deps: TrendDeps, file: string, known: Known, options: TrendOptions): Promise<Trends> {
  const problems: string[] = [];
  const records = await readRecords(deps, file, known, options, problems);
  const ledger = await deps.ledger.read();
  problems.push(...ledger.problems.map((p) => `${p.file}: ${p.reason}`));
  const memory = await readSizes(deps.memory, known, options.signal);
  if (known.changed) await keep(file, known, problems);
  await nextTurn();
  const voices = new Map<string, Voices>();
  for (const [order, line] of ledger.lines.entries()) {
    if (order % heardAtOnce === heardAtOnce - 1) await nextTurn();
    hear(voices, line, order);
  }
  await nextTurn();
  const observations = observationsIn(voices);
  await nextTurn();
  return { weeks: weeklyTrends(records, observations), memory, problems };
}

async function readRecords(
  { transcripts }: TrendDeps,
  file: string,
  known: Known,
  { signal, onProgress }: TrendOptions,
  problems: string[],
): Promise<TrendRecord[]> {
  const entries = await transcripts.list();
  const present = new Set(entries.map(keyOf));
  // a transcript that was forgotten takes its figures with it
  for (const key of known.read.keys()) if (!present.has(key)) known.changed = known.read.delete(key);
  const fresh = entries.filter((entry) => known.read.get(keyOf(entry))?.[0] !== entry.bytes);
  const unsealed: TrendRecord[] = [];
  for (const [index, entry] of fresh.entries()) {
    signal?.throwIfAborted();
    if (index % 20 === 0) {
      onProgress?.(index, fresh.length);
      // the editor goes on meanwhile
      await nextTurn();
    }
    const record = await transcripts.read(entry);
    if (record.state === 'open') continue;
    if (record.state === 'unreadable') {
      problems.push(`${record.path}: ${record.unreadable[0]?.reason ?? 'cannot be read'}`);
      continue;
    }
    const trend = trendRecordOf(record);
    if (record.state === 'sealed') {
      known.read.set(keyOf(entry), [entry.bytes, trend ?? null]);
      known.changed = true;
    } else if (trend) unsealed.push(trend);
    if (index % keepEvery === keepEvery - 1) await keep(file, known, problems);
  }
  return [...[...known.read.values()].flatMap(([, record]) => record ?? []), ...unsealed];
}

/** The size of memory at the end of each week in which there was one. */
async function readSizes(memory: TrendDeps['memory'], known: Known, signal?: AbortSignal): Promise<MemorySize[]> {
  const versions = (await memory.history()).toReversed();
  const lastOf = new Map<string, string>();
  for (const { at, commit } of versions) {
    const week = weekOf(at);
    if (week !== undefined) lastOf.set(week, commit);
  }
  const sizes: MemorySize[] = [];
  let last: Sizes | undefined;
  for (const week of weeksUpTo([...lastOf.keys()])) {
    signal?.throwIfAborted();
    const commit = lastOf.get(week);
    if (commit !== undefined) {
      last = known.sizes.get(commit);
      if (!last) {
        last = countLessons((await memory.read(commit)).lessons);
        known.sizes.set(commit, last);
        known.changed = true;
      }
    }
    if (last) sizes.push({ week, lessons: last });
  }
  return sizes;
}

function countLessons(lessons: readonly { status: LessonStatus }[]): Sizes {
  const sizes: Sizes = { proposed: 0, trial: 0, active: 0, dormant: 0, retired: 0 };
  for (const { status } of lessons) sizes[status] += 1;
  return sizes;
}

function keyOf({ source, file }: Pick<TranscriptEntry, 'source' | 'file'>): string {
  return `${source.id}/${file}`;
}

/** A missing or damaged cache is made anew. */
async function load(file: string): Promise<Known> {
  const nothing: Known = { read: new Map(), sizes: new Map(), changed: false };
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const value = text === undefined ? undefined : parseJson(text);
  await nextTurn();
  const parsed = CachedTrends.safeParse(value);
  if (!parsed.success) return nothing;
  const known: Known = { ...nothing, sizes: new Map(Object.entries(parsed.data.sizes)) };
  for (const [index, [key, value]] of Object.entries(parsed.data.read).entries()) {
    if (index % checkedAtOnce === 0) await nextTurn();
    const record = CachedRecord.safeParse(value);
    if (!record.success) return nothing;
    known.read.set(key, record.data);
  }
  return known;
}

/** So many records are checked before the editor goes on. */
const checkedAtOnce = 500;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function keep(file: string, known: Known, problems: string[]): Promise<void> {
  const { read, sizes } = known;
  known.changed = false;
  try {
    await makeFolder(path.dirname(file));
    await replaceFile(file, JSON.stringify({ v: 1, read: Object.fromEntries(read), sizes: Object.fromEntries(sizes) }));
  } catch (cause) {
    if (problems.length === 0) problems.push(`what was read cannot be kept: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
