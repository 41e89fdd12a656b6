import assert from 'node:assert/strict';
import { isLessonRequest, isLessonUpdate } from '../../../src/protocol/lesson.js';
import { lessonPage } from '../../../src/vscode/lesson-panel/lesson-page.js';
import { lessonNodes, type MemoryTreeView } from '../../../src/vscode/memory-tree.js';
import { at, heldBack, lesson } from '../fake-reverie.js';

const now = new Date(Date.parse(at) + 3 * 24 * 60 * 60_000);
const page = (changes: Parameters<typeof lesson>[1] = {}, view: MemoryTreeView = {}, unverified = false) => {
  const one = lesson('lesson-1', changes);
  return lessonPage(lessonNodes({ unverified: new Set(unverified ? [one.id] : []) }, view)(one), now);
};

describe('the page of a lesson', () => {
  it('says what it is, where and how it acts, how sure it is and when it was confirmed', () => {
    const facts = new Map(page().facts.map((f) => [f.label, f.value]));
    assert.equal(facts.get('Confidence'), '84 %');
    assert.equal(facts.get('Where'), 'scripts/**');
    assert.equal(facts.get('Rules'), 'some-rule');
    assert.equal(facts.get('Confirmed'), '3 days ago');
    assert.equal(facts.get('In its scope'), '0 accepted, 4 dismissed, 0 brought back');
    assert.ok(!facts.has('Symbols'), 'nothing to say');
  });

  it('lists every citation in its order, and what it holds back now', () => {
    const code = { type: 'code', path: 'a.ts', startLine: 4, endLine: 4, hash: 'b', quote: 'x();' } as const;
    const shown = page({ evidence: [...lesson('a').evidence, code] }, { heldBack: [heldBack('h'), { ...heldBack('o'), lesson: 'other' }] });
    assert.deepEqual(
      shown.evidence.map((e) => [e.kind, e.place, e.quote]),
      [
        ['event', '"verdict":"dismiss"', '"verdict":"dismiss"'],
        ['code', 'a.ts:4', 'x();'],
      ],
    );
    assert.deepEqual(
      shown.held.map((h) => [h.title, h.place]),
      [['Title of h', 'src/cart.ts:3']],
    );
  });

  it('offers only what a lesson in this state can become', () => {
    const actions = (changes: Parameters<typeof lesson>[1]) => page(changes).actions.map((a) => a.action);
    assert.deepEqual(actions({}), ['edit', 'pin', 'retire', 'history']);
    assert.deepEqual(actions({ pinned: true }), ['edit', 'unpin', 'retire', 'history']);
    assert.deepEqual(actions({ status: 'trial' }), ['activate', 'edit', 'pin', 'retire', 'history']);
    assert.deepEqual(actions({ status: 'retired' }), ['restore', 'edit', 'history']);
  });

  it('says what is wrong with it', () => {
    const health = { problems: [{ kind: 'stale' as const, lessons: ['lesson-1'], reason: 'all the code that it cites is gone' }] };
    assert.deepEqual(page({}, { health }).problems, ['stale: all the code that it cites is gone']);
    assert.match(page({}, {}, true).problems[0] ?? '', /^Unverified/);
  });

  it('is what its webview takes', () => {
    assert.ok(isLessonUpdate(structuredClone({ type: 'lesson', language: 'en', page: page() })));
    assert.ok(isLessonUpdate({ type: 'gone', text: 'no longer' }));
    for (const message of [null, {}, { type: 'gone' }, { type: 'lesson', language: 'en', page: { ...page(), facts: [1] } }])
      assert.ok(!isLessonUpdate(message), JSON.stringify(message));
  });

  it('listens to its own messages only', () => {
    assert.ok(isLessonRequest({ type: 'ready' }));
    assert.ok(isLessonRequest({ type: 'action', action: 'edit' }));
    assert.ok(isLessonRequest({ type: 'evidence', index: 2 }));
    for (const message of [null, 'ready', { type: 'action', action: 'delete' }, { type: 'evidence', index: -1 }, { type: 'held' }])
      assert.ok(!isLessonRequest(message), JSON.stringify(message));
  });
});
