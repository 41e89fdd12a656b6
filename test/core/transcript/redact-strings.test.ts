import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { redactStrings } from '../../../src/core/transcript/redact-strings.js';

const redact = (text: string) => text.replaceAll('hunter2', '‹secret:test:0123›');

describe('redacting strings', () => {
  it('reaches every string at any depth, and leaves keys alone', () => {
    const value = { a: 'hunter2', list: ['x', { deep: ['my hunter2'] }], hunter2: 1, n: null, t: true };
    assert.deepEqual(redactStrings(value, redact), {
      a: '‹secret:test:0123›',
      list: ['x', { deep: ['my ‹secret:test:0123›'] }],
      hunter2: 1,
      n: null,
      t: true,
    });
    assert.equal(value.a, 'hunter2');
  });

  it('hands back the same value when nothing was secret', () => {
    const value = { a: ['b', { c: 1 }] };
    assert.equal(redactStrings(value, redact), value);
  });

  it('leaves no secret in any JSON value, and its shape as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const seeded: unknown = JSON.parse(JSON.stringify({ json, list: [json, 'hunter2 hunter2'] }));
        const text = JSON.stringify(redactStrings(seeded, redact));
        assert.ok(!text.includes('hunter2'));
        assert.equal(text, JSON.stringify(seeded).replaceAll('hunter2', '‹secret:test:0123›'));
      }),
    );
  });
});
