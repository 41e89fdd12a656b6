import assert from 'node:assert/strict';
import { hunksBetween } from '../../../../src/core/changes/hunks-between.js';
import { lineMap } from '../../../../src/core/changes/line-map.js';
import { linesOf } from '../../../../src/core/changes/lines.js';
import { makeAnchor } from '../../../../src/core/changes/make-anchor.js';
import { classifyOutcome, type OutcomeInput } from '../../../../src/core/review/outcomes/classify-outcome.js';

const text = `import { log } from './log.js';

export function total(cart) {
  if (cart = null) return 0;
  const sum = cart.items.reduce((a, b) => a + b, 0);
  return sum;
}

export function name(cart) {
  return cart.owner;
}
`;

function classify(after: string | undefined, extra: Partial<OutcomeInput> & { old?: string; at?: number } = {}) {
  const old = extra.old ?? text;
  const oldLines = linesOf(old);
  const at = extra.at ?? 4;
  return classifyOutcome({
    anchor: makeAnchor({ path: 'a.js', side: 'new', lines: oldLines, startLine: at, endLine: at }),
    oldLines,
    newLines: after === undefined ? undefined : linesOf(after),
    map: lineMap(hunksBetween(old, after ?? '')),
    fires: 'unknown',
    introduced: 'stands',
    ...extra,
  });
}

const mended = text.replace('cart = null', 'cart === null');

describe('what became of a finding', () => {
  it('is fixed when it is gone and the code around it is still there', () => {
    assert.deepEqual(classify(mended, { fires: 'no' }), {
      outcome: 'fixed',
      basis: 'rule',
      why: 'it is gone and the code around it is still there',
      now: { startLine: 4, endLine: 4 },
    });
    assert.equal(classify(mended).outcome, 'fixed', 'nobody asked the rule, and just this line was edited');
    assert.equal(classify(mended).basis, 'place');
    const out = text.replace('  if (cart = null) return 0;\n', '');
    assert.equal(classify(out, { fires: 'no' }).outcome, 'fixed', 'taken out');
    assert.equal(classify(out).outcome, 'fixed');
  });

  it('is fixed by an edit near it after which the rule is silent', () => {
    const loop = 'async function f(xs) {\n  for (const x of xs) {\n    await g(x);\n  }\n}\n';
    const after = loop.replace('  for (const x of xs) {\n', '  {\n    const x = xs[0];\n');
    assert.equal(classify(after, { old: loop, at: 3, fires: 'no' }).outcome, 'fixed');
    assert.equal(classify(after, { old: loop, at: 3, fires: 'yes' }).outcome, 'survived');
    assert.equal(classify(`${loop}\nexport const n = 1;\n`, { old: loop, at: 3, fires: 'no' }).outcome, 'none', 'nothing near it changed');
  });

  it('survived when code near it was edited and it stayed', () => {
    const near = text.replace('a + b, 0', 'a + b.price, 0');
    assert.equal(classify(near).outcome, 'survived');
    assert.equal(classify(near, { fires: 'yes' }).basis, 'rule');
    assert.deepEqual(classify(near).now, { startLine: 4, endLine: 4 });
    const inserted = text.replace('  return sum;', '  log(sum);\n  return sum;');
    assert.equal(classify(inserted).outcome, 'survived', 'a line was put in');
    const renamed = text.replace('if (cart = null)', 'if (basket = null)');
    assert.equal(classify(renamed, { fires: 'yes' }).outcome, 'survived', 'edited, and found again');
  });

  it('says nothing of edits far away, of white space, and of lines that merely move', () => {
    for (const after of [
      text.replace('cart.owner', 'cart.owner.name'),
      text.replace('  return sum;', '      return sum;').replace('{\n  if', '{\n\n\n  if'),
      `// a licence\n${text}`,
      text,
    ])
      assert.equal(classify(after).outcome, 'none', after);
    const [head, first, second] = [
      text.slice(0, text.indexOf('export function total')),
      text.slice(text.indexOf('export function total'), text.indexOf('export function name')),
      text.slice(text.indexOf('export function name')),
    ];
    assert.equal(classify(`${head}${second}\n${first}`).outcome, 'none', 'the function moved');
  });

  it('is neutral when the code around it was rewritten or deleted too', () => {
    const rewritten = text.replace(/export function total[^]*?\n}\n/, 'export const total = (c) => sumOf(c.items ?? []);\n');
    for (const fires of ['no', 'unknown'] as const) assert.equal(classify(rewritten, { fires }).outcome, 'rewritten', fires);
    const deleted = text.replace(/export function total[^]*?\n}\n\n/, '');
    for (const fires of ['no', 'unknown'] as const) assert.equal(classify(deleted, { fires }).outcome, 'deleted', fires);
    assert.equal(classify(undefined, { fires: 'no' }).outcome, 'deleted', 'the file is gone');
    const churned = text.replace(/  if[^]*?sum;\n/, '  let n = 0;\n  for (const i of cart.items) n += i;\n  return n;\n');
    assert.equal(classify(churned).outcome, 'rewritten', 'all around it was edited as well, and nobody asked the rule');
  });

  it('calls a small function that is deleted whole deleted, though its neighbours stand', () => {
    const old = 'function a() {\n  return 1;\n}\nfunction b() {\n  debug();\n}\nfunction c() {\n  return 3;\n}\n';
    const after = old.replace('function b() {\n  debug();\n}\n', '');
    assert.equal(classify(after, { old, at: 5, fires: 'no' }).outcome, 'deleted');
    const only = old.replace('  debug();\n', '');
    assert.equal(classify(only, { old, at: 5, fires: 'no' }).outcome, 'fixed', 'the call alone went');
  });

  it('is absent after a switch, a reset or a revert, never fixed', () => {
    assert.equal(classify(mended, { introduced: 'gone', fires: 'no' }).outcome, 'absent');
    assert.equal(classify(undefined, { introduced: 'gone' }).outcome, 'absent');
  });

  it('is absent when only the flagged lines were taken back to what stood there before', () => {
    const before = linesOf(text.replace('cart = null', 'cart == undefined').replace('return sum;', 'return 0;'));
    const back = text.replace('cart = null', 'cart == undefined');
    assert.equal(classify(back, { before, fires: 'no' }).outcome, 'absent');
    assert.equal(classify(back, { fires: 'no' }).outcome, 'fixed', 'no earlier blob tells');
    assert.equal(classify(mended, { before, fires: 'no' }).outcome, 'fixed', 'it says something new');
    const lone = linesOf(text.replace('  if (cart = null) return 0;\n', ''));
    const out = lone.join('\n');
    assert.equal(classify(out, { before: lone, fires: 'no', committed: false }).outcome, 'absent', 'an added line undone');
    assert.equal(classify(out, { before: lone, fires: 'no' }).outcome, 'fixed', 'an added line taken out by a later commit');
  });

  it('abstains between copies, and knows when one of them went', () => {
    const old = 'function a() {\n  debug();\n  one();\n}\nfunction b() {\n  debug();\n  two();\n}\n';
    assert.equal(classify(old.replace('  debug();\n  two', '  two'), { old, at: 6, fires: 'no' }).outcome, 'fixed');
    assert.equal(classify(old.replace('  debug();\n  one', '  one'), { old, at: 6 }).outcome, 'none');
  });

  it('says nothing of a finding on no line', () => {
    const file = { state: 'file', path: 'a.js', side: 'new', why: 'test' } as const;
    assert.equal(classify(mended, { anchor: file }).outcome, 'none');
  });
});
