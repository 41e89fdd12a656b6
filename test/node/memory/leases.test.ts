import assert from 'node:assert/strict';
import type { Lease, MemoryStore } from '../../../src/core/memory/memory-store.js';
import { add, lesson } from '../../core/memory/lessons.js';
import { fakePorts } from '../../support/ports.js';
import { tempMemory, type TempMemory } from './temp-memory.js';

async function take(store: MemoryStore, name: string): Promise<Lease> {
  const taken = await store.lease(name);
  return taken.state === 'held' ? taken.lease : assert.fail(taken.reason);
}

describe('leases', () => {
  let memory: TempMemory;
  beforeEach(async () => {
    memory = await tempMemory();
  });
  afterEach(() => memory.dispose());

  it('are held by one, and free again after their release', async () => {
    const [a, b] = [(await memory.open()).store, (await memory.open()).store];
    const lease = await take(a, 'dream');
    assert.match((await a.lease('dream')).state, /refused/);
    assert.deepEqual(await b.lease('dream'), { state: 'refused', reason: 'another window or terminal holds the lease “dream”' });
    await take(b, 'writer.w-1');
    await lease.release();
    await lease.release();
    assert.equal(lease.signal.aborted, false);
    await take(b, 'dream');
  });

  it('can be taken when the heartbeat stood still for the term on the own clock, however often it was asked for before', async () => {
    const ports = fakePorts();
    // the holder's next heartbeat is far away
    const [a, b] = [(await memory.open({ leaseTermMs: 1e8 })).store, (await memory.open({ ports, leaseTermMs: 6000 })).store];
    const lost = await take(a, 'dream');
    for (let ms = 0; ms < 6000; ms += 1000) {
      assert.equal((await b.lease('dream')).state, 'refused');
      ports.clock.advance(1000);
    }
    ports.clock.setWall('2036-01-01T00:00:00.000Z');
    const lease = await take(b, 'dream');
    assert.deepEqual(await a.apply([add(lesson())], { message: '', fence: lost }), {
      state: 'refused',
      reason: 'another process took the lease “dream”',
    });
    assert.equal((await a.read()).version, null);
    assert.equal((await b.apply([add(lesson())], { message: '', fence: lease })).state, 'applied');
    await lost.release();
    assert.equal(await memory.git('rev-parse', lease.fence().ref), lease.fence().object, 'a lost lease releases nobody else’s');
  });

  it('tell their holder when they are lost', async () => {
    const { store } = await memory.open({ leaseTermMs: 40 });
    const lease = await take(store, 'dream');
    await memory.git('update-ref', '-d', lease.fence().ref);
    await new Promise<void>((resolve) => lease.signal.addEventListener('abort', () => resolve()));
    assert.match(String(lease.signal.reason), /the lease “dream” was lost/);
    assert.deepEqual(await store.apply([add(lesson())], { message: '', fence: lease }), {
      state: 'refused',
      reason: 'the lease “dream” was lost',
    });
  });

  it('let memory move while their heartbeat moves too', async () => {
    const { store } = await memory.open({ leaseTermMs: 60 });
    const lease = await take(store, 'dream');
    const first = lease.fence().object;
    for (let n = 0; n < 15; n++)
      assert.equal((await store.apply([add(lesson({ id: `lesson-${n}` }))], { message: '', fence: lease })).state, 'applied');
    assert.notEqual(lease.fence().object, first);
    assert.equal((await store.read()).lessons.length, 15);
  });

  it('stop waiting when the caller gives up', async () => {
    const [a, b] = [(await memory.open()).store, (await memory.open()).store];
    await take(a, 'dream');
    const abort = new AbortController();
    const waiting = b.lease('dream', { wait: true, signal: abort.signal });
    abort.abort(new Error('closed'));
    await assert.rejects(waiting, /closed/);
  });

  it('have names that git can keep', async () => {
    const { store } = await memory.open();
    for (const name of ['', '../x', 'a..b', '-x', 'x.lock', 'a b', 'a/'])
      await assert.rejects(store.lease(name), /is not a name for a lease/);
    await take(store, 'dream');
    await assert.rejects(store.lease('dream/inner'), /cannot be taken: .*'refs\/leases\/dream' exists/);
  });

  it('are released when the memory is closed', async () => {
    const a = await memory.open();
    await take(a.store, 'dream');
    await a.close();
    assert.equal(await memory.git('for-each-ref'), '');
  });
});
