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

  const openLeases = async (writer: string) => {
    const ports = fakePorts();
    const repo = { root: dir, commonDir: path.join(dir, '.git'), reverieDir, writable: true };
    const memory = await openMemory({ repo, ports });
    const warnings: string[] = [];
    const leases = openWriterLeases({
      writer,
      memory: memory.store,
      readLeases: leasesOfMemory(reverieDir),
      clock: ports.clock,
      termMs: 1000,
      warn: (warning) => warnings.push(warning),
    });
    return { leases, memory, warnings };
  };

  it('are seen by another process while they are held, and gone when they are released', async () => {
    const writer = await openLeases('w-1');
    const reader = await openLeases('w-2');
    assert.equal(await reader.leases.look('w-1'), 'gone');
    await writer.leases.hold();
    assert.deepEqual(writer.warnings, []);
    assert.equal(await reader.leases.look('w-1'), 'alive');
    assert.equal(await reader.leases.look('w-3'), 'gone');
    await writer.leases.letGo();
    assert.equal(await reader.leases.look('w-1'), 'gone');
    await Promise.all([writer.memory.close(), reader.memory.close()]);
  });

  it('are unknown when the refs cannot be read', async () => {
    await mkdir(path.join(reverieDir, 'memory.git', 'refs', 'leases'), { recursive: true });
    await writeFile(path.join(reverieDir, 'memory.git', 'refs', 'leases', 'writer-w-1'), 'no object');
    const { leases, memory } = await openLeases('w-2');
    assert.equal(await leases.look('w-1'), 'unknown');
    await memory.close();
  });
});
