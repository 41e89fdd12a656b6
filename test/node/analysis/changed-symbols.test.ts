import assert from 'node:assert/strict';
import type { ChangedFile, Content, Side } from '../../../src/core/changes/change-set.js';
import { openChangedSymbols } from '../../../src/node/analysis/changed-symbols.js';
import { assets } from './syntax-assets.js';

const symbolsOf = openChangedSymbols(assets);

const before = ['class Cart {', '  add() {', '    one();', '    two();', '  }', '  gone() {}', '}', 'function free() {}', 'top();', ''];
const after = [
  'class Cart {',
  '  add() {',
  '    one();',
  '  }',
  '  total() {',
  '    return 1;',
  '  }',
  '}',
  'function free() {}',
  'top(2);',
  '',
];

type Ranges = [old: [number, number], now: [number, number]];

async function touched(path: string, hunks: Ranges[], sides: Partial<Record<Side, Content>> = {}, more: Partial<ChangedFile> = {}) {
  const range = ([startLine, endLine]: [number, number]) => ({ startLine, endLine });
  const file: ChangedFile = {
    path,
    status: 'modified',
    kind: 'text',
    hunks: hunks.map(([old, now]) => ({ old: range(old), new: range(now) })),
    ...more,
  };
  const text = (lines: string[]): Content => ({ state: 'text', text: lines.join('\n') });
  const read = async (_: ChangedFile, side: Side) => sides[side] ?? text(side === 'new' ? after : before);
  return (await symbolsOf([file], { read })).get(path);
}

describe('the symbols that a change touches', () => {
  it('are those around what it adds, and around what it takes away', async () => {
    assert.deepEqual(
      await touched('a.js', [
        [
          [6, 6],
          [5, 7],
        ],
      ]),
      ['Cart', 'Cart.total', 'Cart.gone'],
    );
    assert.deepEqual(
      await touched('a.js', [
        [
          [4, 4],
          [4, 3],
        ],
      ]),
      ['Cart', 'Cart.add'],
      'a removal inside a method that stays',
    );
  });

  it('are none for a change at the top of the file', async () => {
    assert.deepEqual(
      await touched('a.js', [
        [
          [9, 9],
          [10, 10],
        ],
      ]),
      [],
    );
  });

  it('are not known where there is no grammar, no text, or nobody could have written it', async () => {
    assert.equal(
      await touched('a.kt', [
        [
          [1, 1],
          [1, 1],
        ],
      ]),
      undefined,
    );
    assert.equal(
      await touched(
        'a.js',
        [
          [
            [1, 1],
            [1, 1],
          ],
        ],
        { old: { state: 'unreadable', reason: 'gone' } },
      ),
      undefined,
    );
    const deep: Content = { state: 'text', text: `${'('.repeat(2_000)}1${')'.repeat(2_000)};\n` };
    assert.equal(
      await touched(
        'a.js',
        [
          [
            [1, 0],
            [1, 1],
          ],
        ],
        { new: deep },
      ),
      undefined,
    );
  });

  it('are read by the name that the file had', async () => {
    const old: Content = { state: 'text', text: 'def f():\n  pass\n' };
    assert.deepEqual(
      await touched(
        'a.js',
        [
          [
            [2, 2],
            [1, 0],
          ],
        ],
        { old },
        { oldPath: 'a.py' },
      ),
      ['f'],
    );
  });
});
