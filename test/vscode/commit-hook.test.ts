import assert from 'node:assert/strict';
import { guarded, unguarded } from '../../src/vscode/commit-hook.js';

describe('the commit hook of VS Code', () => {
  it('asks about Reverie, and keeps what a person has set for other sources', () => {
    assert.deepEqual(guarded({}), { enabled: true, sources: { reverie: 'warning' } });
    const own = { enabled: true, sources: { '*': 'error', eslint: 'warning' } };
    assert.deepEqual(guarded(own), { enabled: true, sources: { '*': 'error', eslint: 'warning', reverie: 'warning' } });
  });

  it('takes back what it wrote and nothing else', () => {
    assert.deepEqual(unguarded({ enabled: true, sources: { reverie: 'warning' } }), { enabled: undefined, sources: undefined });
    assert.deepEqual(unguarded({ enabled: true, sources: { eslint: 'error', reverie: 'warning' } }), {
      enabled: true,
      sources: { eslint: 'error' },
    });
    assert.deepEqual(unguarded({}), { enabled: undefined, sources: undefined });
  });
});
