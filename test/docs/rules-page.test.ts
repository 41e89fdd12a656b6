import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { readBuiltInRules } from '../../src/node/analysis/built-in-rules.js';
import { rulesPage } from './rules-page.js';

describe('docs/rules.md', () => {
  it('says what the rules say (npm run rules-page writes it)', async () => {
    const page = await readFile('docs/rules.md', 'utf8');
    // a checkout on Windows may have other line ends
    assert.ok(page.replaceAll('\r\n', '\n') === rulesPage(), 'docs/rules.md is out of date: run npm run rules-page');
  });

  it('has a place for every rule, with its examples, and leads to each', () => {
    const page = rulesPage();
    const headings = new Set([...page.matchAll(/^#{2,3} (.+)$/gm)].map(([, heading]) => heading!));
    for (const { id, examples } of readBuiltInRules()) {
      assert.ok(headings.has(id), id);
      for (const example of [...examples.match, ...examples.noMatch]) assert.ok(page.includes(`\n${example.trimEnd()}\n`), example);
    }
    const anchors = new Set(
      [...headings].map((heading) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
          .replaceAll(' ', '-'),
      ),
    );
    for (const [, anchor] of page.matchAll(/\]\(#([^)]+)\)/g)) assert.ok(anchors.has(anchor!), anchor);
  });
});
