import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { HumanError } from '../../../src/core/human-error.js';
import { firstPrev } from '../../../src/core/transcript/envelope.js';
import { verifyChain } from '../../../src/core/transcript/json-lines.js';
import { parseTranscript } from '../../../src/core/transcript/read-events.js';
import { createJsonlWriter } from '../../../src/node/transcript/jsonl-writer.js';
import { fakeAppendFile } from '../../support/fake-append-file.js';
import { fakePorts } from '../../support/ports.js';

type Failure = { type: 'failure'; where: string; reason: string };
const failure = (reason: string): Failure => ({ type: 'failure', where: 'here', reason });
const ports = fakePorts();

function openFake(file = fakeAppendFile(), redact = (text: string) => text) {
  return createJsonlWriter<Failure>('/fake.jsonl', { ports, redact, what: 'The review', create: async () => file });
}

function readText(text: string) {
  const read = parseTranscript(Buffer.from(text), ports.hash);
  return { ...read, problems: verifyChain(read.lines), reasons: read.lines.map((l) => l.event?.type === 'failure' && l.event.reason) };
}

describe('the writer of JSON lines', () => {
  it('writes the envelope, then the event, and says the hash of the line', async () => {
    const file = fakeAppendFile();
    const writer = await openFake(file);
    const first = await writer.append(failure('a'));
    const second = await writer.append(failure('b'));
    const [line = ''] = file.text().split('\n');
    assert.equal(
      line,
      `{"v":1,"seq":0,"prev":"${firstPrev}","at":"2026-01-05T09:00:00.000Z","type":"failure","where":"here","reason":"a"}`,
    );
    assert.equal(first.hash, ports.hash.sha256(line));
    assert.deepEqual(first.event, { v: 1, seq: 0, at: '2026-01-05T09:00:00.000Z', prev: firstPrev, ...failure('a') });
    assert.equal(second.event.prev, first.hash);
    assert.deepEqual(writer.last(), { seq: 1, hash: second.hash });
    await writer.close();
  });

  it('makes calls in flight share one write and one sync, in the order of the calls', async () => {
    const file = fakeAppendFile();
    const writer = await openFake(file);
    await Promise.all(Array.from({ length: 50 }, (_, i) => writer.append(failure(`${i}`))));
    assert.deepEqual(file.counts, { writes: 1, syncs: 1 });
    const read = readText(file.text());
    assert.deepEqual(
      read.reasons,
      Array.from({ length: 50 }, (_, i) => `${i}`),
    );
    assert.deepEqual(read.problems, []);
  });

  it('acknowledges nothing before its sync has ended', async () => {
    const file = fakeAppendFile();
    let release = () => {};
    const synced = new Promise<void>((resolve) => (release = resolve));
    file.sync = () => synced;
    const writer = await openFake(file);
    let acknowledged = false;
    const appended = writer.append(failure('a')).then(() => (acknowledged = true));
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(file.text().includes('"a"'));
    assert.equal(acknowledged, false);
    release();
    await appended;
  });

  it('redacts every string before it is written, and hands back what was written', async () => {
    const file = fakeAppendFile();
    const writer = await openFake(file, (text) => text.replaceAll('hunter2', '‹secret:test:0123›'));
    const { event } = await writer.append({ type: 'failure', where: 'hunter2', reason: 'say "hunter2"\n' });
    assert.ok(!file.text().includes('hunter2'));
    assert.equal(event.where, '‹secret:test:0123›');
    assert.deepEqual(readText(file.text()).lines[0]?.event, event);
  });

  it('writes any text so that it is read back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), async (texts) => {
        const file = fakeAppendFile();
        const writer = await openFake(file);
        await Promise.all(texts.map((text) => writer.append(failure(text))));
        const read = readText(file.text());
        assert.deepEqual(read.reasons, texts);
        assert.deepEqual(read.problems, []);
      }),
    );
  });

  it('keeps to its place when a payload cannot be written as JSON', async () => {
    const file = fakeAppendFile();
    const writer = await openFake(file);
    const payload = { ...failure('a'), toJSON: () => assert.fail('not JSON') };
    await assert.rejects(writer.append(payload), /not JSON/);
    await writer.append(failure('b'));
    assert.deepEqual(readText(file.text()).problems, []);
  });

  it('waits for what is in flight when it is closed, and refuses afterwards', async () => {
    const file = fakeAppendFile();
    const writer = await openFake(file);
    const appended = writer.append(failure('a'));
    await writer.close();
    await writer.close();
    assert.equal((await appended).event.seq, 0);
    await assert.rejects(writer.append(failure('b')), /closed/);
  });

  it('creates the file for its owner only, and never takes over a file', async () => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'reverie-writer-'));
    try {
      const file = path.join(dir, 'a.jsonl');
      const deps = { ports, redact: (text: string) => text, what: 'The review' };
      const writer = await createJsonlWriter<Failure>(file, deps);
      await writer.append(failure('a'));
      if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
      await assert.rejects(createJsonlWriter<Failure>(file, deps), { code: 'EEXIST' });
      await writer.close();
      assert.equal(readText(await readFile(file, 'utf8')).lines.length, 1);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
});

