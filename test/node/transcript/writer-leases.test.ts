import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openMemory } from '../../../src/node/memory/memory-git.js';
import { leasesOfMemory, openWriterLeases } from '../../../src/node/transcript/writer-leases.js';
import { fakePorts } from '../../support/ports.js';

describe("writers' leases in the memory repository", () => {
  let dir: string;
  let reverieDir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'reverie-leases-'));
    reverieDir = path.join(dir, '.git', 'reverie');
    await mkdir(reverieDir, { recursive: true });
  });
  afterEach(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));

  const readLeases = () => leasesOfMemory(reverieDir)();

  const openLeases = async (writer: string, { heartbeatTermMs = 6000 } = {}) => {
    const ports = fakePorts();
    const repo = { root: dir, commonDir: path.join(dir, '.git'), reverieDir, writable: true };
    const memory = await openMemory({ repo, ports, leaseTermMs: heartbeatTermMs });
    const warnings: string[] = [];
    const leases = openWriterLeases({
      writer,
      memory: memory.store,
      readLeases: leasesOfMemory(reverieDir),
      clock: ports.clock,
      termMs: 1000,
      warn: (warning) => warnings.push(warning),
    });
    return { leases, memory, warnings, clock: ports.clock };
  };

  it('are seen by another process while they are held, and gone when they are released', async () => {
    const writer = await openLeases('w-1');
    const reader = await openLeases('w-2');
    assert.equal(await reader.leases.look('w-1'), 'gone');
    await writer.leases.hold();
    assert.deepEqual(writer.warnings, []);
    assert.equal(await reader.leases.look('w-1'), 'quiet');
    assert.equal(await reader.leases.look('w-3'), 'gone');
    await writer.leases.letGo();
    assert.equal(await reader.leases.look('w-1'), 'gone');
    await Promise.all([writer.memory.close(), reader.memory.close()]);
  });

  it('that a killed process left are cleared by whoever saw them stand still for a term, and no sooner', async () => {
    const writer = await openLeases('w-1');
    await writer.leases.hold();
    const reader = await openLeases('w-2');
    await reader.leases.clear();
    reader.clock.advance(999);
    await reader.leases.clear();
    assert.deepEqual([...((await readLeases()) ?? [])].length, 1);
    reader.clock.advance(1);
    assert.equal(await reader.leases.look('w-1'), 'gone');
    await reader.leases.clear();
    assert.deepEqual([...((await readLeases()) ?? [])], []);
    await Promise.all([writer.memory.close(), reader.memory.close()]);
  });

  it('that beat meanwhile are not cleared', async () => {
    const writer = await openLeases('w-1');
    await writer.leases.hold();
    const before = (await readLeases())?.get('w-1') ?? '';
    await writer.leases.letGo();
    await writer.leases.hold();
    await writer.memory.store.clearLease('writer-w-1', before);
    assert.equal((await readLeases())?.size, 1);
    await writer.memory.close();
  });

  it('are taken again by a process that was taken for dead and lives', async () => {
    const { leases, memory } = await openLeases('w-1', { heartbeatTermMs: 40 });
    await leases.hold();
    let before = '';
    // its heartbeat may be faster than the first tries to clear it
    while ((await readLeases())?.size !== 0) {
      before = (await readLeases())?.get('w-1') ?? '';
      if (before) await memory.store.clearLease('writer-w-1', before);
    }
    while ((await readLeases())?.size !== 1) await new Promise((resolve) => setTimeout(resolve, 5));
    await leases.letGo();
    assert.equal((await readLeases())?.size, 0);
    await memory.close();
  });

  it('are unknown when the refs cannot be read', async () => {
    await mkdir(path.join(reverieDir, 'memory.git', 'refs', 'leases'), { recursive: true });
    await writeFile(path.join(reverieDir, 'memory.git', 'refs', 'leases', 'writer-w-1'), 'no object');
    const { leases, memory } = await openLeases('w-2');
    assert.equal(await leases.look('w-1'), 'unknown');
    await memory.close();
  });
});
