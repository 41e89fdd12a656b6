/** How long memory takes: one version written, all lessons loaded, a swap refused, on memories of 1,000 and 10,000 lessons. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { printLesson } from '../../src/core/memory/lesson-markdown.js';
import type { Lesson } from '../../src/core/memory/lesson.js';
import { lessonPath } from '../../src/node/memory/lesson-files.js';
import { importCommits } from '../../src/node/memory/fast-import.js';
import { openMemory } from '../../src/node/memory/memory-git.js';
import { memoryRepo, type MemoryRepo } from '../../src/node/memory/memory-repo.js';
import { systemPorts } from '../../src/node/ports/system-ports.js';
import { noObject, readRef } from '../../src/node/memory/refs.js';
import { add, codeEvidence, eventEvidence, lesson } from '../core/memory/lessons.js';
import { median, type BenchRow } from './bench-row.js';

const main = 'refs/heads/main';
const beside = 'refs/heads/bare';
const ports = systemPorts({ key: new Uint8Array(32) });

/** Times are medians in milliseconds of wall time, in one process, git included. */
export async function benchMemory(): Promise<{ rows: BenchRow[] }> {
  const rows: BenchRow[] = [];
  for (const [size, loadTarget] of [
    [1000, 150],
    [10_000, 1000],
  ] as const) {
    const dir = await mkdtemp(path.join(tmpdir(), 'reverie-bench-'));
    try {
      rows.push(...(await benchSize(dir, size, loadTarget)));
    } finally {
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    }
  }
  return { rows };
}

async function benchSize(reverieDir: string, size: number, loadTarget: number): Promise<BenchRow[]> {
  const repo = { reverieDir, writable: true };
  const raw = memoryRepo(repo);
  await raw.create();
  const lessons = Array.from({ length: size }, (_, n) => sample(n));
  const changes = lessons.map((value) => ({ path: lessonPath(value.id), text: printLesson(value) }));
  await importCommits(raw, { ref: main, parent: null, commits: [{ message: 'all at once', changes }], at: new Date() });
  const named = size.toLocaleString('en');

  const parsing = await openMemory({ repo, ports });
  const parsed = await time(() => parsing.store.read());
  await parsing.close();
  const loads: number[] = [];
  for (let round = 0; round < 5; round++) {
    const fresh = await openMemory({ repo, ports });
    loads.push(await time(() => fresh.store.read()));
    await fresh.close();
  }

  const memory = await openMemory({ repo, ports });
  const { store, auditRefs } = memory;
  await store.read();
  const writes: number[] = [];
  const bare: number[] = [];
  const anchors: number[] = [];
  for (let round = 0; round < 30; round++) {
    const op = add(sample(size + round), { id: ports.ids.next('op') });
    writes.push(
      await time(async () => {
        const result = await store.apply([op], { message: 'bench' });
        if (result.state !== 'applied') throw new Error(result.reason);
      }),
    );
    bare.push(await time(() => writeBare(raw, sample(size + 100 + round))));
    anchors.push(
      await time(() => auditRefs.anchor([{ source: 'bench', file: `transcripts/${round}.jsonl`, seq: 1, hash: 'a'.repeat(64) }])),
    );
  }
  const refusals: number[] = [];
  for (let round = 0; round < 10; round++) {
    const swap = `update refs/heads/main ${'1'.repeat(40)} ${'2'.repeat(40)}\n`;
    refusals.push(
      await time(async () => {
        if ((await raw.git(['update-ref', '--stdin'], swap)).code === 0) throw new Error('the swap was not refused');
      }),
    );
  }
  await memory.close();
  return [
    row(`one memory version, ${named} lessons`, median(writes), 60, median(bare)),
    row(`memory loaded with its cache, ${named} lessons`, median(loads), loadTarget),
    row(`memory loaded without its cache, ${named} lessons`, parsed, size * 0.8),
    row(`one seal anchored, ${named} lessons`, median(anchors), 20),
    { what: `a swap refused, ${named} lessons`, ours: ms(median(refusals)), reference: '' },
  ];
}

/** The same by git alone, without a plan and without a look at what is there. */
async function writeBare(raw: MemoryRepo, value: Lesson): Promise<void> {
  const tip = (await readRef(raw.dir, beside)) ?? (await readRef(raw.dir, main)) ?? noObject;
  const known = (await readRef(raw.dir, beside)) ? tip : noObject;
  const changes = [{ path: lessonPath(value.id), text: printLesson(value) }];
  const [commit] = await importCommits(raw, { ref: 'refs/bare', parent: tip, commits: [{ message: 'bare', changes }], at: new Date() });
  await raw.gitOk(['update-ref', '--stdin'], `update ${beside} ${commit} ${known}\ndelete refs/bare ${commit}\n`);
}

/** A lesson as dreams write them: a statement, a scope, an effect, five events and one place in the code. */
function sample(n: number): Lesson {
  const evidence = [
    ...Array.from({ length: 5 }, (_, i) => eventEvidence(n * 5 + i)),
    codeEvidence(`src/folder-${n % 50}/file-${n}.ts`, '  console.log(order)'),
  ];
  return lesson({
    id: `no-console-in-folder-${n % 50}-${n.toString(36).padStart(4, '0')}`,
    statement: `Console output is intended in src/folder-${n % 50}/file-${n}.ts`,
    body: 'The team dismissed these findings: the output is what the program is for.',
    scope: { paths: [`src/folder-${n % 50}/**`], languages: [], rules: [`no-console-${n}`], symbols: [] },
    evidence,
  });
}

async function time(task: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await task();
  return performance.now() - began;
}

function row(what: string, value: number, limit: number, bare?: number): BenchRow {
  const compared =
    bare === undefined ? { reference: '' } : { reference: `${ms(bare)} (git alone: fast-import, update-ref)`, ratio: value / bare };
  return { what, ours: ms(value), ...compared, target: `≤ ${limit} ms`, ok: value <= limit };
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
