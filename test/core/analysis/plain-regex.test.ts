import assert from 'node:assert/strict';
import { plainRegex } from '../../../src/core/analysis/plain-regex.js';

describe('plainRegex', () => {
  it('answers for words, signs and blanks', () => {
    assert.equal(plainRegex('^(?:get|post)$')?.('post'), true);
    assert.equal(plainRegex('^(?:get|post)$')?.('posts'), false);
    assert.equal(plainRegex(String.raw`^\{\s*\}$`)?.('{  }'), true);
    assert.equal(plainRegex('^.(?:undefined|object).$')?.("'object'"), true);
  });

  it('is silent about texts that the two engines may read differently, and about long ones', () => {
    for (const text of ['é', 'a\u0085b', 'a\nb', 'x'.repeat(201)]) assert.equal(plainRegex('^a.b$')?.(text), undefined);
  });

  it('is silent about everything that is not plain', () => {
    const sources = [
      '(?i)a',
      'a*',
      '(a+)+$',
      '[ab]',
      String.raw`\w+`,
      String.raw`\bfoo`,
      String.raw`\<a`,
      String.raw`\s*\s*a`,
      '(a|b)',
      'a{3}',
      '(?=a)',
      '',
      'é',
    ];
    for (const source of sources) assert.equal(plainRegex(source), undefined, source);
  });
});
