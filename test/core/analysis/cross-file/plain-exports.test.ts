import assert from 'node:assert/strict';
import { plainExports } from '../../../../src/core/analysis/cross-file/plain-exports.js';

const names = (text: string, style: 'script' | 'python'): string[] => [...plainExports(text, style)].sort();

describe('plainExports', () => {
  it('reads the names that lines of a script declare', () => {
    const text = [
      'export const a = 1, b = 2;',
      'export default function main() {}',
      'export async function load() {}',
      'export function* each() {}',
      'export abstract class Shape {}',
      'export declare const enum Color { red }',
      'export type Id = string;',
      'const hidden = 1;',
      '  export const nested = 1;',
      'export { c };',
    ].join('\n');
    assert.deepEqual(names(text, 'script'), ['Color', 'Id', 'Shape', 'a', 'default', 'each', 'load']);
  });

  it('reads what is put into the exports', () => {
    const text = ['exports.a = 1;', 'module.exports.b = 2;', 'module.exports = {', '  c,', '  d: 1, // or e, f', '  g', '};'].join('\n');
    assert.deepEqual(names(text, 'script'), ['a', 'b', 'c', 'd', 'default', 'g']);
    assert.deepEqual(names('module.exports = class A {};', 'script'), ['*']);
    // of nested objects the lines say nothing
    assert.deepEqual(names('module.exports = { a: { b: 1, c: 2 }, d };', 'script'), []);
  });

  it('takes no time that grows with the square of a hostile text', () => {
    assert.deepEqual(names('module.exports={\n'.repeat(110_000), 'script'), []);
  });

  it('reads the names at the margin of a Python module', () => {
    const text = [
      'def total(items):',
      '    inner = 1',
      'async def load():',
      'class Cart:',
      'TAX: float = 0.2',
      'RATE = 3',
      'x == y',
      'if a:',
    ].join('\n');
    assert.deepEqual(names(text, 'python'), ['Cart', 'RATE', 'TAX', 'load', 'total']);
  });
});
