import assert from 'node:assert/strict';
import { isShownByOthers } from '../../../src/vscode/outside/shown-by-others.js';
import { finding } from '../fake-reverie.js';

describe('isShownByOthers', () => {
  const editor = { kind: 'analyzer' as const, name: 'eslint', via: 'editor' as const };

  it('is so for a finding made of a diagnostic, also when ours says the same', () => {
    assert.ok(isShownByOthers(finding('a', { source: editor })));
    assert.ok(isShownByOthers(finding('a', { also: [editor] })));
  });

  it('is not so for our own findings, nor for what a file or a command brought', () => {
    assert.ok(!isShownByOthers(finding('a')));
    assert.ok(!isShownByOthers(finding('a', { also: [{ kind: 'analyzer', name: 'eslint', rule: 'x' }] })));
  });
});
