import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { storyLinks, linkTarget } from '../../src/vscode/story-links.js';

/** What VS Code hands the command: the query as JSON. */
function argument(markdown: string): unknown {
  const [, query] = /^\[.*\]\(command:reverie\.openLink\?([^()\s]+)\)$/s.exec(markdown) ?? [];
  assert.ok(query !== undefined, markdown);
  return (JSON.parse(decodeURIComponent(query)) as unknown[])[0];
}

describe('links of readable documents', () => {
  it('carry what they open through Markdown and a command’s address, whatever the path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer({ min: 1, max: 1e6 }), (name, line) => {
        const path = `src/${name.replace(/[\\/\0]/g, '_')}`;
        fc.pre(!path.split('/').includes('..'));
        const target = { kind: 'code' as const, path, line };
        assert.deepEqual(linkTarget(argument(storyLinks('r1')(target, '`x`'))), { ...target, repo: 'r1' });
      }),
    );
  });

  it('open nothing outside the repository, and nothing they were not made for', () => {
    const repo = 'r1';
    for (const path of ['../etc/passwd', 'a/../../b', '/etc/passwd', 'C:\\Windows', '\\\\host\\share', 'a\0b', ''])
      assert.equal(linkTarget({ kind: 'code', repo, path }), undefined, path);
    for (const wrong of [
      null,
      'x',
      7,
      {},
      { kind: 'code', path: 'a.ts' },
      { kind: 'shell', repo, id: 'x' },
      { kind: 'lesson', repo, id: '../x' },
    ])
      assert.equal(linkTarget(wrong), undefined, JSON.stringify(wrong));
    assert.deepEqual(linkTarget({ kind: 'code', repo, path: 'a.ts', line: -3, more: 1 }), { kind: 'code', repo, path: 'a.ts' });
    assert.deepEqual(linkTarget({ kind: 'lesson', repo, id: 'l-1' }), { kind: 'lesson', repo, id: 'l-1' });
  });
});
