import assert from 'node:assert/strict';
import { openEngine } from '../../support/engine.js';
import { tempRepo } from '../../support/git-repo.js';

describe('a review of selected lines', () => {
  it('looks at those lines alone, and takes none of the others for fixed', async () => {
    const repo = await tempRepo({ 'a.js': "console.log('one');\nconst two = 2;\nconsole.log('three');\n" });
    const engine = await openEngine(repo);
    try {
      const lines = { startLine: 2, endLine: 99 };
      const selected = await engine.review({ scope: { kind: 'files', paths: ['a.js'], lines } });
      assert.deepEqual(
        selected.findings.map((f) => f.anchor.state === 'exact' && f.anchor.startLine),
        [3],
      );
      const first = await engine.review({ scope: { kind: 'files', paths: ['a.js'], lines: { startLine: 1, endLine: 1 } } });
      assert.deepEqual(
        first.findings.map((f) => [f.anchor.state === 'exact' && f.anchor.startLine, f.status]),
        [[1, 'new']],
      );
      const none = await engine.review({ scope: { kind: 'files', paths: ['a.js'], lines: { startLine: 50, endLine: 60 } } });
      assert.deepEqual(none.findings, []);
      assert.deepEqual(
        none.coverage.map((c) => [c.path, c.hunks]),
        [['a.js', 0]],
      );
    } finally {
      await engine.reverie.close();
      await repo.dispose();
    }
  });
});
