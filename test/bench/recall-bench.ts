/** How long recall takes for a change of 50 files, on memories of 1,000 and 10,000 lessons, beside a search index over all lessons. */
import MiniSearch from 'minisearch';
import { chooseLessons } from '../../src/core/memory/choose-lessons.js';
import type { Lesson } from '../../src/core/memory/lesson.js';
import type { Memory } from '../../src/core/memory/memory-store.js';
import { recall } from '../../src/core/memory/recall.js';
import { termsOf } from '../../src/core/memory/terms.js';
import { sha256Hasher } from '../../src/node/ports/sha256-hasher.js';
import { codeEvidence, eventEvidence, lesson } from '../core/memory/lessons.js';
import { median, type BenchRow } from './bench-row.js';

const folders = 60;
const hash = sha256Hasher(new Uint8Array(32));

/** Warm: the lessons have been recalled before in this process, as in an editor; cold: never. Medians in milliseconds of wall time. */
export async function benchRecall(): Promise<{ rows: BenchRow[] }> {
  return { rows: [...benchSize(1000, 20), ...benchSize(10_000, 60)] };
}

function benchSize(size: number, limit: number): BenchRow[] {
  const memory = memoryOf(Array.from({ length: size }, (_, n) => sample(n)));
  // two files in each of 25 folders: 5 in 12 lessons name one of them, the others another folder or no folder at all
  const paths = Array.from({ length: 50 }, (_, n) => `src/folder-${n % 25}/file-${n}.ts`);
  const lines = new Map(paths.map((path, n) => [path, codeOf(n)]));
  const text = [...lines.values()].flatMap((code) => code.slice(0, 40)).join('\n');
  const input = { paths, codeAt: (path: string) => lines.get(path), hash };
  const once = () => chooseLessons(recall(memory, input).recalled, { paths, text });
  const cold = time(once);
  const warm = Array.from({ length: 15 }, () => time(once));
  const { recalled } = recall(memory, input);
  const { chosen, leftOut } = once();
  const search = wholeIndex(memory.lessons);
  const searched = Array.from({ length: 5 }, () => time(() => search(text, new Set(recalled.map((r) => r.lesson.id)))));
  const named = `${size.toLocaleString('en')} lessons`;
  const value = median(warm);
  return [
    {
      what: `recall for a 50-file change, ${named}: ${recalled.length} in scope, ${chosen.length} chosen, ${leftOut.length} left out with a reason`,
      ours: ms(value),
      reference: `${ms(median(searched))} (minisearch over all lessons, filtered by scope)`,
      ratio: value / median(searched),
      target: `≤ ${limit} ms`,
      ok: value <= limit,
    },
    { what: `the same for the first time in a process, ${named}`, ours: ms(cold), reference: '' },
  ];
}

function memoryOf(lessons: Lesson[]): Pick<Memory, 'lessons' | 'blobs' | 'unverified'> {
  return { lessons, blobs: new Map(), unverified: new Set() };
}

const nouns =
  'cart price order user token session cache ledger retry queue lock stream socket parser cursor batch index report budget lesson'.split(
    ' ',
  );
const word = (n: number): string => nouns[(n * 7919) % nouns.length] ?? 'cart';

function codeOf(n: number): string[] {
  return Array.from({ length: 300 }, (_, i) => `  const ${word(n + i)}${word(i)}${i % 17} = await read${word(i + 3)}(${word(n)}, ${i});`);
}

function sample(n: number): Lesson {
  const folder = n % folders;
  const scoped = n % 6 !== 0;
  return lesson({
    id: `lesson-${n.toString(36).padStart(4, '0')}`,
    statement: `The ${word(n)} of a ${word(n + 5)} is read before the ${word(n + 11)} in folder ${folder}`,
    body: `A person said so of ${word(n + 2)}${word(n + 3)} and of read${word(n)}: the ${word(n + 9)} depends on it.`,
    kind: n % 3 ? 'false-alarm' : 'convention',
    confidence: 0.5 + (n % 50) / 100,
    scope: {
      paths: scoped ? [`src/folder-${folder}/**`] : [],
      languages: n % 5 ? [] : ['typescript'],
      rules: n % 2 ? [`rule-${n % 40}`] : [],
      symbols: [],
    },
    evidence: [
      ...Array.from({ length: 5 }, (_, i) => eventEvidence(n * 5 + i)),
      codeEvidence(`src/folder-${folder}/file-${folder}.ts`, codeOf(folder)[n % 300] ?? ''),
    ],
  });
}

/** The other way: one index of all lessons, asked with the same words. */
function wholeIndex(lessons: readonly Lesson[]): (text: string, inScope: ReadonlySet<string>) => unknown {
  const index = new MiniSearch<{ id: string; statement: string; body: string }>({ fields: ['statement', 'body'] });
  index.addAll(lessons.map(({ id, statement, body }) => ({ id, statement, body })));
  return (text, inScope) => {
    const words = [...termsOf(text).keys()].join(' ');
    return index.search(words, { filter: ({ id }) => inScope.has(id as string) });
  };
}

function time(task: () => unknown): number {
  const began = performance.now();
  task();
  return performance.now() - began;
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
