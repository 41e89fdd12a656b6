import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Finding } from '../../../src/core/review/finding.js';
import { HumanError } from '../../../src/core/human-error.js';
import type { LedgerPayload } from '../../../src/core/transcript/ledger-event.js';
import type { TranscriptPayload } from '../../../src/core/transcript/transcript-event.js';
import { openRecords, type RecordsOptions } from '../../../src/node/transcript/records.js';
import { fakeAuditRefs, fakeLeases } from '../../support/fake-leases.js';
import { fakePorts } from '../../support/ports.js';

type Started = Extract<TranscriptPayload, { type: 'started' }>;

const usage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0, requests: 0, wallMs: 5 };
const ended = { state: 'done' as const, usage, counts: {} };
const note = (reason: string): TranscriptPayload => ({ type: 'failure', where: 'here', reason });
const subject: Extract<LedgerPayload, { type: 'verdict' }>['subject'] = {
  category: 'correctness',
  severity: 'low',
  security: false,
  path: 'a.ts',
  source: 'rules',
  lessons: [],
};
const verdict = (fingerprint: string): LedgerPayload => ({
  type: 'verdict',
  review: 'r',
  finding: 'f',
  fingerprint,
  verdict: 'accept',
  by: 'person',
  subject,
});

describe('records', () => {
  let dir: string;
  let ports: ReturnType<typeof fakePorts>;
  let leases: ReturnType<typeof fakeLeases>;
  let auditRefs: ReturnType<typeof fakeAuditRefs>;
  let reverieDir: string;
  beforeEach(async () => {
    dir = await realpath(await mkdtemp(path.join(os.tmpdir(), 'reverie-records-')));
    reverieDir = path.join(dir, '.git', 'reverie');
    beating = [];
    ports = fakePorts();
    leases = fakeLeases();
    auditRefs = fakeAuditRefs();
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const open = (options: Partial<RecordsOptions> & { writable?: boolean } = {}) =>
    openRecords({
      repo: { root: dir, commonDir: path.join(dir, '.git'), reverieDir, writable: options.writable ?? true },
      storage: reverieDir,
      kind: 'cli',
      ports,
      redact: (text) => text.replaceAll('hunter2', '‹secret:test:0123›'),
      memory: leases,
      auditRefs,
      tool: 'reverie 0.1.0',
      leaseTermMs: 1000,
      readLeases: () => leases.readLeases(),
      ...options,
    });

  /** What `onWait` is given: an eighth of a term goes by, and those who live beat. */
  let beating: string[] = [];
  const passTime = () =>
    void setImmediate(() => {
      for (const name of beating) leases.beat(name);
      ports.clock.advance(125);
    });

  const review = (id = ports.ids.next('r')): Started => ({
    type: 'started',
    kind: 'review',
    id,
    repo: 'repo',
    scope: { kind: 'staged' },
    tool: '0.1.0',
    writer: '',
    memory: null,
  });

  async function sealedTranscript(records: Awaited<ReturnType<typeof open>>, reasons = ['a', 'b']): Promise<string> {
    const writer = await records.transcripts.create(review());
    for (const reason of reasons) await writer.append(note(reason));
    await writer.seal(ended);
    return path.join(reverieDir, 'transcripts', `${writer.id}.jsonl`);
  }

  const only = async (records: Awaited<ReturnType<typeof open>>) => {
    const entries = await records.transcripts.list();
    assert.equal(entries.length, 1);
    const [entry] = entries;
    assert.ok(entry);
    return await records.transcripts.read(entry);
  };

  describe('of transcripts', () => {
    it('begin with started, end with ended, and cite what they hold by file, seq and hash', async () => {
      const records = await open();
      const file = await sealedTranscript(records);
      const record = await only(records);
      assert.deepEqual(
        record.events.map((e) => e.type),
        ['started', 'failure', 'failure', 'ended'],
      );
      assert.equal(record.state, 'sealed');
      assert.equal(record.path, file);
      assert.equal(record.file, `transcripts/${record.id}.jsonl`);
      const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
      assert.deepEqual(
        record.hashes,
        lines.map((line) => ports.hash.sha256(line)),
      );
      assert.deepEqual(await auditRefs.read(), [{ source: record.source.id, file: record.file, seq: 3, hash: record.hashes[3] }]);
      if (process.platform !== 'win32') assert.equal((await stat(path.dirname(file))).mode & 0o777, 0o700);
    });

    it('hold the writer lease until the last open transcript is sealed', async () => {
      const records = await open();
      const one = await records.transcripts.create(review());
      const two = await records.transcripts.create(review());
      await one.append(note('a'));
      assert.equal(leases.held.size, 1);
      await one.seal(ended);
      assert.equal(leases.held.size, 1);
      await two.seal(ended);
      assert.equal(leases.held.size, 0);
      await sealedTranscript(records);
      assert.equal(leases.held.size, 0);
    });

    it('write nothing after started before the lease is held', async () => {
      let grant = () => {};
      const granted = new Promise<void>((resolve) => (grant = resolve));
      const slow = { ...leases, lease: async (name: string) => granted.then(() => leases.lease(name)) };
      const records = await open({ memory: slow });
      const writer = await records.transcripts.create(review());
      const appended = writer.append(note('a'));
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal((await only(records)).events.length, 1);
      grant();
      await appended;
      assert.equal((await only(records)).events.length, 2);
      await records.close();
    });

    it('are refused an event after the seal', async () => {
      const records = await open();
      const writer = await records.transcripts.create(review());
      const sealing = writer.seal(ended);
      await assert.rejects(writer.append(note('late')), /sealed/);
      await sealing;
      await assert.rejects(writer.seal(ended), /sealed/);
      assert.equal((await only(records)).events.length, 2);
    });

    it('are open to another process while their writer lives, and abandoned when its lease is gone', async () => {
      const records = await open();
      const writer = await records.transcripts.create(review());
      await writer.append(note('a'));
      const reader = await open();
      assert.equal((await only(reader)).state, 'open');
      assert.equal((await only(records)).state, 'open');
      leases.held.clear();
      const before = await readFile(path.join(reverieDir, 'transcripts', `${writer.id}.jsonl`));
      assert.equal((await only(reader)).state, 'abandoned');
      // a reader writes nothing
      assert.deepEqual(await readFile(path.join(reverieDir, 'transcripts', `${writer.id}.jsonl`)), before);
      await records.close();
    });

    it("are abandoned when the lease stands still for its term on the reader's own clock", async () => {
      const records = await open();
      const writer = await records.transcripts.create(review());
      await writer.append(note('a'));
      const reader = await open();
      assert.equal((await only(reader)).state, 'open');
      ports.clock.advance(900);
      leases.beat([...leases.held.keys()][0] ?? '');
      assert.equal((await only(reader)).state, 'open');
      ports.clock.setWall('2030-01-01T00:00:00.000Z');
      ports.clock.advance(900);
      assert.equal((await only(reader)).state, 'open');
      ports.clock.advance(200);
      assert.equal((await only(reader)).state, 'abandoned');
      await records.close();
    });

    it('with nothing but their start are open for a term, because the lease may be on its way', async () => {
      const records = await open();
      await records.transcripts.create(review());
      leases.held.clear();
      const reader = await open();
      assert.equal((await only(reader)).state, 'open');
      ports.clock.advance(1001);
      assert.equal((await only(reader)).state, 'abandoned');
      await records.close();
    });

    it('are abandoned when they are closed without a seal', async () => {
      const records = await open();
      const writer = await records.transcripts.create(review());
      await writer.append(note('a'));
      await records.close();
      assert.equal(leases.held.size, 0);
      assert.equal((await only(await open())).state, 'abandoned');
    });

    it('take no lease where memory cannot be written, and are shown as open', async () => {
      const storage = path.join(dir, 'elsewhere');
      const records = await open({ writable: false, storage, readLeases: async () => undefined });
      const writer = await records.transcripts.create(review());
      await writer.append(note('a'));
      assert.equal(leases.held.size, 0);
      await records.close();
      const record = await only(await open({ writable: false, storage, readLeases: async () => undefined }));
      assert.equal(record.state, 'open');
      assert.equal(record.events.length, 2);
    });

    it('go on without a lease that is refused, and say so', async () => {
      const records = await open({ memory: { ...leases, lease: async () => ({ state: 'refused', reason: 'someone has it' }) } });
      await sealedTranscript(records);
      assert.match(records.warnings().join(), /someone has it/);
      assert.equal((await only(records)).state, 'sealed');
    });

    it('are sealed even when the anchor cannot be set, and say so', async () => {
      const records = await open({
        auditRefs: {
          anchor: async () => {
            throw new Error('no room for refs');
          },
          read: async () => [],
        },
      });
      await sealedTranscript(records);
      assert.equal((await only(records)).state, 'sealed');
      assert.match(records.warnings().join(), /could not be anchored: no room for refs/);
    });

    it('are listed from every source, oldest first, reviews and dreams together', async () => {
      const cli = await open();
      const code = await open({ kind: 'vscode', storage: path.join(dir, 'storage') });
      const ids = ['r-000001x', 'd-000002x', 'r-000003x', 'd-000004x'];
      for (const id of [2, 0, 3, 1]) {
        const started = review(ids[id]);
        await (await (id % 2 ? code : cli).transcripts.create(started)).seal(ended);
      }
      const entries = await cli.transcripts.list();
      assert.deepEqual(
        entries.map((e) => e.id),
        ids,
      );
      assert.deepEqual(
        entries.map((e) => e.source.kind),
        ['cli', 'vscode', 'cli', 'vscode'],
      );
      assert.ok(entries.every((e) => e.bytes > 0));
    });

    it('replace secrets before a line is written', async () => {
      const records = await open();
      const file = await sealedTranscript(records, ['the password is hunter2']);
      assert.ok(!(await readFile(file, 'utf8')).includes('hunter2'));
    });

    it('keep a torn tail aside and report it', async () => {
      const records = await open();
      const writer = await records.transcripts.create(review());
      await writer.append(note('a'));
      await records.close();
      await appendFile(path.join(reverieDir, 'transcripts', `${writer.id}.jsonl`), '{"v":1,"seq":2');
      const record = await only(await open());
      assert.equal(record.events.length, 2);
      assert.deepEqual(record.torn, { bytes: 14, text: '{"v":1,"seq":2' });
    });

    it('that cannot be read are kept and named, and the others are read', async () => {
      const records = await open();
      const file = await sealedTranscript(records);
      const [entry] = await records.transcripts.list();
      await rm(file);
      await mkdir(file);
      assert.ok(entry);
      const record = await records.transcripts.read(entry);
      assert.deepEqual(record.events, []);
      assert.match(record.unreadable[0]?.reason ?? '', /cannot be read/);
    });

    it('are read anew when the file was changed behind our back', async () => {
      const records = await open();
      const file = await sealedTranscript(records);
      assert.equal((await only(records)).events.length, 4);
      await writeFile(file, '');
      assert.equal((await only(records)).events.length, 0);
    });

    it('say what to do when the folder cannot be written', async () => {
      await writeFile(path.join(dir, 'file'), '');
      const records = await open({ storage: path.join(dir, 'file', 'storage') });
      await assert.rejects(records.transcripts.create(review()), (error) => error instanceof HumanError && /--storage/.test(error.next));
      assert.equal(leases.held.size, 0);
    });

    it('refuse an id that is no file name', async () => {
      const records = await open();
      await assert.rejects(records.transcripts.create(review('../../x')), /not a transcript id/);
    });

    it('write a large finding so that it is read back whole', async () => {
      const records = await open();
      const finding: Finding = {
        ...subject,
        id: 'f',
        fingerprint: 'p',
        status: 'new',
        effects: [],
        confidence: 0.5,
        title: 't',
        body: 'ü'.repeat(500_000),
        source: { kind: 'analyzer', name: 'rules' },
        anchor: { state: 'file', path: 'a.ts', side: 'new', why: 'no line' },
      };
      const writer = await records.transcripts.create(review());
      await writer.append({ type: 'finding', finding });
      await writer.seal(ended);
      const event = (await only(records)).events[1];
      assert.ok(event?.type === 'finding' && event.finding.body.length === 500_000);
    });
  });

  describe('of the ledger', () => {
    it('are written to a file of this process and month that says who opened it', async () => {
      const records = await open();
      const line = await records.ledger.append(verdict('p1'));
      assert.match(line.file, /^ledger\/w-\d+-2026-01\.jsonl$/);
      assert.equal(line.event.seq, 1);
      const text = await readFile(path.join(reverieDir, line.file), 'utf8');
      const [opened = '', second = ''] = text.split('\n');
      assert.equal((JSON.parse(opened) as { type: string }).type, 'opened');
      assert.equal(line.hash, ports.hash.sha256(second));
      await records.close();
    });

    it('move on to a new file with the month, and never back', async () => {
      const records = await open();
      const january = await records.ledger.append(verdict('p1'));
      ports.clock.setWall('2026-02-01T00:00:00.000Z');
      const february = await records.ledger.append(verdict('p2'));
      ports.clock.setWall('2026-01-31T23:59:59.000Z');
      const back = await records.ledger.append(verdict('p3'));
      assert.match(february.file, /2026-02\.jsonl$/);
      assert.notEqual(january.file, february.file);
      assert.equal(back.file, february.file);
      assert.equal((await auditRefs.read())[0]?.file, january.file);
      await records.close();
      assert.equal((await auditRefs.read()).length, 2);
      assert.deepEqual((await records.audit()).problems, []);
    });

    it('are read since an instant without the files of earlier months, wherever a clock went back', async () => {
      const records = await open();
      await records.ledger.append(verdict('p1'));
      ports.clock.setWall('2026-02-01T00:00:00.000Z');
      await records.ledger.append(verdict('p2'));
      ports.clock.setWall('2026-01-31T23:59:59.000Z');
      await records.ledger.append(verdict('p3'));
      const printsSince = async (since: string) =>
        (await records.ledger.read({ since })).lines.flatMap(({ event }) => ('fingerprint' in event ? [event.fingerprint] : [])).sort();
      assert.deepEqual(await printsSince('2026-01-31T23:00:00.000Z'), ['p1', 'p2', 'p3']);
      assert.deepEqual(await printsSince('2026-02-01T00:00:00.000Z'), ['p2', 'p3']);
      assert.deepEqual(await printsSince('2026-03-01T00:00:00.000Z'), []);
      assert.deepEqual(await printsSince(''), ['p1', 'p2', 'p3']);
      await records.close();
    });

    it('share one file when they come at once', async () => {
      const records = await open();
      const lines = await Promise.all(Array.from({ length: 20 }, (_, i) => records.ledger.append(verdict(`p${i}`))));
      assert.equal(new Set(lines.map((l) => l.file)).size, 1);
      assert.deepEqual(
        lines.map((l) => l.event.seq),
        Array.from({ length: 20 }, (_, i) => i + 1),
      );
      await records.close();
    });

    it('are merged from all sources by time, then file, then seq', async () => {
      const cli = await open();
      const code = await open({ kind: 'vscode', storage: path.join(dir, 'storage') });
      for (const [i, records] of [cli, code, code, cli].entries()) {
        if (i === 2) ports.clock.advance(1000);
        await records.ledger.append(verdict(`p${i}`));
      }
      const { lines, problems } = await cli.ledger.read();
      assert.deepEqual(problems, []);
      const order = lines.flatMap((l) => (l.event.type === 'verdict' ? [l.event.fingerprint] : []));
      assert.deepEqual(order.slice(0, 2).sort(), ['p0', 'p1']);
      assert.deepEqual(order.slice(2).sort(), ['p2', 'p3']);
      const keys = lines.map((l) => `${l.event.at} ${l.file} ${l.event.seq}`);
      assert.deepEqual(keys, keys.toSorted());
      await Promise.all([cli.close(), code.close()]);
    });

    it('are read on from where the last reading ended', async () => {
      const records = await open();
      const reader = await open();
      await records.ledger.append(verdict('p1'));
      const first = await reader.ledger.read();
      await records.ledger.append(verdict('p2'));
      await records.ledger.append(verdict('p3'));
      const second = await reader.ledger.read();
      assert.equal(second.lines.length, 4);
      // what was parsed before is the same object: it cost nothing again
      assert.equal(second.lines[0]?.event, first.lines[0]?.event);
      assert.deepEqual(second.problems, []);
      assert.deepEqual((await (await open()).ledger.read()).lines, second.lines);
      await records.close();
    });

    it('take up a line that was torn at the last reading once it is whole', async () => {
      const records = await open();
      const { file } = await records.ledger.append(verdict('p1'));
      await records.close();
      const whole = await readFile(path.join(reverieDir, file));
      const cut = whole.subarray(0, whole.length - 30);
      await writeFile(path.join(reverieDir, file), cut);
      const reader = await open();
      const torn = await reader.ledger.read();
      assert.equal(torn.lines.length, 1);
      assert.match(torn.problems[0]?.reason ?? '', /torn last line/);
      await appendFile(path.join(reverieDir, file), whole.subarray(cut.length));
      const read = await reader.ledger.read();
      assert.equal(read.lines.length, 2);
      assert.deepEqual(read.problems, []);
    });

    it('name a broken chain and an event of a newer version, and read the rest', async () => {
      const records = await open();
      const { file } = await records.ledger.append(verdict('p1'));
      await records.close();
      await appendFile(path.join(reverieDir, file), '{"v":1,"seq":2,"prev":"0","at":"","type":"omen"}\n');
      const { lines, problems } = await (await open()).ledger.read();
      assert.equal(lines.length, 2);
      assert.deepEqual(
        problems.map((p) => p.reason),
        ['broken chain at seq 2', 'unknown event type "omen"'],
      );
    });

    it('are redacted', async () => {
      const records = await open();
      const { file } = await records.ledger.append({ ...verdict('p1'), note: 'hunter2' } as LedgerPayload);
      assert.ok(!(await readFile(path.join(reverieDir, file), 'utf8')).includes('hunter2'));
      await records.close();
    });

    it('start anew after a failure, and the failed event was not acknowledged', async () => {
      const records = await open();
      await mkdir(reverieDir, { recursive: true });
      await writeFile(path.join(reverieDir, 'ledger'), 'a file in the way');
      await assert.rejects(records.ledger.append(verdict('p1')), HumanError);
      await rm(path.join(reverieDir, 'ledger'));
      await records.ledger.append(verdict('p2'));
      assert.equal((await records.ledger.read()).lines.length, 2);
      await records.close();
    });

    it('write nothing before the first event', async () => {
      const records = await open();
      await records.ledger.read();
      await records.transcripts.list();
      await records.audit();
      await records.close();
      await assert.rejects(readdir(reverieDir), { code: 'ENOENT' });
    });
  });

  describe('under audit', () => {
    async function problems(): Promise<string[]> {
      const report = await (await open()).audit({ onWait: passTime });
      return report.problems.map((p) => `${p.severity}: ${p.problem}`);
    }

    it('are found whole when nothing was touched', async () => {
      const records = await open();
      await sealedTranscript(records);
      await records.ledger.append(verdict('p1'));
      await records.close();
      assert.deepEqual(await (await open()).audit(), { files: 2, events: 6, anchors: 2, problems: [] });
    });

    it('show a cut tail, also when whole lines were cut', async () => {
      const file = await sealedTranscript(await open());
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.slice(0, text.trimEnd().lastIndexOf('\n') + 1));
      assert.deepEqual(await problems(), [
        'warning: abandoned: its writer stopped before the end',
        'error: cut tail: 3 lines where 4 were anchored',
      ]);
    });

    it('show a changed line by its seq', async () => {
      const file = await sealedTranscript(await open());
      await writeFile(file, (await readFile(file, 'utf8')).replace('"reason":"a"', '"reason":"A"'));
      assert.deepEqual(await problems(), ['error: broken chain at seq 2']);
    });

    it('show a forged end, because the anchor tells', async () => {
      const file = await sealedTranscript(await open());
      await writeFile(file, (await readFile(file, 'utf8')).replace('"wallMs":5', '"wallMs":6'));
      assert.deepEqual(await problems(), ['error: another line at seq 3 than was anchored']);
    });

    it('show lines and bytes behind the seal', async () => {
      const file = await sealedTranscript(await open());
      await appendFile(file, '{"half');
      assert.deepEqual(await problems(), ['error: torn last line (6 bytes) behind the seal']);
      await appendFile(file, '"\n{}\n');
      assert.deepEqual(await problems(), [
        'error: damaged line at seq 4',
        'error: damaged line at seq 5',
        'error: 2 lines behind the seal',
      ]);
    });

    it('show a deleted file, unless a tombstone stands for it', async () => {
      const records = await open();
      const file = await sealedTranscript(records);
      const [anchor] = await auditRefs.read();
      await rm(file);
      const report = await records.audit();
      assert.deepEqual(
        report.problems.map((p) => [p.severity, p.file, p.problem]),
        [['error', file, 'missing file with 4 anchored lines']],
      );
      assert.ok(anchor);
      await records.ledger.append({ type: 'tombstone', file: anchor.file, lines: 4, hash: 'another', reason: 'old' });
      assert.equal((await records.audit()).problems.length, 1);
      await records.ledger.append({ type: 'tombstone', file: anchor.file, lines: 4, hash: anchor.hash, reason: 'old' });
      assert.deepEqual((await records.audit()).problems, []);
      await records.close();
    });

    it('show what is torn, abandoned and still open as warnings', async () => {
      const dead = await open();
      const writer = await dead.transcripts.create(review());
      await writer.append(note('a'));
      await dead.close();
      await appendFile(path.join(reverieDir, 'transcripts', `${writer.id}.jsonl`), '{"v":1');
      const alive = await open();
      await (await alive.transcripts.create(review())).append(note('a'));
      beating = [...leases.held.keys()];
      assert.deepEqual(await problems(), [
        'warning: torn last line (6 bytes)',
        'warning: abandoned: its writer stopped before the end',
        'warning: not sealed: it may still be written',
      ]);
      await alive.close();
    });

    it('are told to be abandoned by the first command that comes when their writer was killed, and its lease is cleared', async () => {
      const killed = await open();
      await (await killed.transcripts.create(review())).append(note('a'));
      const early = await open();
      await early.transcripts.create(review());
      const other = await open();
      await other.transcripts.create(review());
      beating = [[...leases.held.keys()][2] ?? ''];
      const waits: number[] = [];
      const began = ports.clock.monotonic();
      const report = await (
        await open()
      ).audit({
        onWait: (count) => {
          waits.push(count);
          passTime();
        },
      });
      assert.deepEqual(
        report.problems.map((p) => p.problem.split(':')[0]),
        ['abandoned', 'abandoned', 'not sealed'],
      );
      assert.equal(report.files, 3);
      assert.deepEqual([...leases.held.keys()], beating);
      assert.deepEqual(waits, [3, 2, 2, 2, 2, 2, 2, 2], 'one that beats is waited for no longer');
      assert.equal(ports.clock.monotonic() - began, 1000, 'one term for all together');
      assert.deepEqual(
        await problems(),
        report.problems.map((p) => `warning: ${p.problem}`),
        'the same again, without a lease to watch',
      );
      for (const records of [killed, early, other]) await records.close();
    });

    it('stop waiting when the person does', async () => {
      const killed = await open();
      await (await killed.transcripts.create(review())).append(note('a'));
      const controller = new AbortController();
      const auditing = (await open()).audit({ signal: controller.signal, onWait: () => queueMicrotask(() => controller.abort()) });
      await assert.rejects(auditing, { name: 'AbortError' });
      await killed.close();
    });

    it('show a file that cannot be opened as unreadable, with the reason', async () => {
      const records = await open();
      await mkdir(path.join(reverieDir, 'transcripts', 'r-000009.jsonl'), { recursive: true });
      await records.ledger.append(verdict('p1'));
      const record = await only(records);
      assert.equal(record.state, 'unreadable');
      assert.match(record.unreadable[0]?.reason ?? '', /EISDIR/);
      assert.match((await problems()).join(), /error: cannot be read: EISDIR/);
      await records.close();
    });

    it('show an event of a newer version as a warning', async () => {
      const file = await sealedTranscript(await open());
      const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
      const prev = ports.hash.sha256(lines.at(-1) ?? '');
      await rm(file);
      await writeFile(file, `${lines.join('\n')}\n${JSON.stringify({ v: 2, seq: 4, prev, type: 'x' })}\n`);
      assert.deepEqual(await problems(), [
        'warning: 1 unreadable event: written by a newer version of Reverie (schema 2)',
        'error: 1 line behind the seal',
      ]);
    });

    it('show an unreachable source as a warning, with what cannot be checked', async () => {
      const storage = path.join(dir, 'storage');
      const records = await open({ kind: 'vscode', storage });
      await sealedTranscript(records);
      await rm(storage, { recursive: true });
      const report = await (await open()).audit();
      assert.equal(report.problems.length, 1);
      assert.equal(report.problems[0]?.severity, 'warning');
      assert.match(
        report.problems[0]?.problem ?? '',
        /unreachable source vscode-\w+: the folder is gone \(1 anchored file of it not checked\)/,
      );
    });

    it('show a source whose registration was deleted', async () => {
      const records = await open({ kind: 'vscode', storage: path.join(dir, 'storage') });
      await sealedTranscript(records);
      await rm(path.join(reverieDir, 'sources'), { recursive: true });
      assert.deepEqual(await problems(), ['error: unknown source with 1 anchored file']);
    });

    it('show anchors that cannot be read, and check the files all the same', async () => {
      const file = await sealedTranscript(await open());
      await writeFile(file, (await readFile(file, 'utf8')).replace('"reason":"a"', '"reason":"A"'));
      const broken = {
        ...auditRefs,
        read: async () => {
          throw new Error('object missing');
        },
      };
      const report = await (await open({ auditRefs: broken })).audit();
      assert.equal(report.problems.length, 2);
      assert.match(report.problems[0]?.problem ?? '', /anchors cannot be read.*object missing/);
    });

    it('give a next step with every problem', async () => {
      const file = await sealedTranscript(await open());
      await writeFile(file, 'nothing\nof it\n');
      const report = await (await open()).audit({ onWait: passTime });
      assert.ok(report.problems.length > 0);
      for (const problem of report.problems) assert.ok(problem.next.length > 10 && problem.file === file);
    });
  });
});
