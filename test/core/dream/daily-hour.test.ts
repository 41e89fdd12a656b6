import assert from 'node:assert/strict';
import { dayOfHour, minutesOfDay } from '../../../src/core/dream/daily-hour.js';

describe('The daily hour', () => {
  it('is a time of day', () => {
    assert.deepEqual(['03:00', '3:00', '23:59', '24:00', '12:60', '', 'noon'].map(minutesOfDay), [
      180,
      180,
      1439,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  // zone, an instant shortly before the clock changes, and what it does
  const changes: [string, string, string][] = [
    ['America/New_York', '2026-03-08T06:00Z', 'an hour is skipped'],
    ['America/New_York', '2026-11-01T05:00Z', 'an hour comes twice'],
    ['Europe/Berlin', '2026-03-29T00:00Z', 'an hour is skipped'],
    ['Europe/Berlin', '2026-10-25T00:00Z', 'an hour comes twice'],
    ['Australia/Lord_Howe', '2026-04-04T14:00Z', 'half an hour comes twice'],
    ['Australia/Lord_Howe', '2026-10-03T14:30Z', 'half an hour is skipped'],
    ['Asia/Beirut', '2026-03-28T21:00Z', 'midnight is skipped'],
    ['Asia/Beirut', '2026-10-24T20:00Z', 'the hour before midnight comes twice'],
    ['Africa/Cairo', '2026-04-23T21:00Z', 'midnight is skipped'],
    ['America/Havana', '2026-11-01T03:00Z', 'midnight comes twice'],
    ['America/Nuuk', '2026-03-28T23:00Z', 'the hour before midnight is skipped'],
    ['Antarctica/Troll', '2026-03-28T23:00Z', 'two hours are skipped'],
    ['Antarctica/Troll', '2026-10-24T23:00Z', 'two hours come twice'],
    ['Pacific/Apia', '2011-12-29T12:00Z', 'a day is skipped'],
    ['UTC', '2026-03-08T06:00Z', 'nothing'],
  ];
  for (const [zone, around, what] of changes) {
    it(`comes once for each day in ${zone} when ${what}, in the order of the days`, () => {
      const from = Date.parse(around) - 36 * 60 * 60_000;
      for (let hour = 0; hour < 24 * 60; hour += 75) {
        const reached: string[] = [];
        for (let at = from; at < from + 84 * 60 * 60_000; at += 15 * 60_000) {
          const day = dayOfHour(hour, new Date(at), zone);
          if (!reached.includes(day)) reached.push(day);
        }
        assert.deepEqual(reached, reached.toSorted());
        const days = (Date.parse(reached.at(-1) ?? '') - Date.parse(reached[0] ?? '')) / 86_400_000 + 1;
        // the day that Apia skipped has no hour, unless it is the first minute after it
        const skipped = what === 'a day is skipped' ? 1 : 0;
        assert.ok(reached.length === days - skipped || reached.length === days, `${hour} minutes: ${reached.join(', ')}`);
      }
    });
  }
});