describe('the writer of JSON lines, when the disk fails it', () => {
  it('acknowledges nothing of a write that did not fit, and cuts the half line off', async () => {
    const file = fakeAppendFile();
    const writer = await openFake(file);
    await writer.append(failure('a'));
    const good = file.text();
    file.room = good.length + 20;
    const results = await Promise.allSettled([writer.append(failure('b')), writer.append(failure('c'))]);
    for (const result of results) {
      assert.ok(result.status === 'rejected' && result.reason instanceof HumanError);
      assert.match(result.reason.message, /The review could not be recorded: the disk is full \(\/fake\.jsonl\)/);
      assert.equal(result.reason.next, 'Free some space and try again');
    }
    assert.equal(file.text(), good);
    assert.equal(writer.last()?.seq, 0);
  });

  it('stays failed after it, though there is room again', async () => {
    const file = fakeAppendFile();
    const writer = await openFake(file);
    file.fails.write = 'EACCES';
    await assert.rejects(writer.append(failure('a')), /may not be written/);
    file.fails = {};
    await assert.rejects(writer.append(failure('b')), /may not be written/);
    assert.equal(file.text(), '');
    await writer.close();
  });

  it('does not trust a sync that fails once', async () => {
    const file = fakeAppendFile();
    const writer = await openFake(file);
    await writer.append(failure('a'));
    file.fails.sync = 'EIO';
    await assert.rejects(
      writer.append(failure('b')),
      (error) => error instanceof HumanError && /disk reported an error/.test(error.message),
    );
    file.fails = {};
    await assert.rejects(writer.append(failure('c')), HumanError);
    assert.deepEqual(readText(file.text()).reasons, ['a']);
  });

  it('never lets a good line follow half a line, even when the file cannot be cut', async () => {
    const file = fakeAppendFile();
    const writer = await openFake(file);
    await writer.append(failure('a'));
    file.room = file.text().length + 20;
    file.fails.truncate = 'EIO';
    await assert.rejects(writer.append(failure('b')), /disk is full/);
    file.room = Infinity;
    await assert.rejects(writer.append(failure('c')), /disk is full/);
    const read = readText(file.text());
    assert.deepEqual(read.reasons, ['a']);
    assert.equal(read.torn?.bytes, 20);
  });

  it('rejects the calls that waited behind the failed write, too', async () => {
    const file = fakeAppendFile();
    file.fails.write = 'ENOSPC';
    const writer = await openFake(file);
    const first = writer.append(failure('a'));
    await Promise.resolve();
    const second = writer.append(failure('b'));
    await assert.rejects(first, HumanError);
    await assert.rejects(second, HumanError);
  });

  it('acknowledges nothing while the name of the file is not on disk', async () => {
    const file = fakeAppendFile();
    file.fails.syncName = 'EIO';
    const writer = await openFake(file);
    await assert.rejects(writer.append(failure('a')), HumanError);
    assert.equal(file.text(), '');
    await writer.close();
  });

  it('finishes a write that the system took in pieces', async () => {
    const file = fakeAppendFile();
    const whole = file.write.bind(file);
    file.write = (bytes, position) => whole(bytes.subarray(0, 7), position);
    const writer = await openFake(file);
    await Promise.all([writer.append(failure('a')), writer.append(failure('b'))]);
    assert.deepEqual(readText(file.text()).reasons, ['a', 'b']);
  });

  it('names the code of the system for what it does not know, and keeps the cause', async () => {
    const file = fakeAppendFile();
    file.fails.write = 'ENXIO';
    const writer = await openFake(file);
    await assert.rejects(writer.append(failure('a')), (error) => {
      assert.ok(error instanceof HumanError);
      assert.match(error.message, /ENXIO/);
      assert.ok(error.cause instanceof Error);
      return true;
    });
  });
});
