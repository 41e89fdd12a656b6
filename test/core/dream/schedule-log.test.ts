import assert from 'node:assert/strict';
import { type ScheduleEntry, withEntry } from '../../../src/core/dream/schedule-log.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString();

describe('The log of the schedule', () => {
  it('counts the same reason, whatever its numbers, and begins anew when another came between', () => {
    let entries: ScheduleEntry[] = [];
    for (const [minute, reason] of [
      '1 of the 3 new reviews',
      '2 of the 3 new reviews',
      'the editor is in use',
      '2 of the 3 new reviews',
    ].entries())
      entries = withEntry(entries, { kind: 'skipped', reason, at: at(minute) });
    assert.deepEqual(
      entries.map((e) => [e.reason, e.times, e.at, e.lastAt]),
      [
        ['2 of the 3 new reviews', 2, at(0), at(1)],
        ['the editor is in use', 1, at(2), at(2)],
        ['2 of the 3 new reviews', 1, at(3), at(3)],
      ],
    );
  });

  it('tells a failure from a skip, and has bounds', () => {
    let entries: ScheduleEntry[] = [];
    for (let i = 0; i < 900; i++) entries = withEntry(entries, { kind: i % 2 ? 'failed' : 'skipped', reason: 'no', at: at(i) });
    assert.equal(entries.length, 200);
    assert.equal(entries.at(-1)?.lastAt, at(899));
  });
});
