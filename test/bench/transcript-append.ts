/** How much a durable, chained, redacted append costs beside the bare write and sync of the same bytes. */
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createRedact } from '../../src/core/analysis/redact.js';
import type { TranscriptPayload } from '../../src/core/transcript/transcript-event.js';
import { systemPorts } from '../../src/node/ports/system-ports.js';
import { createJsonlWriter } from '../../src/node/transcript/jsonl-writer.js';

type Row = { what: string; ours: string; reference: string; ratio: number; target?: string; ok?: boolean };

const target = 0.8;

/**
 * Ratios are ours / reference in events per second: higher is better. The two are measured in turn, and medians are compared.
 * In groups, one group is prepared while the one before it is being synced, as in a review that does not wait for each finding.
 */
export async function benchTranscriptAppend(): Promise<{ rows: Row[] }> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'reverie-bench-'));
  try {
    const rows: Row[] = [];
    for (const { what, groups, size } of [
      { what: 'transcript append, one by one', groups: 200, size: 1 },
      { what: 'transcript append, in groups of 50', groups: 60, size: 50 },
    ]) {
      const payloads = Array.from({ length: groups }, (_, g) => Array.from({ length: size }, (_, i) => payload(g * size + i)));
      const ours: number[] = [];
      const bare: number[] = [];
      // the first rounds warm the compiler and the disk up
      for (let round = -3; round < 15; round++) {
        const file = path.join(dir, `${size} ${round}`);
        const seconds = await appendOurs(file, payloads);
        const reference = await appendBare(`${file} bare`, await groupsOf(file, size));
        if (round < 0) continue;
        ours.push((groups * size) / seconds);
        bare.push((groups * size) / reference);
      }
      const ratio = median(ours) / median(bare);
      rows.push({
        what,
        ours: `${Math.round(median(ours))} events/s`,
        reference: `${Math.round(median(bare))} events/s (append + fdatasync of the same bytes)`,
        ratio,
        target: `≥ ${target}`,
        ok: ratio >= target,
      });
    }
    return { rows };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Seconds. Redacts with the real patterns. */
async function appendOurs(file: string, groups: TranscriptPayload[][]): Promise<number> {
  const ports = systemPorts({ key: new Uint8Array(32) });
  const writer = await createJsonlWriter<TranscriptPayload>(file, { ports, redact: createRedact(ports.hash), what: 'The bench' });
  const began = performance.now();
  let before: Promise<unknown> = Promise.resolve();
  for (const group of groups) {
    const appended = Promise.all(group.map((one) => writer.append(one)));
    // one by one means: not before the last one is on disk
    await (group.length === 1 ? appended : before);
    before = appended;
  }
  await before;
  const seconds = (performance.now() - began) / 1000;
  await writer.close();
  return seconds;
}

/** Seconds. */
async function appendBare(file: string, groups: Buffer[]): Promise<number> {
  const handle = await open(file, 'wx');
  const began = performance.now();
  for (const group of groups) {
    await handle.appendFile(group);
    await handle.datasync();
  }
  const seconds = (performance.now() - began) / 1000;
  await handle.close();
  return seconds;
}

async function groupsOf(file: string, size: number): Promise<Buffer[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
  const groups: Buffer[] = [];
  for (let i = 0; i < lines.length; i += size) groups.push(Buffer.from(`${lines.slice(i, i + size).join('\n')}\n`));
  return groups;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** A finding as analyzers write it: the event that there are most of. */
function payload(i: number): TranscriptPayload {
  return {
    type: 'finding',
    finding: {
      id: `f-01kbqxyz${String(i).padStart(18, '0')}`,
      fingerprint: `fp-${i}`.padEnd(32, 'a'),
      status: 'new',
      security: false,
      lessons: [],
      effects: [],
      category: 'correctness',
      severity: 'medium',
      confidence: 0.8,
      title: 'A promise is neither awaited nor returned',
      body: 'An error in `save` is lost, and what follows runs before it has ended. Await it, or say with `void` that it runs on its own.',
      rule: 'ts-floating-promise',
      source: { kind: 'analyzer', name: 'rules' },
      anchor: {
        state: 'exact',
        path: `src/orders/order-${i}.ts`,
        side: 'new',
        startLine: i + 1,
        endLine: i + 1,
        quote: `    save(order, { retries: ${i} });`,
        symbol: 'Orders.close',
        context: { before: ['const order = await this.load(id);'], after: ['return order;'] },
      },
    },
  };
}
