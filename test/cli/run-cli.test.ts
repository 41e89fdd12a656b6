import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HumanError } from '../../src/core/human-error.js';
import type { ReviewReport, ReviewRequest } from '../../src/core/review/review-report.js';
import type { Reverie, VerdictRequest } from '../../src/core/reverie.js';
import { type Finding, severities } from '../../src/core/review/finding.js';
import { severityWords, speakerWords } from '../../src/cli/choices.js';
import { Speaker } from '../../src/core/transcript/ledger-event.js';
import { sarifErrors } from '../support/sarif-schema.js';
import { ReviewJson } from './json-schema.js';
import { runFake } from './run-with-fake.js';
import { sampleFinding, sampleReport as partlyRead } from './sample-report.js';

/** A report in which every file could be reviewed. */
const sampleReport = (change: Partial<ReviewReport> = {}): ReviewReport =>
  partlyRead({ coverage: [{ state: 'reviewed', path: 'src/cart.ts', hunks: 2 }], ...change });
const noFindings = sampleReport({ findings: [], heldBack: [], warnings: [] });
const reviewing = (report = sampleReport(), requests: ReviewRequest[] = []): Partial<Reverie> => ({
  review: (request) => {
    requests.push(request);
    return Promise.resolve(report);
  },
});

describe('reverie review', () => {
  const scopes: [args: string[], request: ReviewRequest][] = [
    [[], { scope: { kind: 'uncommitted' } }],
    [['--scope', 'staged'], { scope: { kind: 'staged' } }],
    [['--scope', 'branch'], { scope: { kind: 'branch' } }],
    [['--base', 'main'], { scope: { kind: 'branch', base: 'main' } }],
    [['--commit', 'abc'], { scope: { kind: 'commit', commit: 'abc' } }],
    [['--scope', 'commit'], { scope: { kind: 'commit', commit: 'HEAD' } }],
    [['--range', 'v1..v2'], { scope: { kind: 'range', from: 'v1', to: 'v2' } }],
    [['--range', 'v1.2..'], { scope: { kind: 'range', from: 'v1.2', to: 'HEAD' } }],
    [['--path', 'src/**', '--path', 'a.ts'], { scope: { kind: 'uncommitted' }, paths: ['src/**', 'a.ts'] }],
    [['--scope', 'files', '--path', 'a.ts', 'b.ts'], { scope: { kind: 'files', paths: ['a.ts', 'b.ts'] } }],
  ];
  for (const [args, request] of scopes) {
    it(`reads ${args.join(' ') || 'no options'} as ${JSON.stringify(request)}`, async () => {
      const requests: ReviewRequest[] = [];
      const ran = await runFake(['review', ...args], { reverie: reviewing(noFindings, requests) });
      assert.equal(ran.stderr, '');
      assert.deepEqual(requests, [request]);
    });
  }

  const contradictions: [args: string[], message: RegExp][] = [
    [['--commit', 'a', '--range', 'a..b'], /--commit and --range exclude each other/],
    [['--scope', 'staged', '--base', 'main'], /--base does not fit --scope staged/],
    [['--scope', 'range'], /--scope range needs a range\nNext: Write it as --range A\.\.B/],
    [['--range', 'a...b'], /“a\.\.\.b” is not a range/],
    [['--scope', 'files'], /--scope files needs the files\nNext: Name them with --path/],
    [['--scope', 'everything'], /Allowed choices are uncommitted, staged/],
    [['--format', 'xml'], /Allowed choices are text, json, sarif, markdown/],
    [['--model', 'anthropic'], /There is no API key\nNext: Set ANTHROPIC_API_KEY/],
    [['--model', 'gpt'], /Allowed choices are none, anthropic/],
    [['--effort', 'quick'], /--effort is about a language model/],
    [['--model', 'anthropic', '--max-cost', 'much'], /Use an amount in USD above 0/],
    [['--fail-on', 'awful'], /Allowed choices are critical, high/],
    [['--colour'], /unknown option '--colour'/],
    [['extra'], /too many arguments/],
  ];
  for (const [args, message] of contradictions) {
    it(`refuses ${args.join(' ')} with exit code 2 and a message`, async () => {
      const ran = await runFake(['review', ...args]);
      assert.equal(ran.code, 2);
      assert.match(ran.stderr, message);
      assert.equal(ran.stdout, '');
      assert.equal(ran.opened.length, 0);
    });
  }

  const unread = (findings: Finding[]): ReturnType<typeof sampleReport> =>
    sampleReport({ findings, coverage: [{ path: 'src/locked.ts', hunks: 1, state: 'failed', reason: 'it cannot be read (EACCES)' }] });
  const codes: [what: string, args: string[], report: ReturnType<typeof sampleReport>, code: number][] = [
    ['nothing found', [], noFindings, 0],
    ['any finding without --fail-on', [], sampleReport({ findings: [sampleFinding({ severity: 'info' })] }), 1],
    ['a finding still open', [], sampleReport({ findings: [sampleFinding({ status: 'open' })] }), 1],
    [
      'only fixed and dismissed ones',
      [],
      sampleReport({ findings: ['fixed', 'dismissed'].map((status) => sampleFinding({ status: status as 'fixed' })) }),
      0,
    ],
    ['a finding below --fail-on', ['--fail-on', 'high'], sampleReport({ findings: [sampleFinding({ severity: 'medium' })] }), 0],
    ['a finding at --fail-on', ['--fail-on', 'high'], sampleReport({ findings: [sampleFinding({ severity: 'high' })] }), 1],
    ['a finding above --fail-on', ['--fail-on', 'high'], sampleReport({ findings: [sampleFinding({ severity: 'critical' })] }), 1],
    ['a failed review', [], sampleReport({ review: { ...noFindings.review, state: 'failed', reason: 'no disk' } }), 2],
    ['a file that could not be reviewed, and nothing found', [], unread([]), 2],
    ['a finding beside a file that could not be reviewed', [], unread([sampleFinding({ severity: 'high' })]), 1],
    ['a cancelled review', [], sampleReport({ review: { ...noFindings.review, state: 'cancelled' } }), 130],
  ];
  for (const [what, args, report, code] of codes) {
    it(`exits with ${code} for ${what}`, async () => {
      assert.equal((await runFake(['review', ...args], { reverie: reviewing(report) })).code, code);
      for (const format of ['json', 'sarif', 'markdown'])
        assert.equal((await runFake(['review', '--format', format, ...args], { reverie: reviewing(report) })).code, code);
    });
  }

  it('names a file that could not be reviewed, and the next step', async () => {
    const { stderr } = await runFake(['review', '--format', 'json'], { reverie: reviewing(unread([])) });
    assert.match(stderr, /src\/locked\.ts could not be reviewed: it cannot be read \(EACCES\)\. Make it readable and review again/);
  });

  it('prints exactly the documented JSON on stdout and everything else on stderr', async () => {
    const ran = await runFake(['review', '--format', 'json'], { reverie: reviewing() });
    const json = ReviewJson.parse(JSON.parse(ran.stdout));
    assert.equal(json.findings.length, 5);
    assert.equal(json.heldBack[0]?.lesson, 'quiet-console-7x');
    assert.equal(ran.stderr, 'warning: a lesson is broken: lessons/x.md\n');
  });

  it('prints SARIF and Markdown whole on stdout and everything else on stderr', async () => {
    const sarif = await runFake(['review', '--format', 'sarif'], { reverie: reviewing() });
    assert.deepEqual(sarifErrors(JSON.parse(sarif.stdout)), []);
    const markdown = await runFake(['review', '--format', 'markdown'], { reverie: reviewing(), env: { FORCE_COLOR: '1' } });
    assert.match(markdown.stdout, /^# Reverie review\n/);
    assert.ok(!markdown.stdout.includes('\u001b'));
    for (const { stderr } of [sarif, markdown]) assert.match(stderr, /a lesson is broken: lessons\/x\.md/);
  });

  it('leaves SARIF and Markdown to review, and says so', async () => {
    for (const format of ['sarif', 'markdown']) {
      const ran = await runFake(['dream', '--format', format]);
      assert.equal(ran.code, 2);
      assert.match(ran.stderr, new RegExp(`Only review prints ${format}; use text or json`));
    }
  });

  it('says on stderr why a review ended early when stdout has JSON', async () => {
    const report = sampleReport({ review: { ...noFindings.review, state: 'failed', reason: 'the disk is full' } });
    const ran = await runFake(['review', '--format', 'json'], { reverie: reviewing(report) });
    assert.match(ran.stderr, /the review was failed: the disk is full/);
  });

  it('opens the repo and the storage that the options name, and closes them', async () => {
    const ran = await runFake(['review', '--repo', 'sub', '--storage', '/else'], { reverie: reviewing(noFindings), cwd: '/repo' });
    assert.deepEqual(ran.opened, [{ repo: path.resolve('/repo/sub'), storage: path.resolve('/else') }]);
    assert.equal(ran.closed, 1);
  });

  it('colours for a terminal, cuts to its width and shows progress on stderr', async () => {
    const ran = await runFake(['review'], {
      tty: true,
      columns: 40,
      reverie: {
        review: (_, { onProgress }) => {
          onProgress?.({ type: 'progress', done: 1, total: 2, what: 'src/\u001b[31mx.ts' });
          return Promise.resolve(sampleReport());
        },
      },
    });
    assert.ok(ran.stdout.includes('\u001b[1m'));
    assert.match(ran.stderr, /Reading the changes/);
    assert.ok(!ran.stderr.includes('\u001b[31m'));
  });

  describe('--output', () => {
    let dir: string;
    beforeEach(async () => {
      dir = await mkdtemp(path.join(tmpdir(), 'reverie-cli-'));
    });
    afterEach(() => rm(dir, { recursive: true, force: true }));

    it('writes the whole report to the file, without colour, and leaves stdout empty', async () => {
      await writeFile(path.join(dir, 'report.json'), 'old');
      const ran = await runFake(['review', '--format', 'json', '--output', 'report.json'], { reverie: reviewing(), cwd: dir, tty: true });
      assert.equal(ran.stdout, '');
      assert.match(ran.stderr, /Written to .*report\.json/);
      ReviewJson.parse(JSON.parse(await readFile(path.join(dir, 'report.json'), 'utf8')));
      assert.deepEqual(await readdir(dir), ['report.json']);
    });

    it('follows a link instead of replacing it', async () => {
      await writeFile(path.join(dir, 'real.txt'), 'old');
      await symlink('real.txt', path.join(dir, 'link.txt'));
      await runFake(['review', '--output', 'link.txt'], { reverie: reviewing(), cwd: dir });
      assert.match(await readFile(path.join(dir, 'real.txt'), 'utf8'), /3 findings/);
    });

    it('explains a folder that is not there', async () => {
      const ran = await runFake(['review', '--output', 'no/such/report.txt'], { reverie: reviewing(), cwd: dir });
      assert.equal(ran.code, 2);
      assert.match(ran.stderr, /Cannot write .*\nNext: Give --output a file in a folder that exists/);
    });
  });
});

describe('reverie verdict', () => {
  const recording = (requests: VerdictRequest[]): Partial<Reverie> => ({
    verdict: (request) => {
      requests.push(request);
      return Promise.resolve({ finding: sampleFinding({ status: 'dismissed' }), verdict: request.verdict, at: '2026-11-23T10:00:00.000Z' });
    },
    recheck: ({ words }) =>
      Promise.resolve({
        finding: sampleFinding(),
        recheck: { answer: 'holds', by: 'rules', reason: `still so, though “${words}”`, checked: ['looked', 'ran the rule'] },
        at: '2026-11-23T10:00:01.000Z',
      }),
  });
  const table: [args: string[], said: Partial<VerdictRequest>][] = [
    [['accept'], { verdict: 'accept' }],
    [['contest', '--reason', 'it is awaited above'], { verdict: 'contest', note: 'it is awaited above' }],
    [['withdraw'], { verdict: 'withdraw' }],
    [['dismiss'], { verdict: 'dismiss', reason: 'other' }],
    [['dismiss', '--reason', 'never-here'], { verdict: 'dismiss', reason: 'never-here' }],
    [['dismiss', '--reason', 'we log in scripts'], { verdict: 'dismiss', reason: 'other', note: 'we log in scripts' }],
  ];
  for (const [args, said] of table) {
    it(`records ${args.join(' ')}`, async () => {
      const requests: VerdictRequest[] = [];
      const ran = await runFake(['verdict', '9f3a', ...args], { reverie: recording(requests), tty: true });
      assert.equal(ran.code, 0);
      assert.deepEqual(requests, [{ finding: '9f3a', by: 'person', ...said }]);
    });
  }

  it('takes a person for the speaker on a terminal, and automation without one', async () => {
    const requests: VerdictRequest[] = [];
    await runFake(['verdict', '9f3a', 'accept'], { reverie: recording(requests), tty: true });
    const piped = await runFake(['verdict', '9f3a', 'accept'], { reverie: recording(requests) });
    await runFake(['verdict', '9f3a', 'accept', '--as', 'person'], { reverie: recording(requests) });
    await runFake(['verdict', '9f3a', 'accept', '--as', 'agent'], { reverie: recording(requests), tty: true });
    assert.deepEqual(
      requests.map((r) => r.by),
      ['person', 'automation', 'person', 'agent'],
    );
    assert.match(piped.stderr, /Recorded as automation/);
  });

  it('prints the receipt as JSON', async () => {
    const ran = await runFake(['verdict', '9f3a', 'dismiss', '--reason', 'intended', '--format', 'json', '--as', 'person'], {
      reverie: recording([]),
    });
    const json = JSON.parse(ran.stdout) as Record<string, unknown>;
    assert.deepEqual(Object.keys(json), ['version', 'verdict', 'reason', 'by', 'at', 'finding']);
    assert.equal(ran.stderr, '');
  });

  it('checks again what is contested, and prints the answer', async () => {
    const text = await runFake(['verdict', '9f3a', 'contest', '--reason', 'it is awaited', '--as', 'person'], { reverie: recording([]) });
    assert.match(
      text.stdout,
      /^Contested .*\n.*\nChecked again: it holds\n {2}still so, though “it is awaited”\n {2}by the rules · looked; ran the rule\n/,
    );
    const ran = await runFake(['verdict', '9f3a', 'contest', '--format', 'json', '--as', 'person'], { reverie: recording([]) });
    const json = JSON.parse(ran.stdout) as Record<string, unknown>;
    assert.deepEqual(Object.keys(json), ['version', 'verdict', 'by', 'at', 'finding', 'recheck']);
    assert.deepEqual((json['recheck'] as { answer: string }).answer, 'holds');
    const model = await runFake(['verdict', '9f3a', 'accept', '--model', 'anthropic'], {
      reverie: recording([]),
      env: { ANTHROPIC_API_KEY: 'k' },
    });
    assert.equal(model.code, 2);
    assert.match(model.stderr, /A model checks what you contest, not what you accept\nNext: /);
  });

  it('refuses a reason to dismiss with another verdict, and a verdict that does not exist', async () => {
    const reason = await runFake(['verdict', '9f3a', 'accept', '--reason', 'intended']);
    assert.equal(reason.code, 2);
    assert.match(reason.stderr, /“intended” is a reason to dismiss, not to accept\nNext: /);
    const verdict = await runFake(['verdict', '9f3a', 'hate']);
    assert.equal(verdict.code, 2);
    assert.match(verdict.stderr, /Allowed choices are accept, dismiss, contest, withdraw/);
    assert.equal((await runFake(['verdict'])).code, 2);
  });
});

describe('failures', () => {
  const failing = (wrong: unknown): Partial<Reverie> => ({ review: () => Promise.reject(wrong) });

  it('explains what a person can fix, with the next step and without a stack trace, and exits with 2', async () => {
    const error = new HumanError('This is no git repository: \u001b[31m/x', { next: 'Run git init first', cause: new Error('cause') });
    const open = () => Promise.reject<Reverie>(error);
    const ran = await runFake(['review'], { open });
    assert.equal(ran.code, 2);
    assert.equal(ran.stderr, 'reverie: This is no git repository: \\x1b[31m/x\nNext: Run git init first\n');
    assert.equal(ran.stdout, '');
  });

  it('owns up to a bug in one line, and shows the stack only when asked', async () => {
    const ran = await runFake(['review'], { reverie: failing(new TypeError('x is undefined\nmore')) });
    assert.equal(ran.code, 2);
    assert.equal(ran.stderr, 'reverie: this is a bug: x is undefined\nNext: run with REVERIE_DEBUG=1 and report what it prints\n');
    assert.equal(ran.closed, 1);
    const debug = await runFake(['review'], { reverie: failing(new TypeError('x is undefined')), env: { REVERIE_DEBUG: '1' } });
    assert.match(debug.stderr, /TypeError: x is undefined/);
    assert.match(debug.stderr, /run-cli\.test/);
  });

  it('exits with 130 when cancelled before there was a result, saying what is kept and how to go on', async () => {
    const controller = new AbortController();
    const ran = await runFake(['review', '--path', 'my file.ts'], {
      signal: controller.signal,
      reverie: {
        review: (_, { signal }) => {
          controller.abort();
          return Promise.reject(signal.reason as Error);
        },
      },
    });
    assert.equal(ran.code, 130);
    assert.equal(
      ran.stderr,
      "Cancelled before there was a result; everything that was recorded until then is kept\nNext: reverie review --path 'my file.ts' starts again\n",
    );
  });

  it('tells a failure also when the command was cancelled', async () => {
    const controller = new AbortController();
    const ran = await runFake(['review'], {
      signal: controller.signal,
      reverie: {
        review: () => {
          controller.abort();
          return Promise.reject(new HumanError('The disk is full', { next: 'Free some space' }));
        },
      },
    });
    assert.equal(ran.code, 130);
    assert.equal(ran.stderr, 'reverie: The disk is full\nNext: Free some space\n');
  });

  it('exits with 2 for an unknown command, and with 0 for help and the version', async () => {
    const unknown = await runFake(['reviw']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /Did you mean review/);
    assert.equal((await runFake(['--version'])).stdout, '9.9.9\n');
    const help = await runFake(['--help']);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /review \[options\]/);
    assert.doesNotMatch(help.stdout, /demo/);
    const nothing = await runFake([]);
    assert.equal(nothing.code, 2);
    assert.match(nothing.stderr, /Usage: reverie/);
  });
});

describe('the words that options accept', () => {
  it('are those of the engine', () => {
    assert.deepEqual(severityWords, severities);
    assert.deepEqual(speakerWords, Speaker.options);
  });
});
