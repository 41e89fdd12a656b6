import assert from 'node:assert/strict';
import { renderLines } from '../../../src/cli/text/line.js';
import { reviewText } from '../../../src/cli/text/review-text.js';
import { sampleFinding, sampleReport } from '../sample-report.js';

const render = (report = sampleReport(), columns = 100) =>
  renderLines(reviewText(report, { columns, next: (words) => `reverie ${words}` }), { color: false });

describe('the text of a review', () => {
  it('reads by file, worst first, with code, memory, coverage and the next step', () => {
    assert.equal(
      render(),
      `config/prod.env
  critical -       A secret is committed  (reappeared)
           placed on the file: the quoted code stands in 3 places
            │ KEY=‹secret:aws:0123456789ab›
            │ ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
           secret · aa000000

src/cart.ts
  high     12:5    The promise of save() is not awaited
           12 │ save(cart);
              │ ^^^^^^^^^^^
           If it fails nobody notices. Await it or handle the rejection.
           floating-promise · 9f3a12bc00000001
  low      3:3     Debug output left in  (still open)
           3 │ console.log(
             │ ^^^^^^^^^^^^
           4 │   cart,
           5 │   total,
           6 │   tax,
           … │ 2 more lines
           Use the logger.
           ↓ lowered from medium by memory: on trial: console.log in scripts is intended (quiet-console-7x)
           no-console · 9f3a12bc00000002

✓ fixed  src/cart.ts:12  An empty catch swallows the error

Held back by memory: 1
  console.log in scripts/ is intended (quiet-console-7x)
    src/cart.ts:12  Debug output left in  dd000000

Not reviewed: 2 files
  src/odd.ts  failed: not UTF-8
  package-lock.json  lock file

3 findings in 2 files: 1 critical, 1 high, 1 low · 1 held back by memory · 1 fixed · 1 dismissed earlier
Reviewed 1 of 3 changed files (uncommitted changes) in 0.4 s
Next: reverie verdict aa000000 accept
  or: reverie verdict aa000000 dismiss --reason intended
`,
    );
  });

  it('lists what comments in the code ignore, with place and reason', () => {
    const held = { finding: sampleFinding({ title: 'Debug output left in' }), why: 'reverie-ignore in src/cart.ts:11: a tool prints' };
    const text = render(sampleReport({ heldBack: [held] }));
    assert.match(
      text,
      /Ignored by comments in the code: 1\n {2}src\/cart\.ts:12 {2}Debug output left in {2}9f3a12bc\w*\n {4}reverie-ignore in src\/cart\.ts:11: a tool prints\n/,
    );
    assert.match(text, /· 1 ignored by comments ·/);
    assert.doesNotMatch(text, /held back by memory/);
  });

  it('says a repeated remark once, shows its code three times and lists every other place', () => {
    const findings = Array.from({ length: 9 }, (_, i) =>
      sampleFinding({
        fingerprint: `${i}`.repeat(16),
        anchor: {
          state: 'exact',
          path: 'a.ts',
          side: 'new',
          startLine: i + 1,
          endLine: i + 1,
          quote: `  log(${i});`,
          context: { before: [], after: [] },
        },
      }),
    );
    const text = render(sampleReport({ findings }));
    assert.equal(text.split('If it fails nobody notices').length - 1, 1);
    assert.equal(text.match(/\^+/g)?.length, 3);
    for (const i of [3, 4, 5, 6, 7, 8]) assert.ok(text.includes(`  high     ${i + 1}:3     log(${i});  ${`${i}`.repeat(8)}\n`), text);
  });

  it('fits a terminal of 40 columns, and cuts no command that is there to be copied', () => {
    const text = renderLines(reviewText(sampleReport(), { columns: 40, next: (words) => `reverie ${words}` }), {
      color: false,
      columns: 40,
    });
    for (const line of text.split('\n')) assert.ok(line.length <= 40, line);
    assert.match(text.replace(/\s+/g, ' '), /Next: reverie verdict aa000000 accept or: reverie verdict aa000000 dismiss --reason intended/);
  });

  it('cuts neither a long title nor what became of its finding', () => {
    const findings = [sampleFinding({ title: 'With an empty variable this removes everything from the root of the disk', status: 'open' })];
    for (const columns of [40, 60, 80, 100]) {
      const lines = reviewText(sampleReport({ findings }), { columns, next: (words) => `reverie ${words}` });
      const text = renderLines(lines, { color: false, columns });
      assert.match(
        text.replace(/\s+/g, ' '),
        /removes everything from the root of the disk \(still open\)/,
        `${columns} columns:\n${text}`,
      );
    }
  });

  it('says a message once, with what the same rule says besides and without who reports it, which stands below', () => {
    const title = "'a' is never used";
    const reported = 'Reported by eslint (no-unused-vars).';
    const one = render(sampleReport({ findings: [sampleFinding({ title, body: `${title}.\n\n${reported}` })] }));
    assert.equal(one.split("'a' is never used").length - 1, 1);
    assert.doesNotMatch(one, /Reported by/);
    const body = `${title}.\n\nOn the same lines: 'b' is never used\n\n${reported}`;
    assert.match(render(sampleReport({ findings: [sampleFinding({ title, body })] })), /\n +On the same lines: 'b' is never used\n/);
  });

  it('says that nothing changed, and what could be reviewed instead', () => {
    const report = sampleReport({ findings: [], heldBack: [], coverage: [] });
    assert.equal(
      render(report),
      'Nothing to review: there are no changes in the scope (uncommitted changes).\nNext: reverie review --commit HEAD reviews the last commit\n',
    );
  });

  it('says so when nothing was found', () => {
    const report = sampleReport({ findings: [], heldBack: [], coverage: [{ state: 'reviewed', path: 'a.ts', hunks: 1 }] });
    assert.equal(render(report), 'No findings\nReviewed 1 of 1 changed file (uncommitted changes) in 0.4 s\n');
  });

  it('says that a cancelled review is partial', () => {
    const report = sampleReport();
    report.review.state = 'cancelled';
    assert.match(render(report), /Cancelled: what was found until then is above\./);
  });

  it('lets no path, code, title or text of the repo act on the terminal', () => {
    const evil = '\u001b[2J\u202eboo\r';
    const finding = sampleFinding({ title: evil, body: evil, rule: evil });
    finding.anchor = { ...finding.anchor, path: evil, quote: evil };
    const held = { finding, lesson: evil, why: evil };
    const report = sampleReport({
      findings: [finding],
      heldBack: [held],
      coverage: [{ state: 'skipped', path: evil, hunks: 1, reason: evil }],
    });
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(render(report).replaceAll('\n', ''), /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/u);
  });

  it('lists a dozen unreviewed files and counts the others', () => {
    const coverage = Array.from({ length: 20 }, (_, i) => ({ state: 'skipped' as const, path: `f${i}`, hunks: 1, reason: 'binary' }));
    assert.match(render(sampleReport({ coverage })), /f11 {2}binary\n {2}… and 8 more; --format json lists all\n/);
  });
});
