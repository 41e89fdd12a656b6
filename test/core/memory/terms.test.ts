import assert from 'node:assert/strict';
import { termsOf } from '../../../src/core/memory/terms.js';

describe('words of code and prose', () => {
  for (const [text, ...terms] of [
    ['parseUserId(x)', 'parseuserid', 'parse', 'user', 'id'],
    ['HTTPServer2', 'httpserver2', 'http', 'server'],
    ['snake_case and-dashes', 'snake_case', 'snake', 'case', 'and', 'dashes'],
    ['src/cart.ts', 'src', 'cart', 'ts'],
    ['Größe straßenName', 'größe', 'straßenname', 'straßen', 'name'],
    ['購物車', '購物', '物車'],
    [`${'0a'.repeat(40)} ok`, 'ok'],
    ['😀 — …'],
  ] as const) {
    it(`${text} has ${terms.join(', ') || 'none'}`, () => assert.deepEqual([...termsOf(text).keys()], terms));
  }

  it('counts repetitions', () => assert.equal(termsOf('cart Cart cart_total').get('cart'), 3));
});
