import assert from 'node:assert/strict';
import { timeOrderedIds } from '../../../src/node/ports/time-ordered-ids.js';
import { fakeClock } from '../../support/ports.js';

describe('time-ordered ids', () => {
  const clock = () => fakeClock('2026-01-05T09:00:00.000Z');

  it('are a prefix and 26 characters that are safe as a file name', () => {
    assert.match(timeOrderedIds(clock()).next('r'), /^r-[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it('sort by the time they were made', () => {
    const time = clock();
    const ids = timeOrderedIds(time);
    const first = ids.next('r');
    time.advance(1);
    assert.ok(first < ids.next('r'));
  });

  it('only grow within one millisecond, and when the wall clock goes back', () => {
    const time = clock();
    const ids = timeOrderedIds(time);
    const made = Array.from({ length: 200 }, () => ids.next('r'));
    time.setWall('2020-01-01T00:00:00.000Z');
    made.push(ids.next('r'), ids.next('r'));
    time.setWall('2027-01-01T00:00:00.000Z');
    made.push(ids.next('r'));
    assert.deepEqual(made, [...new Set(made)].sort());
  });

  it('count on into the time part when the random part overflows', () => {
    const ids = timeOrderedIds(clock(), () => new Uint8Array(10).fill(0xff));
    assert.ok(ids.next('r') < ids.next('r'));
  });

  it('carry the time as ULID does', () => {
    const ids = timeOrderedIds({ now: () => new Date(1_469_918_176_385) }, () => new Uint8Array(10));
    assert.equal(ids.next('x'), `x-01aryz6s41${'0'.repeat(16)}`);
  });
});
