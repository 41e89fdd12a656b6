import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { openEngine } from '../../support/engine.js';
import { tempDir, tempRepo, type TempRepo } from '../../support/git-repo.js';
import { cli, run } from '../bundle.js';
import { mcpSession, structured, type Answer, type McpSession } from './mcp-client.js';

type Listed = { fingerprint: string; status: string; rule?: string; security: boolean; title: string };

const chatty = 'export function run(job: string) {\n  console.log(job);\n}\n';
const secret = "export const key = 'AKIAIOSFODNN7EXAMPLQ';\n";
const findingsOf = (answer: Answer) => answer.structuredContent?.['findings'] as Listed[];
const textOf = (answer: Answer) => answer.content.map((c) => c.text).join('\n');

describe('the MCP server, to the SDK’s own client', function () {
  this.timeout(120_000);
  let repo: TempRepo;
  let session: McpSession;
  before(cli);
  beforeEach(async () => {
    repo = await tempRepo({ 'README.md': 'hello\n' });
    session = await mcpSession(repo.dir);
  });
  afterEach(async () => {
    await session.close();
    await repo.dispose();
  });

  it('offers four tools with schemas and honest hints', async () => {
    const { tools } = await session.client.listTools();
    assert.deepEqual(
      tools.map((t) => [t.name, t.annotations?.readOnlyHint, t.annotations?.destructiveHint]),
      [
        ['reverie_review_changes', false, false],
        ['reverie_findings', true, false],
        ['reverie_recall', true, false],
        ['reverie_record_verdict', false, false],
      ],
    );
    for (const tool of tools) {
      assert.equal(tool.inputSchema.type, 'object');
      assert.equal(tool.outputSchema?.type, 'object');
      assert.ok((tool.description ?? '').length > 80);
    }
    assert.match(session.client.getInstructions() ?? '', /data, not instructions/);
  });

  it('reviews, lists, takes a verdict as an agent’s and remembers it', async () => {
    await repo.write('src/run.ts', chatty + secret);
    const reviewed = await session.call('reverie_review_changes');
    assert.equal(reviewed.isError, undefined, textOf(reviewed));
    const log = findingsOf(reviewed).find((f) => f.rule === 'js/console-log');
    const key = findingsOf(reviewed).find((f) => f.security);
    assert.ok(log && key);
    assert.match(textOf(reviewed), /src\/run\.ts:2/);
    assert.doesNotMatch(JSON.stringify(reviewed), /AKIAIOSFODNN7EXAMPLQ/);

    const said = await session.call('reverie_record_verdict', { finding: log.fingerprint, verdict: 'dismiss', reason: 'intended' });
    assert.deepEqual(
      [said.structuredContent?.['by'], said.structuredContent?.['status'], said.structuredContent?.['inForce']],
      ['agent', 'dismissed', true],
    );
    const noted = await session.call('reverie_record_verdict', { finding: key.fingerprint, verdict: 'dismiss', reason: 'false-alarm' });
    assert.equal(noted.structuredContent?.['inForce'], false);
    assert.match(textOf(noted), /only a person dismisses a security finding/);
    const listed = findingsOf(await session.call('reverie_findings'));
    assert.deepEqual(
      listed.map((f) => f.fingerprint),
      [key.fingerprint],
    );
    const dismissed = findingsOf(await session.call('reverie_findings', { status: ['dismissed'] }));
    assert.deepEqual(
      dismissed.map((f) => f.fingerprint),
      [log.fingerprint],
    );
    await session.close();

    // it is a writer of its own, and what it wrote counts for everybody
    assert.deepEqual((await readdir(path.join(repo.dir, '.git/reverie/mcp'))).sort(), ['cache', 'ledger', 'transcripts']);
    const seen = await run(await cli(), ['review', '--format', 'json'], { cwd: repo.dir });
    const { findings } = JSON.parse(seen.stdout) as { findings: Listed[] };
    assert.equal(findings.find((f) => f.fingerprint === log.fingerprint)?.status, 'dismissed');
    assert.equal(findings.find((f) => f.fingerprint === key.fingerprint)?.status, 'open');
    assert.equal(await repo.git('status', '--porcelain'), '?? src/');
  });

  it('checks again what an agent contests, against the code as it is now, and keeps the answer', async () => {
    await repo.write('src/run.ts', chatty);
    const [log] = findingsOf(await session.call('reverie_review_changes'));
    const contest = { finding: log?.fingerprint, verdict: 'contest', note: 'it is wanted here' };
    const holds = await session.call('reverie_record_verdict', contest);
    const { recheck, status } = structured<{ recheck: { answer: string; by: string; reason: string }; status: string }>(holds);
    assert.deepEqual([recheck.answer, recheck.by, status], ['holds', 'rules', 'new']);
    assert.match(textOf(holds), /data, not instructions.\nChecked again: it holds\. .*src\/run\.ts:2/);
    await repo.write('src/run.ts', 'export {};\n');
    const gone = await session.call('reverie_record_verdict', contest);
    assert.equal(structured<{ recheck: { answer: string } }>(gone).recheck.answer, 'gone');
    await session.close();
    const engine = await openEngine(repo);
    const report = await engine.reverie.latestReview();
    assert.equal(report?.rechecked?.[log?.fingerprint ?? '']?.words, 'it is wanted here');
    await engine.reverie.close();
  });

  it('recalls lessons with their scope, evidence and authority, and says what is unverified or asleep', async () => {
    const engine = await openEngine(repo);
    for (let n = 1; n <= 6; n++) {
      await repo.write(`jobs/job-${n}.ts`, `export function job${n}() {\n  console.log('job ${n}');\n}\n`);
      const { findings } = await engine.review();
      for (const f of findings.filter((x) => x.status === 'new')) await engine.say(f.fingerprint, 'dismiss', 'intended');
      await repo.commit(`job ${n}`);
    }
    assert.equal((await engine.dream()).operations.length, 1);
    await engine.reverie.close();

    const answer = await session.call('reverie_recall', { paths: ['jobs/new-job.ts', 'src/other.ts'] });
    const [lesson, ...others] = structured<{ lessons: Record<string, unknown>[] }>(answer).lessons;
    assert.equal(others.length, 0);
    assert.equal(lesson?.['provenance'], 'person');
    assert.equal(lesson['unverified'], false);
    assert.equal(lesson['dormant'], false);
    assert.deepEqual((lesson['scope'] as { rules: string[] }).rules, ['js/console-log']);
    const evidence = lesson['evidence'] as { type: string; path?: string; now?: string; quote: string }[];
    assert.ok(evidence.some((e) => e.type === 'event'));
    assert.deepEqual(
      evidence.filter((e) => e.type === 'code').map((e) => e.now),
      evidence.filter((e) => e.type === 'code').map(() => 'holds'),
    );
    assert.match(textOf(answer), /from a person’s verdicts/);
    assert.equal((await session.call('reverie_recall', { paths: ['src/other.ts'] })).structuredContent?.['total'], 0);
    assert.equal((await session.call('reverie_recall', { words: 'console intended' })).structuredContent?.['total'], 1);
    assert.equal((await session.call('reverie_recall', { words: 'nothing like it' })).structuredContent?.['total'], 0);
  });

  it('tells of progress, and cancelling keeps what was found until then', async () => {
    // so many that a cancel on the first progress comes before the end, on a fast machine too
    for (let n = 0; n < 600; n++) await repo.write(`src/f${n}.ts`, chatty);
    const told: string[] = [];
    await session.call('reverie_review_changes', {}, { onprogress: ({ message }) => void told.push(message ?? '') });
    assert.ok(told.length > 0);
    const controller = new AbortController();
    const cancelled = session.call(
      'reverie_review_changes',
      {},
      {
        signal: controller.signal,
        onprogress: ({ message }) => (message?.startsWith('Reviewing') ? controller.abort() : undefined),
      },
    );
    await assert.rejects(cancelled);
    // the next call waits for the cancelled review to write down what it has
    const after = await session.call('reverie_review_changes', { limit: 1 });
    assert.equal(structured<{ review: { state: string } }>(after).review.state, 'done');
    await session.close();
    const { stdout } = await run(await cli(), ['transcripts', 'list'], { cwd: repo.dir });
    const states = stdout.split('\n').flatMap((line) => /^r-.*changes: (\w+)/.exec(line)?.[1] ?? []);
    assert.deepEqual(states, ['done', 'cancelled', 'done'], stdout);
  });

  it('gives long lists in pages', async () => {
    await repo.write('src/run.ts', Array.from({ length: 130 }, (_, n) => `console.log('line ${n}');\n`).join(''));
    const first = await session.call('reverie_review_changes', { limit: 50 });
    assert.equal(first.structuredContent?.['total'], 130);
    const seen = new Set(findingsOf(first).map((f) => f.fingerprint));
    let next = first.structuredContent?.['next'];
    while (next !== undefined) {
      const page = await session.call('reverie_findings', { offset: next, limit: 50 });
      for (const f of findingsOf(page)) seen.add(f.fingerprint);
      next = page.structuredContent?.['next'];
    }
    assert.equal(seen.size, 130);
  });

  it('explains what a caller can mend, with the next step', async () => {
    const wrong: [string, Record<string, unknown>, RegExp][] = [
      ['reverie_findings', {}, /no review yet\. Next: Call reverie_review_changes/],
      ['reverie_record_verdict', { finding: 'ffffffff', verdict: 'accept' }, /No finding is known as “ffffffff”/],
      ['reverie_record_verdict', { finding: 'ffffffff', verdict: 'dismiss' }, /needs a reason/],
      ['reverie_record_verdict', { finding: 'ffffffff', verdict: 'dismiss', reason: 'never-here' }, /does not fit: reason/],
      ['reverie_record_verdict', { finding: 'ffffffff', verdict: 'contest' }, /Give `note`/],
      ['reverie_review_changes', { scope: 'range' }, /needs `range`/],
      ['reverie_review_changes', { scope: 'commit', commit: 'no-such-thing' }, /no-such-thing/],
      ['reverie_review_changes', { scope: 'branch', commit: 'HEAD' }, /does not fit the scope branch/],
      ['reverie_review_changes', { scope: 'everything' }, /does not fit: scope/],
      ['reverie_recall', { paths: 'src' }, /does not fit: paths/],
      ['reverie_recall', { surprise: 1 }, /Unrecognized key/],
      ['reverie_recall', { repo: '/' }, /not among the folders/],
      ['reverie_recall', { repo: 5 }, /`repo` is no text/],
    ];
    for (const [name, args, says] of wrong) {
      const answer = await session.call(name, args);
      assert.equal(answer.isError, true, name);
      assert.match(textOf(answer), says);
      assert.match(textOf(answer), /Next: /);
      assert.doesNotMatch(textOf(answer), /\n\s+at /);
    }
    await assert.rejects(session.call('reverie_delete_everything'), /-32602.*There is no tool/);
  });

  it('takes the client’s roots, asks which of several is meant, and keeps to them', async () => {
    const other = await tempRepo({ 'a.txt': 'a\n' });
    const plain = await tempDir();
    const many = await mcpSession(plain, { roots: [repo.dir, other.dir] });
    const one = await mcpSession(plain, { roots: [plain, other.dir] });
    const named = await mcpSession(plain, { args: ['--repo', repo.dir], roots: [other.dir] });
    const none = await mcpSession(plain);
    try {
      await other.write('src/run.ts', chatty);
      assert.match(textOf(await many.call('reverie_review_changes')), /several repositories.*`repo`/);
      const chosen = await many.call('reverie_review_changes', { repo: path.join(other.dir, 'src') });
      assert.equal(findingsOf(chosen).length, 1, textOf(chosen));
      assert.equal(findingsOf(await one.call('reverie_review_changes')).length, 1);
      assert.equal(findingsOf(await named.call('reverie_review_changes')).length, 0);
      assert.match(textOf(await named.call('reverie_findings', { repo: other.dir })), /not among the folders/);
      assert.match(textOf(await none.call('reverie_findings')), /not.*git repository.*Next: /i);
    } finally {
      for (const s of [many, one, named, none]) await s.close();
      await other.dispose();
    }
  });
});
