import assert from 'node:assert/strict';
import { hasIndentedImports, onlyImports } from '../../../../src/core/analysis/cross-file/only-imports.js';

const kept = (...lines: string[]): string[] | undefined => onlyImports(lines.join('\n'))?.split('\n');

describe('onlyImports', () => {
  it('keeps imports and what is shown on, each on its line', () => {
    const lines = ["import a from './a';", 'work();', 'import {', '  b,', "} from './b';", "export * from './c';", 'work();'];
    assert.deepEqual(kept(...lines), ["import a from './a';", '', 'import {', '  b,', "} from './b';", "export * from './c';", '']);
  });

  it('keeps statements that require modules, and nothing else', () => {
    const lines = [
      '"use strict";',
      'const a = require("./a"),',
      '  b = require("./b");',
      '',
      'const {',
      '  c,',
      '} = require("./c");',
      'const limit = 3;',
      'require("./d");',
      'function work() {',
      '  return a(limit);',
      '}',
    ];
    const expected = lines.map((line, i) => (i === 0 || i === 3 || i === 7 || i > 8 ? '' : line));
    assert.deepEqual(kept(...lines), expected);
  });

  it('keeps them where nobody writes semicolons', () => {
    const lines = ["const a = require('./a')", "const b = require('./b')", '', 'module.exports = function () {', '  a(b)', '}'];
    assert.deepEqual(kept(...lines), [lines[0], lines[1], '', '', '', '']);
  });

  it('leaves a text to whoever reads it whole where a module is required inside other code', () => {
    assert.equal(kept('try {', "  a = require('./a');", '} catch {}'), undefined);
    assert.equal(kept('function load() {', "  return import('./a');", '}'), undefined);
    assert.equal(kept('if (x)', "  require('./a');"), undefined);
  });

  it('minds no comments', () => {
    const lines = [
      '/**',
      ' * @typedef {import("./a").A} A',
      ' */',
      '// see require("./b")',
      "const c = /** @type {import('./d').D} */ (require('./c'));",
    ];
    assert.deepEqual(kept(...lines), ['', '', '', '', lines[4]]);
    assert.equal(kept("const glob = '/*';", "a = b(require('./a'));"), undefined);
  });

  it('takes no time that grows with the square of a hostile text', () => {
    assert.equal(onlyImports(`const a = 1; ${'import x/* x'.repeat(150_000)}`), '');
    assert.equal(hasIndentedImports(`a\n${'\n'.repeat(1_900_000)}`), false);
    assert.equal(hasIndentedImports('a\n\n  import b from "c";'), true);
  });

  it('takes a long statement for other code', () => {
    const body = Array.from({ length: 300 }, (_, i) => `  a${i}: 1,`);
    assert.equal(kept('const a = {', ...body, "  b: require('./b'),", '};'), undefined);
  });
});
