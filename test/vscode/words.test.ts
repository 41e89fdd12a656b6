import assert from 'node:assert/strict';
import { dismissReasons } from '../../src/core/transcript/ledger-event.js';
import { code, escapeMarkdown } from '../../src/vscode/markdown-text.js';
import { describeError, isCancellation, NextStepError } from '../../src/vscode/next-step-error.js';
import { parseRange, refProblem } from '../../src/vscode/ref-text.js';
import { dismissWords } from '../../src/vscode/dismiss-words.js';
import { ago, describeScope } from '../../src/vscode/words.js';

describe('words', () => {
  it('has words for every reason of a dismissal', () => {
    assert.deepEqual(dismissWords.map((w) => w.reason).toSorted(), [...dismissReasons].toSorted());
  });

  it('tells how long ago something was', () => {
    const now = new Date('2026-01-31T12:00:00Z');
    const cases = {
      '2026-01-31T11:59:30Z': 'just now',
      '2026-01-31T11:55:00Z': '5 min ago',
      '2026-01-31T09:00:00Z': '3 h ago',
      '2026-01-29T11:00:00Z': '2 days ago',
      '2026-02-01T00:00:00Z': 'just now',
    };
    for (const [at, text] of Object.entries(cases)) assert.equal(ago(at, now), text);
  });

  it('shortens commit ids in scopes and nothing else', () => {
    assert.equal(describeScope({ kind: 'commit', commit: 'abcdef12'.repeat(5) }), 'Commit abcdef12');
    assert.equal(describeScope({ kind: 'range', from: 'v1.0', to: 'HEAD' }), 'v1.0..HEAD');
  });

  it('takes refs that git could know, and nothing that git would take for an option', () => {
    for (const ref of ['HEAD~1', 'origin/main', 'v1.0^{}', 'HEAD@{1}', ' main ']) assert.equal(refProblem(ref), undefined, ref);
    for (const ref of ['', '--output=x', 'a b', 'a:b', 'a..b', 'x\u0007', '.hidden']) assert.ok(refProblem(ref), JSON.stringify(ref));
    assert.deepEqual(parseRange('v1..main'), { from: 'v1', to: 'main' });
    for (const range of ['v1', 'v1...main', '..', '-x..y', 'a..b..c']) assert.equal(parseRange(range), undefined, range);
  });

  it('shows text from outside as text', () => {
    assert.equal(escapeMarkdown('[a](b) <i>'), '\\[a\\]\\(b\\) &lt;i&gt;');
    assert.equal(code('a `b`'), '`` a `b` ``');
  });

  it('knows what a person can fix, from whichever bundle the error comes', () => {
    const human = Object.assign(new Error('no git'), { name: 'HumanError', next: 'Install git' });
    assert.deepEqual(describeError(human), { message: 'no git', next: 'Install git', expected: true });
    const step = { title: 'Open Folder', command: 'vscode.openFolder' };
    assert.deepEqual(describeError(new NextStepError('no folder', step)), { message: 'no folder', step, expected: true });
    assert.equal(describeError(new TypeError('x is not a function')).expected, false);
    assert.ok(isCancellation(Object.assign(new Error(), { name: 'AbortError' })));
    assert.ok(!isCancellation(human));
  });
});
