/** How long the explorer of memory takes to draw 10,000 lessons, and the dashboard to count 10,000 transcripts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { printLesson } from '../../src/core/memory/lesson-markdown.js';
import { type Lesson, LessonKind } from '../../src/core/memory/lesson.js';
import type { Memory } from '../../src/core/memory/memory-store.js';
import type { TranscriptEvent } from '../../src/core/transcript/transcript-event.js';
import type { TranscriptEntry, TranscriptRecord } from '../../src/core/transcript/transcript-store.js';
import { trendReader } from '../../src/node/dream/trend-reader.js';
import { importCommits } from '../../src/node/memory/fast-import.js';
import { openMemory } from '../../src/node/memory/memory-git.js';
import { memoryRepo } from '../../src/node/memory/memory-repo.js';
import { systemPorts } from '../../src/node/ports/system-ports.js';
import { lessonTooltip } from '../../src/vscode/lesson-words.js';
import { matchesFilter, parseFilter } from '../../src/vscode/memory-filter.js';
import { memoryTree, type MemoryNode } from '../../src/vscode/memory-tree.js';
import { codeEvidence, eventEvidence, finding, lesson } from '../core/memory/lessons.js';
import { median, type BenchRow } from './bench-row.js';

const size = 10_000;
const fresh = 20;

/** Times are medians in milliseconds of wall time, in one process, git included. */
export async function benchExplorer(): Promise<{ rows: BenchRow[] }> {
  const dir = await mkdtemp(path.join(tmpdir(), 'reverie-bench-'));
  try {
    return { rows: [...(await benchTree(path.join(dir, 'memory'))), ...(await benchTrends(path.join(dir, 'cache')))] };
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function benchTree(reverieDir: string): Promise<BenchRow[]> {
  const repo = { reverieDir, writable: true };
  const ports = systemPorts({ key: new Uint8Array(32) });
  const raw = memoryRepo(repo);
  await raw.create();
  const changes = Array.from({ length: size }, (_, n) => sample(n)).map((l) => ({ path: `lessons/${l.id}.md`, text: printLesson(l) }));
  await importCommits(raw, { ref: 'refs/heads/main', parent: null, commits: [{ message: 'all at once', changes }], at: new Date() });
  const first = await openMemory({ repo, ports });
  const memory = await first.store.read();
  await first.close();

  const cold: number[] = [];
  for (let round = 0; round < 5; round++) {
    const opened = await openMemory({ repo, ports });
    cold.push(await time(async () => draw(await opened.store.read(), '')));
    await opened.close();
  }
  const warm: number[] = [];
  const filtered: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < 15; round++) {
    warm.push(await time(() => draw(memory, '')));
    filtered.push(await time(() => draw(memory, 'rule:no-console-9 status:active folder')));
    // what any list has to do: all of them sorted
    plain.push(await time(() => memory.lessons.toSorted((a, b) => b.confidence - a.confidence || (a.id < b.id ? -1 : 1))));
  }
  return [
    row(`tree's first paint, ${named} lessons`, median(warm), 200, { value: median(plain), what: 'sorting alone' }),
    row(`tree filtered while typing, ${named} lessons`, median(filtered), 200),
    { what: `tree's first paint in a new process, memory read with its cache, ${named} lessons`, ours: ms(median(cold)), reference: '' },
  ];
}

const named = size.toLocaleString('en');

/** What the view makes of memory before it can be seen: the nodes, and texts and tooltips of all rows that are sent to the editor. */
function draw(memory: Memory, query: string): number {
  const filter = parseFilter(query);
  const nodes = memoryTree(memory, [], { now: new Date(), ...(filter && { filter }) });
  const sent = (node: MemoryNode): number =>
    node.kind === 'group'
      ? node.children.reduce((sum, child) => sum + sent(child), node.title.length)
      : node.kind === 'lesson'
        ? node.description.length + node.label.length + lessonTooltip(node.lesson, node).length
        : node.title.length;
  const length = nodes.reduce((sum, node) => sum + sent(node), 0);
  const found = filter
    ? memory.lessons.filter((l) => matchesFilter(l, filter, { problems: new Map(), unverified: memory.unverified }))
    : [];
  if (filter && found.length === 0) throw new Error('the filter of the bench finds nothing');
  return length;
}

async function benchTrends(cacheDir: string): Promise<BenchRow[]> {
  const source = { id: 'bench', kind: 'vscode', path: '/bench', createdAt: '' } as const;
  const entries: TranscriptEntry[] = Array.from({ length: size + fresh }, (_, n) => {
    const file = `transcripts/r-${String(n).padStart(6, '0')}.jsonl`;
    return { id: `r-${n}`, source, path: `/bench/${file}`, file, bytes: 1000 + n };
  });
  let listed = entries.slice(0, size);
  const transcripts = {
    list: () => Promise.resolve(listed),
    read: (entry: TranscriptEntry) => Promise.resolve(record(entry, Number(entry.id.slice(2)))),
  };
  const nothing = { history: () => Promise.resolve([]), read: () => Promise.reject(new Error('there is no version')) };
  const deps = {
    transcripts,
    ledger: { read: () => Promise.resolve({ lines: [], problems: [], marks: new Map() }) },
    memory: nothing,
    cacheDir,
  };
  const counted = await time(() => trendReader(deps)());
  listed = entries;
  const again: number[] = [];
  for (let round = 0; round < 5; round++) {
    // the new ones are new each time, as the reader of this round is
    listed = entries.map((e, n) => (n < size ? e : { ...e, bytes: e.bytes + round }));
    again.push(await time(() => trendReader(deps)()));
  }
  return [
    {
      what: `dashboard: ${named} transcripts counted for the first time, without reading them from disk`,
      ours: ms(counted),
      reference: '',
    },
    row(`dashboard opened in a new process, ${named} transcripts known and ${fresh} new`, median(again), 1000),
  ];
}

function record(entry: TranscriptEntry, n: number): TranscriptRecord {
  const at = new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString();
  const started = { type: 'started', kind: 'review', id: entry.id, at };
  const found = Array.from({ length: 8 }, (_, i) => ({
    type: 'finding',
    at,
    finding: finding({ fingerprint: `${n}-${i}`.padStart(16, '0') }),
  }));
  const usage = { inputTokens: 100, outputTokens: 10, cachedTokens: 0, costUsd: 0.01, requests: 1, wallMs: 5 };
  const events = [started, ...found, { type: 'ended', at, state: 'done', usage, counts: {} }] as unknown as TranscriptEvent[];
  return { ...entry, state: 'sealed', events, hashes: [], unreadable: [] };
}

function sample(n: number): Lesson {
  const kinds = LessonKind.options;
  return lesson({
    id: `no-console-in-folder-${n % 50}-${n.toString(36).padStart(4, '0')}`,
    kind: kinds[n % kinds.length] ?? 'convention',
    statement: `Console output is intended in src/folder-${n % 50}/file-${n}.ts`,
    body: 'The team dismissed these findings: the output is what the program is for.',
    confidence: ((n * 7919) % 1000) / 1000,
    scope: { paths: [`src/folder-${n % 50}/**`], languages: [], rules: [`no-console-${n % 100}`], symbols: [] },
    evidence: [
      ...Array.from({ length: 5 }, (_, i) => eventEvidence(n * 5 + i)),
      codeEvidence(`src/folder-${n % 50}/file-${n}.ts`, '  x()'),
    ],
  });
}

async function time(task: () => unknown): Promise<number> {
  const began = performance.now();
  await task();
  return performance.now() - began;
}

function row(what: string, value: number, limit: number, beside?: { value: number; what: string }): BenchRow {
  const compared = beside ? { reference: `${ms(beside.value)} (${beside.what})`, ratio: value / beside.value } : { reference: '' };
  return { what, ours: ms(value), ...compared, target: `≤ ${limit} ms`, ok: value <= limit };
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
