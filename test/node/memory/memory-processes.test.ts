import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { add, lesson } from '../../core/memory/lessons.js';
import { systemPorts } from '../../../src/node/ports/system-ports.js';
import { buildMemoryChild } from './build-memory-child.js';
import { killWriters } from './kill-writers.js';
import { type Child, listen } from './listen.js';
import { tempMemory, type TempMemory } from './temp-memory.js';

describe('memory among processes', function () {
  this.timeout(120_000);
  let script: string;
  let memory: TempMemory;
  let children: Child[] = [];
  before(async () => {
    script = await buildMemoryChild();
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

  it('two writers of 500 operations each at once lose nothing, double nothing and keep history linear', async function () {
    this.timeout(300_000);
    const count = 500;
    const writers = ['left', 'right'].map((name) => run('apply', 30_000, name, `${count}`, '20'));
    const said = await Promise.all(writers.map((writer) => writer.ended));
    assert.deepEqual(
      said.map((s) => s.reduce((sum, line) => sum + (line.applied?.length ?? 0), 0)),
      [count, count],
    );
    assert.deepEqual(
      said.flat().flatMap((line) => line.refused ?? []),
      [],
    );
    const { store } = await here();
    const expected = ['left', 'right'].flatMap((name) => Array.from({ length: count }, (_, n) => `${name}-${n}`)).sort();
    assert.deepEqual((await store.read()).lessons.map((l) => l.id).sort(), expected);
    const operations = (await store.history()).flatMap((version) => version.operations.map((op) => op.id));
    assert.deepEqual(operations.toSorted(), expected.map((id) => `op-${id}`).sort());
    assert.equal(await memory.git('rev-list', '--count', '--min-parents=2', 'main'), '0');
    assert.equal(await memory.git('rev-list', '--count', 'main'), `${2 * count + 1}`);
    const subjects = (await memory.git('log', '--format=%s', 'main')).split('\n');
    assert.deepEqual(subjects.toSorted(), ['Begin this memory', ...expected.map((id) => `add ${id}: ${id}`)].sort());
    const writer = (subject: string) => subject.split('-')[0];
    assert.ok(
      subjects.filter((s, i) => i > 0 && writer(s) !== writer(subjects[i - 1] ?? '')).length > 10,
      'they did not write at the same time',
    );
    assert.equal(await memory.git('for-each-ref', '--format=%(refname)'), 'refs/heads/main');
    await memory.git('fsck', '--strict');
  });

  it('kill -9 while writing loses nothing acknowledged, leaves memory whole, and the next write works', async function () {
    this.timeout(300_000);
    const report = await killWriters({ script, rounds: 20 });
    assert.ok(report.acknowledged >= 60, `too little was done before the kills: ${JSON.stringify(report)}`);
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
