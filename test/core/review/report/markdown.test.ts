import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { reviewMarkdown } from '../../../../src/core/review/report/markdown.js';
import { sampleFinding, sampleReport } from '../../../cli/sample-report.js';
import { anyReport } from '../../../support/any-report.js';

const at = (path: string, startLine: number, quote = 'log();') => ({
  state: 'exact' as const,
  path,
  side: 'new' as const,
  startLine,
  endLine: startLine,
  quote,
  context: { before: [], after: [] },
});
const only = (...findings: ReturnType<typeof sampleFinding>[]) =>
  reviewMarkdown(sampleReport({ findings, heldBack: [], coverage: [], warnings: [] }));

describe('a review as Markdown', () => {
  it('tells everything: findings by severity, what was held back, settled, not reviewed, and warnings', () => {
    const text = reviewMarkdown(sampleReport());
    const headings = text.split('\n').filter((line) => line.startsWith('#'));
    assert.deepEqual(headings, [
      '# Reverie review',
      '## Critical (1)',
      '### [`config/prod.env`](config/prod.env) A secret is committed',
      '## High (1)',
      '### [`src/cart.ts:12`](src/cart.ts#L12) The promise of save\\(\\) is not awaited',
      '## Low (1)',
      '### [`src/cart.ts:3-8`](src/cart.ts#L3-L8) Debug output left in',
      '## Held back by memory (1)',
      '## Fixed (1)',
      '## Dismissed (1)',
      '## Not reviewed (2)',
      '## Warnings (1)'.replace(' (1)', ''),
    ]);
    assert.match(
      text,
      /^\*\*3 findings\*\* in 2 files: 1 critical, 1 high, 1 low · 1 held back by memory · 1 fixed · 1 dismissed earlier$/m,
    );
    assert.match(text, /^Reviewed 1 of 3 changed files \(uncommitted changes, on top of `aaaaaaaaaa`\)\.$/m);
    assert.match(text, /^\| `src\/odd\.ts` \| failed \| not UTF-8 \|$/m);
    assert.match(text, /```diff\n@@ -1,1 \+1,1 @@ config\/prod\.env\n-KEY=‹secret:aws:0123456789ab›\n\+KEY=\n```/);
  });

  it('says when nothing was found, and how a review ended early', () => {
    const empty = sampleReport({ findings: [], heldBack: [] });
    assert.match(reviewMarkdown(empty), /\*\*No findings\*\*/);
    const failed = reviewMarkdown({ ...empty, review: { ...empty.review, state: 'failed', reason: 'the disk is full' } });
    assert.match(failed, /\*\*The review was failed\*\*: the disk is full/);
  });

  it('lists what comments ignore apart from what memory holds back', () => {
    const held = { finding: sampleFinding(), why: 'reverie-ignore in src/cart.ts:11: a|b' };
    const text = reviewMarkdown(sampleReport({ findings: [], heldBack: [held] }));
    assert.match(text, /## Ignored by comments in the code \(1\)/);
    assert.match(text, /· 1 ignored by comments/);
    assert.ok(text.includes('src/cart.ts:11: a\\|b |'));
  });

  it('tells a remark that is repeated in a file once, with all its places', () => {
    const text = only(...[3, 5, 9].map((line) => sampleFinding({ fingerprint: `f${line}`, rule: 'js/log', anchor: at('a.ts', line) })));
    assert.equal(text.split('###').length - 1, 1);
    assert.match(text, /And in 2 more places of this file:\n\n- \[`a\.ts:5`\]\(a\.ts#L5\) `log\(\);` `f5`\n- \[`a\.ts:9`\]/);
  });

  it('keeps a quote with backticks inside its fence', () => {
    const text = only(sampleFinding({ anchor: at('a.md', 1, '```js\nx\n```') }));
    assert.match(text, /````\n1 \| ```js\n2 \| x\n3 \| ```\n````/);
  });

  it('links to a path as it is named, never out of the repository', () => {
    assert.ok(only(sampleFinding({ anchor: at('a (b)/c#d [e].ts', 1) })).includes('](a%20%28b%29/c%23d%20%5Be%5D.ts#L1)'));
    assert.ok(only(sampleFinding({ anchor: at('//evil.example/x', 1) })).includes('](%2F%2Fevil.example/x#L1)'));
    assert.ok(only(sampleFinding({ anchor: at('javascript:alert(1)', 1) })).includes('](javascript%3Aalert%281%29#L1)'));
  });

  it('lets no text from outside act: no HTML, links, mentions, references or cells', () => {
    const evil = 'x <img src=y> [a](command:b) @someone fixes #12 GH-3 https://evil.example | ![i](u)';
    const finding = sampleFinding({
      title: evil,
      body: `${evil}\n\n# big\n[r]: command:c\n\`@Keep https://kept\``,
      anchor: { state: 'file', path: evil, side: 'new', why: evil },
    });
    const text = reviewMarkdown(
      sampleReport({
        findings: [finding],
        heldBack: [{ finding, why: evil }],
        coverage: [{ state: 'skipped', path: evil, hunks: 1, reason: evil }],
        warnings: [evil],
      }),
    );
    const outside = text.replace(/`[^`\n]*`/g, '').replace(/\]\((?!command|u\))[^)]*\)/g, ']');
    assert.ok(!/<img/.test(outside.replaceAll('\\<', '')), 'HTML');
    assert.ok(!/\]\((?:command|u\))/.test(outside), 'a link');
    assert.ok(!/\]: ?command/.test(outside), 'a link’s definition');
    assert.deepEqual(outside.match(/.*(?:@someone|#12|GH-3).*/g), null);
    assert.ok(!/https:\/\//.test(outside), 'an address');
    assert.ok(text.includes('`@Keep https://kept`'), 'code stays as it is');
    for (const row of text.split('\n').filter((line) => line.startsWith('| [') || line.startsWith('| `')))
      assert.ok([4, 5].includes(row.replaceAll('\\|', '').split('|').length - 1), row);
  });

  it('has every finding in it and every fence closed, whatever the review', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const text = reviewMarkdown(report);
        for (const { fingerprint, status } of report.findings)
          assert.ok(status === 'fixed' || status === 'dismissed' || text.includes(fingerprint));
        for (const acting of ['\u001b', '\u202e', '\r']) assert.ok(!text.includes(acting));
        assert.equal(openFence(text), undefined);
      }),
      { numRuns: 300 },
    );
  });
});

/** The fence that is open at the end of the document. */
function openFence(text: string): string | undefined {
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const fence = /^(`{3,})([^`]*)$/.exec(line);
    if (!fence) continue;
    if (open === undefined) open = fence[1];
    else if (fence[2]?.trim() === '' && (fence[1]?.length ?? 0) >= open.length) open = undefined;
  }
  return open;
}
