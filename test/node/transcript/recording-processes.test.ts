import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { build } from 'esbuild';
import { systemPorts } from '../../../src/node/ports/system-ports.js';
import { openRecords } from '../../../src/node/transcript/records.js';
import { fakeAuditRefs, fakeLeases } from '../../support/fake-leases.js';
import type { Acknowledged } from '../../support/recording-child.js';

type Child = ChildProcessByStdio<null, Readable, Readable>;

describe('recording in processes of their own', function () {
  this.timeout(120_000);
  let script: string;
  let dir: string;
  let reverieDir: string;
  before(async () => {
    script = path.join(process.env.REVERIE_TEST_OUT ?? os.tmpdir(), 'recording-child.mjs');
    await build({
      entryPoints: [path.resolve('test/support/recording-child.ts')],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    });
  });
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'reverie-processes-'));
    reverieDir = path.join(dir, '.git', 'reverie');
  });
  afterEach(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));

  const child = (count: number, size = 10): Child =>
    spawn(process.execPath, [script, reverieDir, `${count}`, `${size}`], { stdio: ['ignore', 'pipe', 'pipe'] });

  const open = () => {
    const ports = systemPorts({ key: new Uint8Array(32) });
    return openRecords({
      repo: { root: dir, commonDir: path.join(dir, '.git'), reverieDir, writable: true },
      storage: reverieDir,
      kind: 'cli',
      ports,
      redact: (text) => text,
      memory: fakeLeases(),
      readLeases: async () => new Map(),
      auditRefs: fakeAuditRefs(),
      tool: 'test',
    });
  };

  it('loses nothing acknowledged to kill -9, and the next process goes on', async () => {
    const acknowledged: Acknowledged[] = [];
    for (let round = 0; round < 10; round++) {
      // two writers at once, and a reader while they write
      const children = [child(1_000_000), child(1_000_000)];
      const said = children.map(collect);
      await Promise.all(said.map((s) => s.first));
      const reader = await open();
      await Promise.all([reader.ledger.read(), reader.audit(), new Promise((resolve) => setTimeout(resolve, Math.random() * 80))]);
      for (const one of children) one.kill('SIGKILL');
      for (const s of said) acknowledged.push(...(await s.all));

      const next = await open();
      const line = await next.ledger.append({ type: 'withdrawn', fingerprint: 'next', by: 'person' });
      acknowledged.push({ file: line.file, seq: line.event.seq, hash: line.hash });
      await next.close();
    }
    const lines = acknowledged.filter((a) => 'hash' in a);
    assert.ok(lines.length > 100, `only ${lines.length} lines were acknowledged`);
    const hashes = await hashesByFile();
    for (const { file, seq, hash } of lines) assert.equal(hashes.get(`${file} ${seq}`), hash, `${file} lost ${seq}`);
    const report = await (await open()).audit();
    assert.deepEqual(
      report.problems.filter((p) => p.severity === 'error'),
      [],
    );
    assert.ok(report.files >= 40);
  });

  it('registers one source for all who come at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => collect(child(0)).all));
    const ids = all.flat().flatMap((said) => ('source' in said ? [said.source] : []));
    assert.equal(ids.length, 4);
    assert.equal(new Set(ids).size, 1);
    assert.deepEqual(await readdir(path.join(reverieDir, 'sources')), [`${ids[0]}.json`]);
  });

  it('says when a file may not grow, and acknowledges nothing of what did not fit', async function () {
    if (process.platform === 'win32') this.skip();
    // 16 KiB a file; the signal is ignored, so that the write is short and the next one fails
    const limited = spawn(
      'bash',
      ['-c', `trap '' XFSZ; ulimit -f 16; exec "$0" "$@"`, process.execPath, script, reverieDir, '1000', '500'],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const said = await collect(limited).all;
    // the other file may take what was on its way and acknowledge it after this
    const failed = said.find((one) => 'error' in one);
    assert.ok(failed, JSON.stringify(said.at(-1)));
    assert.match(failed.error, /could not be recorded: the file would grow beyond the largest size allowed/);
    assert.match(failed.next, /ulimit -f/);
    const hashes = await hashesByFile();
    const lines = said.filter((a) => 'hash' in a);
    assert.ok(lines.length > 10);
    for (const { file, seq, hash } of lines) assert.equal(hashes.get(`${file} ${seq}`), hash);
    const records = await open();
    const record = await records.transcripts.read((await records.transcripts.list())[0] ?? assert.fail());
    assert.equal(record.torn, undefined);
    // started is acknowledged by create
    assert.equal(record.events.length, lines.filter((l) => l.file === record.file).length + 1);
  });

  async function hashesByFile(): Promise<Map<string, string>> {
    const { hash } = systemPorts({ key: new Uint8Array(32) });
    const found = new Map<string, string>();
    for (const folder of ['transcripts', 'ledger']) {
      for (const name of await readdir(path.join(reverieDir, folder))) {
        const lines = (await readFile(path.join(reverieDir, folder, name), 'utf8')).split('\n').slice(0, -1);
        for (const [seq, line] of lines.entries()) found.set(`${folder}/${name} ${seq}`, hash.sha256(line));
      }
    }
    return found;
  }
});

/** What a child said: `first` when it has acknowledged its first event, `all` when it is gone. */
function collect(child: Child): { first: Promise<void>; all: Promise<Acknowledged[]> } {
  let text = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
  const all = new Promise<Acknowledged[]>((resolve, reject) => {
    child.on('close', () => {
      if (errors) reject(new Error(errors));
      // what is behind the last newline was cut off by the kill
      else
        resolve(
          text
            .split('\n')
            .slice(0, -1)
            .map((line) => JSON.parse(line) as Acknowledged),
        );
    });
  });
  const first = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes('"hash"')) resolve();
    });
    child.on('close', () => resolve());
  });
  return { first, all };
}
