import assert from 'node:assert/strict';
import { threadText, type ThreadPlace } from '../../../src/vscode/threads/thread-text.js';
import { finding } from '../fake-reverie.js';

const here: ThreadPlace = { at: 'lines' };
const fix = {
  edits: [{ path: 'src/cart.ts', startLine: 3, endLine: 3, expect: '  total += price;', replace: '  total += price * count;' }],
};

describe('what a thread says', () => {
  it('says severity, reason and where it comes from', () => {
    const text = threadText(finding('a', { severity: 'high', title: 'Use `x`' }), 'open', here, []);
    assert.equal(text.label, 'High · correctness');
    assert.match(text.remarks[0]?.body ?? '', /\*\*Use x\*\*[^]*Why it matters[^]*`some-rule` · 80 % sure/);
    assert.equal(text.resolved, false);
    assert.equal(text.context, 'finding.open');
  });

  it('shows the suggested fix as a diff', () => {
    const text = threadText(finding('a', { fix }), 'open', here, []);
    assert.match(text.remarks[1]?.body ?? '', /```diff\n- {2}total \+= price;\n\+ {2}total \+= price \* count;\n```/);
    assert.equal(text.context, 'finding.open.fix');
  });

  it('names the other files of a fix, and shows lines that stay as such', () => {
    const edits = [{ path: 'b.ts', startLine: 1, endLine: 2, expect: 'a\nb', replace: 'a\nc' }];
    const text = threadText(finding('a', { fix: { edits } }), 'open', here, []);
    assert.match(text.remarks[1]?.body ?? '', /`b\.ts`[^]*\n a\n-b\n\+c\n/);
  });

  it('says what memory did, by which lesson', () => {
    const effects = [{ lesson: 'lesson-1', effect: 'demote' as const, why: 'dismissed 4 times', from: 'high' as const }];
    const text = threadText(finding('a', { effects, lessons: ['lesson-1'] }), 'open', here, []);
    assert.deepEqual([text.remarks[1]?.author, text.remarks[1]?.label], ['Memory', 'lowered from High']);
    assert.match(text.remarks[1]?.body ?? '', /dismissed 4 times \(`lesson-1`\)/);
    assert.equal(text.context, 'finding.open.lesson');
  });

  it('is settled when a person dismissed it, when it is fixed, and when its code or its file is gone', () => {
    const settled = (mark: Parameters<typeof threadText>[1], place: ThreadPlace) => threadText(finding('a', { fix }), mark, place, []);
    assert.equal(settled('dismissed', here).resolved, true);
    assert.equal(settled('fixed', here).resolved, true);
    assert.equal(settled('accepted', here).resolved, false);
    assert.match(settled('open', { at: 'gone' }).label, /the code is gone/);
    assert.equal(settled('open', { at: 'gone' }).resolved, true);
    assert.match(settled('open', { at: 'deleted' }).remarks[0]?.body ?? '', /The file was deleted/);
    // a fix of what is settled is of no use
    assert.equal(settled('dismissed', here).remarks.length, 1);
  });

  it('says why it stands on the file', () => {
    const text = threadText(finding('a'), 'open', { at: 'file', why: 'the quoted code stands in 2 places' }, []);
    assert.match(text.remarks[0]?.body ?? '', /no line can be told: the quoted code stands in 2 places/);
    assert.equal(text.resolved, false);
  });

  it('keeps what was said, in order', () => {
    const text = threadText(finding('a'), 'open', here, [
      { verdict: 'contest', note: 'the feed sends no [NaN](x)' },
      { answer: 'It does, in `feed.ts`.' },
      { verdict: 'dismiss', reason: 'intended' },
    ]);
    assert.deepEqual(
      text.remarks.slice(1).map((r) => [r.author, r.label]),
      [
        ['You', 'contested'],
        ['Reverie', 'answer'],
        ['You', 'dismissed'],
      ],
    );
    assert.doesNotMatch(text.remarks[1]?.body ?? '', /\[NaN\]\(/);
    assert.equal(text.remarks[3]?.body, 'Intended here');
  });

  it('makes no link, image, HTML, hidden sign or broken fence of words from outside', () => {
    const evil = '[a](command:x) ![i](http://t/p.png) <img src=x> <b>\n[r]: command:y\n\u202etxt';
    const text = threadText(
      finding('a', {
        title: '**x** [t](command:z)',
        body: evil,
        rule: 'a`b',
        fix: { edits: [{ ...fix.edits[0]!, replace: '```\n[a](b)\n````' }] },
      }),
      'open',
      here,
      [],
    );
    const all = text.remarks[0]?.body ?? '';
    assert.doesNotMatch(all, /\]\(|\]:|<img|<b>|\u202e/);
    const fence = /^(`+)diff/.exec(text.remarks[1]?.body ?? '')?.[1] ?? '';
    assert.ok(fence.length > 4, 'the fence is longer than any in the fix');
  });
});
