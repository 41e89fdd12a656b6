import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { add, lesson } from '../../core/memory/lessons.js';
import { systemPorts } from '../../../src/node/ports/system-ports.js';
import type { Said } from './memory-child.js';
import { tempMemory, type TempMemory } from './temp-memory.js';

describe('memory among processes', function () {
  this.timeout(120_000);
  let script: string;
  let memory: TempMemory;
  let children: Child[] = [];
  before(async () => {
    script = path.join(process.env['REVERIE_TEST_OUT'] ?? os.tmpdir(), 'memory-child.mjs');
    await build({
      entryPoints: [path.resolve('test/node/memory/memory-child.ts')],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    });
  });
  beforeEach(async () => {
    memory = await tempMemory();
  });
  afterEach(async () => {
    for (const child of children) child.process.kill('SIGKILL');
    await Promise.all(children.map((child) => child.ended));
    children = [];
    await memory.dispose();
  });

  const run = (mode: 'apply' | 'lease', term: number, ...args: string[]): Child => {
    const child = listen(spawn(process.execPath, [script, mode, memory.reverieDir, `${term}`, ...args]));
    children.push(child);
    return child;
  };
  const here = () => memory.open({ ports: systemPorts({ key: new Uint8Array(32) }), lockTermMs: 300, leaseTermMs: 400 });

  it('two writers at once lose nothing, double nothing and keep history linear', async () => {
    const count = 100;
    const writers = ['left', 'right'].map((name) => run('apply', 30_000, name, `${count}`));
    const said = await Promise.all(writers.map((writer) => writer.ended));
    assert.deepEqual(
      said.map((s) => s.filter((line) => line.applied?.length === 1).length),
      [count, count],
    );
    const { store } = await here();
    const expected = ['left', 'right'].flatMap((name) => Array.from({ length: count }, (_, n) => `${name}-${n}`)).sort();
    assert.deepEqual((await store.read()).lessons.map((l) => l.id).sort(), expected);
    const operations = (await store.history()).flatMap((version) => version.operations.map((op) => op.id));
    assert.deepEqual(operations.toSorted(), expected.map((id) => `op-${id}`).sort());
    assert.equal(await memory.git('rev-list', '--count', '--min-parents=2', 'main'), '0');
    assert.equal(await memory.git('rev-list', '--count', 'main'), `${2 * count + 1}`);
    assert.equal(await memory.git('for-each-ref', '--format=%(refname)'), 'refs/heads/main');
    await memory.git('fsck', '--strict');
  });

  it('kill -9 while writing loses nothing acknowledged, leaves memory whole, and the next write works', async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < 20; round++) {
      const writers = [run('apply', 300, `a${round}`, '10000'), run('apply', 300, `b${round}`, '10000')];
      await Promise.all(writers.map((writer) => writer.says((said) => said.applied !== undefined)));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      for (const writer of writers) writer.process.kill('SIGKILL');
      for (const writer of writers) acknowledged.push(...(await writer.ended).flatMap((said) => said.applied ?? []));

      const next = await here();
      const op = add(lesson({ id: `next-${round}` }), { id: `op-next-${round}` });
      assert.equal((await next.store.apply([op], { message: '' })).state, 'applied');
      acknowledged.push(op.id);
      await next.close();
    }
    const { store } = await here();
    const { lessons, broken } = await store.read();
    const there = new Set(lessons.map((l) => `op-${l.id}`));
    assert.ok(acknowledged.length >= 60);
    assert.deepEqual(
      acknowledged.filter((op) => !there.has(op)),
      [],
    );
    assert.deepEqual(broken, []);
    const operations = (await store.history()).flatMap((version) => version.operations.map((op) => op.id));
    assert.equal(new Set(operations).size, operations.length, 'an operation is in history twice');
    assert.deepEqual(new Set(operations), there);
    await memory.git('fsck', '--strict');
  });

  it('makes one good repository of all who come first', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, (_, n) => run('apply', 30_000, `p${n}`, '1').ended));
    assert.deepEqual(
      all.flat().map((said) => said.applied?.length),
      [1, 1, 1, 1],
    );
    assert.equal((await (await here()).store.read()).lessons.length, 4);
  });

  it('exactly one of many takes a lease, and the next one after its release', async () => {
    const all = Array.from({ length: 4 }, () => run('lease', 60_000, 'dream'));
    const first = await Promise.all(all.map((child) => child.says(() => true)));
    assert.equal(first.filter((said) => said.held).length, 1, JSON.stringify(first));
    const refused = first.filter((said) => said.state === 'refused');
    assert.deepEqual(new Set(refused.map((said) => said.reason)), new Set(['another window or terminal holds the lease “dream”']));
    const holder = all[first.findIndex((said) => said.held)] ?? assert.fail();
    holder.process.stdin.end('release\n');
    await holder.ended;
    assert.deepEqual(await run('lease', 60_000, 'dream').says(() => true), { held: 'dream' });
  });

  it('a living holder keeps its lease against one who waits; a killed one loses it after the term', async () => {
    const holder = run('lease', 400, 'dream');
    await holder.says((said) => said.held !== undefined);
    const { store } = await here();
    assert.equal((await store.lease('dream', { wait: true })).state, 'refused');
    holder.process.kill('SIGKILL');
    await holder.ended;
    assert.equal((await store.lease('dream')).state, 'refused', 'not before the term is over');
    const taken = await store.lease('dream', { wait: true });
    assert.equal(taken.state, 'held');
  });

  it('a holder that stalled for longer than its term cannot move memory afterwards', async function () {
    if (process.platform === 'win32') this.skip();
    const holder = run('lease', 400, 'dream');
    await holder.says((said) => said.held !== undefined);
    holder.process.stdin.write('before\n');
    assert.equal((await holder.says((said) => said.state !== undefined)).state, 'applied');
    holder.process.kill('SIGSTOP');
    const { store } = await here();
    const taken = await store.lease('dream', { wait: true });
    assert.ok(taken.state === 'held');
    holder.process.stdin.write('after\n');
    holder.process.kill('SIGCONT');
    const refused = await holder.says((said) => said.state === 'refused');
    assert.match(refused.reason ?? '', /lease “dream”/);
    await holder.says((said) => said.lost !== undefined);
    assert.deepEqual(
      (await store.read()).lessons.map((l) => l.id),
      ['before'],
    );
    assert.equal((await store.apply([add(lesson({ id: 'mine' }))], { message: '', fence: taken.lease })).state, 'applied');
    assert.equal(taken.lease.signal.aborted, false);
  });
});

type Child = {
  process: ChildProcessWithoutNullStreams;
  /** The first thing said that passes, said already or later; rejects when the process ends before. */
  says(passes: (said: Said) => boolean): Promise<Said>;
  /** All that was said, once the process is gone. */
  ended: Promise<Said[]>;
};

function listen(child: ChildProcessWithoutNullStreams): Child {
  let text = '';
  let errors = '';
  const waiting = new Set<() => void>();
  // what is behind the last newline was cut off by a kill
  const said = () =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Said);
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
    for (const look of waiting) look();
  });
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
  child.stdin.on('error', () => undefined);
  const ended = new Promise<Said[]>((resolve, reject) => {
    child.on('close', () => {
      if (errors) reject(new Error(errors));
      else resolve(said());
      for (const look of waiting) look();
    });
  });
  ended.catch(() => undefined);
  return {
    process: child,
    ended,
    says: (passes) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = said().find(passes);
          const gone = child.exitCode !== null || child.signalCode !== null;
          if (!found && !gone) return;
          waiting.delete(look);
          if (found) resolve(found);
          else reject(new Error(`the process ended: ${text}${errors}`));
        };
        waiting.add(look);
        look();
      }),
  };
}
