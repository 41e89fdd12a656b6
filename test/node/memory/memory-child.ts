/**
 * A process of its own on a memory; it says what was acknowledged, one JSON a line.
 *   apply <reverie dir> <lock term ms> <prefix> <count> [<most>]    applies <count> operations, one to <most> at a time (1 when absent)
 *   lease <reverie dir> <lease term ms> <name>             takes a lease, then on each line of input applies an operation under it
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openMemory } from '../../../src/node/memory/memory-git.js';
import { systemPorts } from '../../../src/node/ports/system-ports.js';
import { add, lesson } from '../../core/memory/lessons.js';

/** One line of output; which fields are there depends on what was asked. */
export type Said = { applied?: string[]; state?: string; reason?: string; held?: string; lost?: string; refused?: unknown[] };

const [mode, reverieDir = '', term = '', name = '', count = '0', most = '1'] = process.argv.slice(2);
const say = (what: Said) => writeSync(1, `${JSON.stringify(what)}\n`);
const memory = await openMemory({
  repo: { reverieDir, writable: true },
  ports: systemPorts({ key: new Uint8Array(32) }),
  ...(mode === 'lease' ? { leaseTermMs: Number(term) } : { lockTermMs: Number(term) }),
});
const { store } = memory;
const operation = (id: string) => add(lesson({ id, statement: id }), { id: `op-${id}` });

if (mode === 'apply') {
  for (let n = 0, size = 1; n < Number(count); n += size, size = (size % Number(most)) + 1) {
    const ids = Array.from({ length: Math.min(size, Number(count) - n) }, (_, i) => `${name}-${n + i}`);
    const result = await store.apply(
      ids.map((id) => operation(id)),
      { message: '' },
    );
    say(result.state === 'applied' ? { applied: result.operations, refused: result.refused } : result);
  }
} else {
  const taken = await store.lease(name);
  say(taken.state === 'held' ? { held: name } : taken);
  if (taken.state === 'held') {
    const { lease } = taken;
    lease.signal.addEventListener('abort', () => say({ lost: String(lease.signal.reason) }));
    for await (const line of createInterface({ input: process.stdin })) {
      if (line === 'release') await lease.release();
      else say(await store.apply([operation(line)], { message: '', fence: lease }));
    }
  }
}
await memory.close();
