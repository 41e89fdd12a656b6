import assert from 'node:assert/strict';
import { findingActions } from '../../src/vscode/finding-actions.js';
import { finding } from './fake-reverie.js';

const commands = (more: Parameters<typeof finding>[1] = {}) => findingActions(finding('a', more)).map((a) => a.command);
const fix = { edits: [{ path: 'a.ts', startLine: 1, endLine: 1, expect: 'a', replace: 'b' }] };

describe('the quick fixes of a finding', () => {
  it('are the agent, ignoring by a comment, dismissing, never here, accepting, and contesting', () => {
    assert.deepEqual(commands(), [
      'reverie.fixWithAgent',
      'reverie.ignoreHere',
      'reverie.dismissFinding',
      'reverie.neverFlagHere',
      'reverie.acceptFinding',
      'reverie.contestFinding',
    ]);
  });

  it('begin with the suggested fix where there is one', () => {
    assert.deepEqual(commands({ fix }).slice(0, 3), ['reverie.applyFix', 'reverie.fixAndNext', 'reverie.fixWithAgent']);
  });

  it('invariant 4: are for security only a fix and a person’s own verdict on this one finding', () => {
    assert.deepEqual(commands({ security: true }), [
      'reverie.fixWithAgent',
      'reverie.dismissFinding',
      'reverie.acceptFinding',
      'reverie.contestFinding',
    ]);
  });

  it('write no comment where there is no line for it', () => {
    const { path } = finding('a').anchor;
    assert.ok(!commands({ anchor: { state: 'file', path, side: 'new', why: 'the code stands twice' } }).includes('reverie.ignoreHere'));
  });
});
