import assert from 'node:assert/strict';
import { type ScheduleEntry, withEntry } from '../../../src/core/dream/schedule-log.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString();

describe('The log of the schedule', () => {
  it('counts the same reason of a day, whatever its numbers and whatever came between', () => {
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
        ['the editor is in use', 1, at(2), at(2)],
        ['2 of the 3 new reviews', 3, at(0), at(3)],
      ],
    );
    entries = withEntry(entries, { kind: 'skipped', reason: 'the editor is in use', at: at(24 * 60) });
    assert.deepEqual(
      entries.map((e) => [e.reason, e.times]),
      [
        ['the editor is in use', 1],
        ['2 of the 3 new reviews', 3],
        ['the editor is in use', 1],
      ],
      'another day, another entry',
    );
  });

  it('keeps more than two weeks of reasons that take turns at every check', () => {
    let entries: ScheduleEntry[] = [];
    const reasons = ['no new reviews', '1 of the 3 new reviews', 'the editor is in use', 'a review is going on', 'missed', 'a moment ago'];
    for (let minute = 0; minute < 30 * 24 * 60; minute += 5)
      entries = withEntry(entries, { kind: 'skipped', reason: reasons[(minute / 5) % reasons.length] ?? '', at: at(minute) });
    assert.ok(entries.length <= 200 && entries.filter((e) => e.at > at(14 * 24 * 60)).length >= 16 * reasons.length);
  });

  it('tells a failure from a skip, and has bounds', () => {
    let entries: ScheduleEntry[] = [];
    for (let i = 0; i < 900; i++)
      entries = withEntry(entries, { kind: i % 2 ? 'failed' : 'skipped', reason: `no ${'x'.repeat(i)}`, at: at(i) });
    assert.equal(entries.length, 200);
    assert.equal(entries.at(-1)?.lastAt, at(899));
  });
});
