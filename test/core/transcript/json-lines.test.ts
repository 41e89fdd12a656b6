import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { firstPrev } from '../../../src/core/transcript/envelope.js';
import { verifyChain } from '../../../src/core/transcript/json-lines.js';
import { isSealed, parseLedger, parseTranscript } from '../../../src/core/transcript/read-events.js';
import { fakePorts } from '../../support/ports.js';
import { chainedLines } from '../../support/chained-lines.js';

const { hash } = fakePorts();
const bytes = (text: string) => new TextEncoder().encode(text);
const failure = (reason: string) => ({ type: 'failure', where: 'here', reason });
const three = chainedLines([failure('a'), failure('b'), failure('c')]);

describe('JSON lines', () => {
  it('are read as events with the hash of each line, and their chain holds', () => {
    const read = parseTranscript(bytes(three), hash);
    assert.deepEqual(
      read.lines.map((line) => line.event?.type),
      ['failure', 'failure', 'failure'],
    );
    assert.deepEqual(
      read.lines.map((line) => line.hash),
      three
        .trimEnd()
        .split('\n')
        .map((line) => hash.sha256(line)),
    );
    assert.equal(read.bytes, three.length);
    assert.equal(read.torn, undefined);
    assert.deepEqual(verifyChain(read.lines), []);
  });

  it('are none in an empty file', () => {
    assert.deepEqual(parseTranscript(new Uint8Array(), hash), { lines: [], bytes: 0 });
  });

  it('keep a torn last line aside, wherever it was cut', () => {
    const lastLine = three.trimEnd().lastIndexOf('\n') + 1;
    for (let cut = lastLine + 1; cut < three.length; cut++) {
      const read = parseTranscript(bytes(three.slice(0, cut)), hash);
      assert.equal(read.lines.length, 2);
      assert.deepEqual(read.torn, { bytes: cut - lastLine, text: three.slice(lastLine, cut) });
      assert.equal(read.bytes, lastLine);
    }
  });

  it('take a last line that is no JSON for torn, even with a newline', () => {
    const read = parseTranscript(bytes(`${three}\0\0\0\n`), hash);
    assert.equal(read.lines.length, 3);
    assert.equal(read.torn?.bytes, 4);
  });

  for (const [what, line, reason] of [
    ['an unknown type', { v: 1, seq: 3, prev: '', at: '', type: 'hologram' }, /unknown event type "hologram"/],
    ['a newer schema', { v: 2, seq: 3, prev: '', at: '', type: 'failure' }, /newer version/],
    ['another shape', { v: 1, seq: 3, prev: '', at: '', type: 'failure', where: 7 }, /a failure event of another shape: where/],
    ['no type', { v: 1 }, /without a type/],
    ['no object', [1], /not an event/],
    ['null', null, /not an event/],
  ] as const) {
    it(`keep a line with ${what} as unreadable`, () => {
      const text = JSON.stringify(line);
      const read = parseTranscript(bytes(`${three}${text}\n`), hash);
      const last = read.lines[3];
      assert.ok(last && !last.event);
      assert.equal(last.unreadable.line, text);
      assert.match(last.unreadable.reason, reason);
    });
  }

  it('keep a line of a newer version in the chain', () => {
    const read = parseTranscript(bytes(chainedLines([failure('a'), { type: 'hologram' }, failure('c')])), hash);
    assert.equal(read.lines[1]?.event, undefined);
    assert.deepEqual(verifyChain(read.lines), []);
  });

  it('report invalid UTF-8 as damage and read on', () => {
    const damaged = bytes(three);
    damaged[three.indexOf('"b"') + 1] = 0xff;
    const read = parseTranscript(damaged, hash);
    const line = read.lines[1];
    assert.ok(line && !line.event);
    assert.match(line.unreadable.reason, /UTF-8/);
    assert.equal(read.lines[2]?.event?.type, 'failure');
    assert.deepEqual(
      verifyChain(read.lines).map((p) => p.problem),
      ['damaged line at seq 1', 'broken chain at seq 2'],
    );
  });

  it('read a line of many megabytes', () => {
    const read = parseTranscript(bytes(chainedLines([failure('x'.repeat(8_000_000)), failure('b')])), hash);
    assert.deepEqual(verifyChain(read.lines), []);
    assert.equal(read.lines.length, 2);
  });

  it('treat a carriage return and a byte-order mark as damage of that line, not as format', () => {
    const read = parseTranscript(bytes(`\ufeff${three}`), hash);
    assert.equal(read.lines[0]?.event, undefined);
    assert.equal(read.lines[1]?.event?.type, 'failure');
  });

  it('say where the chain is broken, and go on behind it', () => {
    const changed = parseTranscript(bytes(three.replace('"reason":"b"', '"reason":"B"')), hash);
    assert.deepEqual(verifyChain(changed.lines), [{ seq: 2, problem: 'broken chain at seq 2' }]);
    assert.equal(changed.lines.length, 3);
  });

  it('say when a line is missing or stands twice', () => {
    const [a = '', b = '', c = ''] = three.trimEnd().split('\n');
    const missing = parseTranscript(bytes(`${a}\n${c}\n`), hash);
    assert.deepEqual(verifyChain(missing.lines), [{ seq: 1, problem: 'broken chain at seq 1' }]);
    const twice = parseTranscript(bytes(`${a}\n${b}\n${b}\n${c}\n`), hash);
    assert.deepEqual(
      verifyChain(twice.lines).map((p) => p.seq),
      [2],
    );
    const beheaded = parseTranscript(bytes(`${b}\n${c}\n`), hash);
    assert.deepEqual(
      verifyChain(beheaded.lines).map((p) => p.seq),
      [0],
    );
  });

  it('say when seq does not count on though the hashes fit', () => {
    const first = JSON.stringify({ v: 1, seq: 0, at: '', prev: firstPrev, ...failure('a') });
    const second = JSON.stringify({ v: 1, seq: 5, at: '', prev: hash.sha256(first), ...failure('b') });
    assert.deepEqual(verifyChain(parseTranscript(bytes(`${first}\n${second}\n`), hash).lines), [
      { seq: 1, problem: 'wrong order: seq 5 stands where 1 belongs' },
    ]);
  });

  it('never throw, whatever the bytes are, and account for every byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (noise, at) => {
        const text = bytes(three);
        const mixed = new Uint8Array([...text.subarray(0, at), ...noise, ...text.subarray(at)]);
        const read = parseTranscript(mixed, hash);
        verifyChain(read.lines);
        assert.equal(read.bytes + (read.torn?.bytes ?? 0), mixed.length);
      }),
    );
  });

  it('read nested JSON of any depth without a crash', () => {
    const deep = `{"v":1,"type":"failure","where":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`;
    assert.equal(parseTranscript(bytes(`${deep}${deep}`), hash).lines[0]?.event, undefined);
  });

  it('tell a sealed transcript by its ended event', () => {
    const usage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0, requests: 0, wallMs: 1 };
    const ended = { type: 'ended', state: 'done', usage, counts: { findings: 0 } };
    assert.equal(isSealed(parseTranscript(bytes(chainedLines([failure('a'), ended])), hash).lines), true);
    assert.equal(isSealed(parseTranscript(bytes(three), hash).lines), false);
  });

  it('read a ledger by its own types', () => {
    const read = parseLedger(bytes(chainedLines([{ type: 'opened', writer: 'w', source: 's', tool: 't' }, failure('a')])), hash);
    assert.equal(read.lines[0]?.event?.type, 'opened');
    assert.equal(read.lines[1]?.event, undefined);
  });
});
