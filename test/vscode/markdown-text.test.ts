import assert from 'node:assert/strict';
import { lessonTooltip } from '../../src/vscode/lesson-words.js';
import { dreamDocument } from '../../src/vscode/dream-document.js';
import { code, unlinked } from '../../src/vscode/markdown-text.js';
import { dreamReport, lesson } from './fake-reverie.js';

const hostile = '[click](command:workbench.action.quit) <img src=x onerror=alert(1)> ![i](http://x/y.png) # head';

describe('text from outside', () => {
  it('makes no link, image or HTML in a tooltip or a dream', () => {
    const bad = lesson('l1', { statement: hostile, body: hostile });
    const operation = { v: 1 as const, id: 'o1', op: 'add' as const, lesson: 'l1', reason: hostile, by: 'model' as const, value: bad };
    const dream = dreamDocument(
      dreamReport({ operations: [{ operation: { ...operation, evidence: bad.evidence }, decision: 'wait', reason: hostile }] }),
      { lessons: [] },
    );
    for (const text of [lessonTooltip(bad), dream]) {
      assert.doesNotMatch(text, /[^\\]\]\(|<img|[^\\]!\[/);
      assert.match(text, /click/);
    }
  });

  it('makes no link in a notification', () => {
    assert.equal(unlinked('[click](command:x) in f(x)[0](1)'), '[click] (command:x) in f(x)[0] (1)');
  });

  it('cannot leave inline code', () => {
    assert.equal(code('a`` b\n c'), '``` a`` b c ```');
  });
});
