/** Kills two processes that write operations to one memory, again and again, and checks after each kill what is left. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { systemPorts } from '../../../src/node/ports/system-ports.js';
import { add, lesson } from '../../core/memory/lessons.js';
import { listen } from './listen.js';
import { tempMemory } from './temp-memory.js';

/** After a writer's first word, a random time up to this (ms) goes by before it is killed: several versions long. */
const longestWait = 60;
/** A lock is believed dead after this (ms). */
const lockTermMs = 300;

/** Rejects with an AssertionError that says what was lost. `script`: see `buildMemoryChild`. */
export async function killWriters({
  script,
  rounds,
}: {
  script: string;
  rounds: number;
}): Promise<{ acknowledged: number; versions: number }> {
  const memory = await tempMemory();
  const acknowledged: string[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const writers = ['a', 'b'].map((name) =>
        listen(spawn(process.execPath, [script, 'apply', memory.reverieDir, `${lockTermMs}`, `${name}${round}`, '10000', '3'])),
      );
      try {
        await Promise.all(writers.map((writer) => writer.says((said) => said.applied !== undefined)));
        await new Promise((resolve) => setTimeout(resolve, Math.random() * longestWait));
      } finally {
        for (const writer of writers) writer.process.kill('SIGKILL');
      }
      for (const writer of writers) acknowledged.push(...(await writer.ended).flatMap((said) => said.applied ?? []));

      const next = await memory.open({ ports: systemPorts({ key: new Uint8Array(32) }), lockTermMs });
      const op = add(lesson({ id: `next-${round}` }), { id: `op-next-${round}` });
      const written = await next.store.apply([op], { message: '' });
      assert.equal(written.state, 'applied', `the write after round ${round} was refused`);
      acknowledged.push(op.id);
      const { lessons, broken } = await next.store.read();
      const there = new Set(lessons.map((l) => `op-${l.id}`));
      const lost = acknowledged.filter((id) => !there.has(id));
      assert.deepEqual({ lost, broken }, { lost: [], broken: [] }, `after round ${round}`);
      await next.close();
      await memory.git('fsck', '--strict');
    }
    const { store } = await memory.open({ ports: systemPorts({ key: new Uint8Array(32) }) });
    const history = await store.history();
    const operations = history.flatMap((version) => version.operations.map((op) => op.id));
    assert.equal(new Set(operations).size, operations.length, 'an operation is in history twice');
    const lessons = new Set((await store.read()).lessons.map((l) => `op-${l.id}`));
    assert.deepEqual(new Set(operations), lessons);
    assert.equal(await memory.git('rev-list', '--count', '--min-parents=2', 'main'), '0', 'history is not linear');
    return { acknowledged: acknowledged.length, versions: history.length };
  } finally {
    await memory.dispose();
  }
}
