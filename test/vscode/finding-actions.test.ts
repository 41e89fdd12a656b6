import assert from 'node:assert/strict';
import { findingActions } from '../../src/vscode/finding-actions.js';
import { finding } from './fake-reverie.js';

const commands = (more: Parameters<typeof finding>[1] = {}) => findingActions(finding('a', more)).map((a) => a.command);

describe('the quick fixes of a finding', () => {
  it('are ignoring by a comment, dismissing, never here, and accepting', () => {
    assert.deepEqual(commands(), ['reverie.ignoreHere', 'reverie.dismissFinding', 'reverie.neverFlagHere', 'reverie.acceptFinding']);
  });

  it('invariant 4: are for security only a person’s own verdict on this one finding', () => {
    assert.deepEqual(commands({ security: true }), ['reverie.dismissFinding', 'reverie.acceptFinding']);
  });

  it('write no comment where there is no line for it', () => {
    const { path } = finding('a').anchor;
    assert.ok(!commands({ anchor: { state: 'file', path, side: 'new', why: 'the code stands twice' } }).includes('reverie.ignoreHere'));
  });
});
