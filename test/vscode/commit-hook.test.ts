import assert from 'node:assert/strict';
import { guarded, type HookSettings, unguarded } from '../../src/vscode/commit-hook.js';

describe('the commit hook of VS Code', () => {
  it('asks about Reverie alone where it was off', () => {
    assert.deepEqual(guarded({}, { enabled: false, sources: { '*': 'error' } }), {
      enabled: true,
      sources: { '*': 'none', reverie: 'warning' },
    });
  });

  it('keeps what a person has set for other sources', () => {
    const own = { enabled: true, sources: { '*': 'error', eslint: 'warning' } };
    assert.deepEqual(guarded(own, own), { enabled: true, sources: { '*': 'error', eslint: 'warning', reverie: 'warning' } });
    assert.deepEqual(guarded({}, own), { enabled: true, sources: { reverie: 'warning' } }, 'set elsewhere, it goes on to hold');
  });

  it('takes back what it wrote and nothing else', () => {
    const settings: HookSettings[] = [
      { enabled: false, sources: { '*': 'error' } },
      { enabled: true, sources: { eslint: 'error' } },
    ];
    for (const before of settings) {
      const on = guarded(before.enabled ? before : {}, before);
      const off = unguarded({ enabled: on.enabled ?? true, sources: on.sources ?? {} });
      assert.deepEqual(off, before.enabled ? { enabled: true, sources: { eslint: 'error' } } : { enabled: undefined, sources: undefined });
    }
  });
});
