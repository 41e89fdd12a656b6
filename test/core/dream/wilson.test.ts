import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { wilsonInterval } from '../../../src/core/dream/wilson.js';

describe('The interval of a share', () => {
  for (const [hits, of, low, high] of [
    [0, 0, 0, 1],
    [5, 5, 0.566, 1],
    [0, 6, 0, 0.39],
    [8, 10, 0.49, 0.943],
    [81, 263, 0.255, 0.366],
  ] as const) {
    it(`of ${hits} in ${of} is ${low} to ${high}`, () => assert.deepEqual(wilsonInterval(hits, of), { hits, of, low, high }));
  }

  it('holds the share itself, and narrows with more counts of the same share', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 200 }), (a, n) => {
        const hits = Math.min(a, n);
        const few = wilsonInterval(hits, n);
        const many = wilsonInterval(hits * 10, n * 10);
        assert.ok(few.low <= hits / n + 0.001 && hits / n <= few.high + 0.001);
        assert.ok(many.high - many.low <= few.high - few.low + 0.001);
      }),
    );
  });
});
