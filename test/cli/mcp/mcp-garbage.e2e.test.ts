import assert from 'node:assert/strict';
import { openEngine } from '../../support/engine.js';
import { tempRepo, type TempRepo } from '../../support/git-repo.js';
import { cli, run } from '../bundle.js';
import { hello, rawSession, structured, type RawSession } from './mcp-client.js';

const call = (name: unknown, args: unknown = {}) => ({ name, arguments: args });

describe('the MCP server, to a client that sends garbage', function () {
  this.timeout(120_000);
  let repo: TempRepo;
  let session: RawSession;
  before(cli);
  beforeEach(async () => {
    repo = await tempRepo({ 'README.md': 'hello\n' });
    await repo.write('src/run.ts', "console.log('one');\n");
    session = await rawSession(repo.dir);
  });
  afterEach(async () => {
    session.child.kill('SIGKILL');
    await repo.dispose();
  });

  it('answers each with the error that names it, and goes on working', async () => {
    const lines: [string, number, RegExp][] = [
      ['{"jsonrpc":"2.0","id":1,"method":', -32700, /Parse error/],
      ['nonsense', -32700, /Parse error/],
      ['\u0000\u0001\u0002', -32700, /Parse error/],
      ['"text"', -32600, /a message is an object/],
      ['null', -32600, /a message is an object/],
      ['[]', -32600, /batches/],
      ['[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600, /batches/],
      ['{"id":1,"method":"ping"}', -32600, /“jsonrpc”/],
      ['{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600, /“id”/],
      ['{"jsonrpc":"2.0","method":5}', -32600, /“method”/],
      ['{"jsonrpc":"2.0"}', -32600, /no JSON-RPC/],
      ['{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600, /“id”/],
      ['['.repeat(100_000), -32700, /Parse error/],
    ];
    for (const [line, code, says] of lines) {
      session.line(line);
      const { error, id } = await session.next((m) => m.error !== undefined);
      assert.equal(error?.code, code, line.slice(0, 60));
      assert.match(error.message, says);
      // the id where one can be made out
      assert.equal(id, /^\{.*"id":1,/.test(line) && code === -32600 ? 1 : null);
    }
    const asked: [string, unknown, number][] = [
      ['no/such/method', {}, -32601],
      ['initialize', { protocolVersion: 7 }, -32602],
      ['tools/call', [], -32602],
      ['tools/call', 'x', -32602],
      ['tools/call', call(5), -32602],
      ['tools/call', call('reverie_findings', []), -32602],
      ['tools/call', call('no_such_tool'), -32602],
      ['tools/call', {}, -32602],
    ];
    for (const [index, [method, params, code]] of asked.entries()) {
      const { error } = await session.ask(100 + index, method, params);
      assert.equal(error?.code, code, method);
      assert.doesNotMatch(error.message, /\n|\bat .*\.js:/);
    }
    // notifications and answers to nothing are nobody's
    session.line('{"jsonrpc":"2.0","method":"notifications/nonsense","params":{"x":1}}');
    session.line('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":999}}');
    session.line('{"jsonrpc":"2.0","id":555,"result":{}}');
    session.line('');
    assert.ok((await session.ask(1, 'initialize', hello)).result);
    const reviewed = await session.ask(2, 'tools/call', call('reverie_review_changes'));
    assert.equal(structured<{ total: number }>(reviewed.result ?? {}).total, 1);
    assert.equal(await session.end(), 0);
    assert.doesNotMatch(session.stderr(), /\n\s+at /);
  });

  it('takes lines of any length and any cut without keeping them', async () => {
    const huge = 'x'.repeat(1_000_000);
    for (let n = 0; n < 30; n++) session.child.stdin.write(huge);
    session.line('');
    const { error } = await session.next((m) => m.error !== undefined);
    assert.deepEqual([error?.code, error?.message], [-32600, 'The message is longer than 4000000 characters']);
    const big = { ...call('reverie_recall', { words: 'y'.repeat(3_000_000) }) };
    const refused = await session.ask(3, 'tools/call', big);
    assert.match(JSON.stringify(refused.result), /does not fit: words/);
    // a message in pieces, cut within a letter of several bytes, and many in one piece
    const bytes = Buffer.from(
      `${JSON.stringify({ jsonrpc: '2.0', id: 4, method: 'tools/call', params: call('reverie_recall', { words: 'ü€𝄞' }) })}\n`,
    );
    for (const byte of bytes) session.child.stdin.write(Buffer.from([byte]));
    assert.ok((await session.next((m) => m.id === 4)).result);
    session.child.stdin.write([5, 6, 7].map((id) => `{"jsonrpc":"2.0","id":${id},"method":"ping"}\r\n`).join(''));
    for (const id of [5, 6, 7]) assert.ok((await session.next((m) => m.id === id)).result);
    assert.equal(await session.end(), 0);
  });

  it('bounds how many calls it takes at once', async () => {
    for (let id = 1; id <= 200; id++)
      session.line(JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: call('reverie_review_changes') }));
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => session.next((m) => m.id === n + 1)));
    const refused = answers.filter((a) => JSON.stringify(a.result).includes('Wait for their answers'));
    assert.ok(refused.length > 100 && refused.length < 200, String(refused.length));
    assert.equal(await session.end(), 0);
  });

  it('ends well when the client goes in the middle of a review, with what was found kept', async () => {
    for (let n = 0; n < 60; n++) await repo.write(`src/f${n}.ts`, "console.log('x');\n".repeat(30));
    await session.ask(1, 'initialize', hello);
    session.line(JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: call('reverie_review_changes') }));
    session.line('{"jsonrpc":"2.0","id":3,"meth');
    session.child.stdout.destroy();
    assert.equal(await session.end(), 0);
    const { stdout } = await run(await cli(), ['transcripts', 'list'], { cwd: repo.dir });
    assert.match(stdout, /^r-\S+ {2}\S+ {2}review of uncommitted changes: (done|cancelled)/m);
    const audit = await run(await cli(), ['audit'], { cwd: repo.dir });
    assert.equal(audit.code, 0, audit.stdout);
  });

  it('kill -9 among verdicts loses none that was acknowledged, and the next server goes on', async () => {
    await repo.write('src/many.ts', Array.from({ length: 60 }, (_, n) => `console.log('line ${n}');\n`).join(''));
    await session.ask(1, 'initialize', hello);
    const reviewed = await session.ask(2, 'tools/call', call('reverie_review_changes', { limit: 50 }));
    const { findings } = structured<{ findings: { fingerprint: string }[] }>(reviewed.result ?? {});
    const acknowledged: string[] = [];
    let resolve = (): void => undefined;
    const enough = new Promise<void>((done) => (resolve = done));
    const verdicts = findings.slice(0, 24).map(async ({ fingerprint }, index) => {
      const answer = await session.ask(
        100 + index,
        'tools/call',
        call('reverie_record_verdict', { finding: fingerprint, verdict: 'dismiss', reason: 'intended' }),
      );
      assert.ok(answer.result?.['structuredContent'], JSON.stringify(answer));
      acknowledged.push(fingerprint);
      if (acknowledged.length === 5) resolve();
    });
    await enough;
    session.child.kill('SIGKILL');
    await new Promise((closed) => session.child.once('close', closed));
    void Promise.allSettled(verdicts);

    const engine = await openEngine(repo);
    try {
      const { findings: known } = await engine.review();
      const dismissed = new Set(known.filter((f) => f.status === 'dismissed').map((f) => f.fingerprint));
      for (const fingerprint of acknowledged) assert.ok(dismissed.has(fingerprint), fingerprint);
      const { problems } = await engine.reverie.audit();
      assert.deepEqual(
        problems.filter((p) => p.severity === 'error'),
        [],
      );
    } finally {
      await engine.reverie.close();
    }
    const next = await rawSession(repo.dir);
    const [left] = findings.slice(30);
    const verdict = { finding: left?.fingerprint, verdict: 'dismiss', reason: 'intended' };
    const answer = await next.ask(9, 'tools/call', call('reverie_record_verdict', verdict));
    assert.equal(structured<{ status: string }>(answer.result ?? {}).status, 'dismissed', JSON.stringify(answer));
    assert.equal(await next.end(), 0);
  });
});
