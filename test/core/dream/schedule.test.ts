import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { DreamEnd } from '../../../src/core/dream/dream-ends.js';
import { whenToDream, type ScheduleDecision, type ScheduleMoment } from '../../../src/core/dream/schedule.js';

const minute = 60_000;
const hour = 60 * minute;
const settings = { enabled: true, idleMinutes: 10, minTranscripts: 3, dailyAt: '03:00', timeZone: 'Europe/Berlin' };

function at(now: string, more: Partial<ScheduleMoment> = {}): ScheduleDecision {
  return whenToDream({ now: new Date(now), idleMs: hour, newTranscripts: 5, newVerdicts: 0, ends: [], settings, ...more });
}
function text(decision: ScheduleDecision): string {
  return 'dream' in decision ? `dream ${decision.dream}` : decision.skip;
}
function end(at: string, how: DreamEnd['how'] = 'done', day?: string): DreamEnd {
  return { dream: `d-${at}`, at, how, ...(day !== undefined && { day }) };
}

describe('When to dream', () => {
  const noon = '2026-06-10T10:00:00Z';
  const night = '2026-06-10T01:00:10.000Z';
  const table: [string, string, Partial<ScheduleMoment>, string][] = [
    ['idle long enough with enough new reviews', noon, { ends: [end(night)] }, 'dream idle'],
    ['enough new verdicts on old reviews', noon, { ends: [end(night)], newTranscripts: 0, newVerdicts: 3 }, 'dream idle'],
    ['too few new reviews', noon, { ends: [end(night)], newTranscripts: 2 }, '2 of the 3 new reviews that an idle dream needs'],
    ['nothing new', noon, { newTranscripts: 0 }, 'no new reviews or verdicts since the last dream'],
    ['a person at work', noon, { ends: [end(night)], idleMs: 9 * minute }, 'the editor is in use'],
    ['turned off', noon, { settings: { ...settings, enabled: false } }, 'dreaming is turned off in the settings'],
    ['a review going on', noon, { busy: 'reviewing' }, 'a review is going on'],
    ['a dream going on', noon, { busy: 'dreaming' }, 'a dream is going on'],
    ['a dream just before', noon, { ends: [end('2026-06-10T09:30:00Z')] }, 'the last dream was less than 60 minutes ago'],
    [
      'a failed dream just before',
      noon,
      { ends: [end(night), end('2026-06-10T09:30:00Z', 'in vain')] },
      'the last dream was less than 60 minutes ago',
    ],
    [
      'the daily hour, at work',
      '2026-06-10T01:00:30Z',
      { idleMs: 0, newTranscripts: 1, ends: [end('2026-06-09T01:00:10Z')] },
      'dream daily',
    ],
    ['the very second of the daily hour', '2026-06-10T01:00:00Z', { idleMs: 0, ends: [end('2026-06-09T01:00:10Z')] }, 'dream daily'],
    [
      'the daily hour slept through, at work',
      noon,
      { idleMs: 0, ends: [end('2026-06-09T01:00:10Z')] },
      'the daily dream of 03:00 was missed and is caught up with when the editor is idle',
    ],
    ['the daily hour slept through, idle again', noon, { newTranscripts: 1, ends: [end('2026-06-09T01:00:10Z')] }, 'dream daily'],
    [
      'a failed daily dream, an interval later',
      '2026-06-10T02:10:00Z',
      { ends: [end('2026-06-09T01:00:10Z'), end(night, 'in vain')] },
      'dream daily',
    ],
    ['no dream ever', noon, { newTranscripts: 1 }, 'dream daily'],
    [
      'no daily hour set',
      noon,
      { newTranscripts: 1, settings: { ...settings, dailyAt: '' } },
      '1 of the 3 new reviews that an idle dream needs',
    ],
    ['a daily hour that is none', noon, { settings: { ...settings, dailyAt: '25:00' } }, '“25:00” is not a time of day such as 03:00'],
  ];
  for (const [what, now, more, expected] of table) {
    it(`decides on ${what}: ${expected}`, () => assert.equal(text(at(now, more)), expected));
  }
});

/** Asks every 10 minutes from one instant to another and lets each dream take 10 seconds; returns when the daily ones began. */
function live(
  from: string,
  to: string,
  options: { timeZone: string; dailyAt: string; wall?: (real: number) => number; asleep?: (real: number) => boolean },
): string[] {
  const dreams: string[] = [];
  const wall = options.wall ?? ((real) => real);
  const ends = [end(new Date(wall(Date.parse(from)) - 20 * hour).toISOString())];
  for (let real = Date.parse(from); real <= Date.parse(to); real += 10 * minute) {
    if (options.asleep?.(real)) continue;
    const now = new Date(wall(real));
    const decision = whenToDream({
      now,
      idleMs: 24 * hour,
      newTranscripts: 1,
      newVerdicts: 0,
      ends,
      settings: { ...settings, ...options, minTranscripts: 1000 },
    });
    if (!('dream' in decision)) continue;
    dreams.push(now.toISOString());
    ends.push(end(new Date(now.getTime() + 10_000).toISOString(), 'done', 'day' in decision ? decision.day : undefined));
  }
  return dreams;
}

describe('The daily dream', () => {
  const night = '2026-06-10T01:00:10.000Z';
  it('runs once on the day that has no such hour, right after the gap', () => {
    const dreams = live('2026-03-28T00:00:00Z', '2026-03-31T00:00:00Z', { timeZone: 'Europe/Berlin', dailyAt: '02:30' });
    assert.deepEqual(dreams, ['2026-03-28T01:30:00.000Z', '2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z']);
  });

  it('runs once on the day that has the hour twice', () => {
    const dreams = live('2026-10-24T00:00:00Z', '2026-10-27T00:00:00Z', { timeZone: 'Europe/Berlin', dailyAt: '02:30' });
    assert.deepEqual(dreams, ['2026-10-24T00:30:00.000Z', '2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z']);
    const america = live('2026-10-31T04:00:00Z', '2026-11-03T04:00:00Z', { timeZone: 'America/New_York', dailyAt: '01:30' });
    assert.deepEqual(america, ['2026-10-31T05:30:00.000Z', '2026-11-01T05:30:00.000Z', '2026-11-02T06:30:00.000Z']);
  });

  it('is caught up with after a sleep over its hour', () => {
    const asleep = (real: number): boolean => real > Date.parse('2026-06-09T20:00:00Z') && real < Date.parse('2026-06-10T07:00:00Z');
    const dreams = live('2026-06-09T00:00:00Z', '2026-06-11T12:00:00Z', { timeZone: 'Europe/Berlin', dailyAt: '03:00', asleep });
    assert.deepEqual(dreams, ['2026-06-09T01:00:00.000Z', '2026-06-10T07:00:00.000Z', '2026-06-11T01:00:00.000Z']);
  });

  it('never runs twice when the clock is set back over its hour', () => {
    const back = Date.parse('2026-06-10T01:30:00Z');
    const wall = (real: number): number => (real > back ? real - 2 * hour : real);
    const dreams = live('2026-06-09T00:00:00Z', '2026-06-11T12:00:00Z', { timeZone: 'Europe/Berlin', dailyAt: '03:00', wall });
    assert.deepEqual(dreams, ['2026-06-09T01:00:00.000Z', '2026-06-10T01:00:00.000Z', '2026-06-11T01:00:00.000Z']);
  });

  it('runs exactly once for every day on which the machine is awake at or after the hour, whatever the zone and the hour', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/Sao_Paulo');
    const day = fc.integer({ min: 0, max: 364 });
    fc.assert(
      fc.property(zone, day, fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 5 }), (timeZone, start, hours, tens) => {
        const from = new Date(Date.UTC(2026, 0, 1 + start, 12));
        const dailyAt = `${String(hours).padStart(2, '0')}:${tens}0`;
        const dreams = live(from.toISOString(), new Date(from.getTime() + 5 * 24 * hour).toISOString(), { timeZone, dailyAt });
        assert.ok(dreams.length >= 4 && dreams.length <= 6, `${dreams.length} dreams at ${dailyAt} in ${timeZone}`);
        for (const [i, dream] of dreams.entries()) {
          const gap = i === 0 ? undefined : Date.parse(dream) - Date.parse(dreams[i - 1] ?? '');
          // the first one may catch up with the hour before
          if (gap !== undefined && i > 1) assert.ok(gap >= 22 * hour && gap <= 26 * hour, `${gap / hour} h at ${dailyAt} in ${timeZone}`);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is not blocked by a record that a wrong clock wrote far ahead', () => {
    assert.equal(text(at('2026-06-10T01:00:30Z', { ends: [end('2031-01-01T00:00:00Z')] })), 'dream daily');
  });

  const inNewYork = { ...settings, timeZone: 'America/New_York' };
  it('does not come again where the hour of its day comes later, and comes where a new day has begun', () => {
    const ends = [end('2026-06-10T01:00:10Z', 'done', '2026-06-10')];
    const moment = { ends, newTranscripts: 1, minTranscripts: 3 };
    assert.match(text(at('2026-06-10T08:00:00Z', { ...moment, settings: inNewYork })), /of the 3 new reviews/);
    assert.deepEqual(at('2026-06-11T07:00:00Z', { ...moment, settings: inNewYork }), { dream: 'daily', day: '2026-06-11' });
    // from Honolulu, where the tenth has just had its hour, to Apia, where it is the eleventh already
    const flown = { ends: [end('2026-06-10T13:00:10Z', 'done', '2026-06-10')], settings: { ...settings, timeZone: 'Pacific/Apia' } };
    assert.deepEqual(at('2026-06-10T20:00:00Z', flown), { dream: 'daily', day: '2026-06-11' });
  });

  it('does not come again when the settings name a later hour of the same day', () => {
    const later = { ...settings, dailyAt: '12:00' };
    const ends = [end('2026-06-10T01:00:10Z', 'done', '2026-06-10')];
    assert.match(text(at('2026-06-10T10:00:30Z', { ends, newTranscripts: 1, settings: later })), /of the 3 new reviews/);
    assert.deepEqual(at('2026-06-11T10:00:30Z', { ends, newTranscripts: 1, settings: later }), { dream: 'daily', day: '2026-06-11' });
  });

  it('that was caught up with just before the next hour leaves the next day its own', () => {
    const ends = [end('2026-06-11T01:02:00Z', 'done', '2026-06-10')];
    assert.deepEqual(at('2026-06-11T02:10:00Z', { ends, newTranscripts: 1 }), { dream: 'daily', day: '2026-06-11' });
  });

  it('comes on each of the days that the clock shows again only when they had none', () => {
    const ends = [end('2026-06-10T01:00:10Z'), end('2026-06-12T01:00:10Z')];
    const days = ['10', '11', '12', '13'].map((day) => text(at(`2026-06-${day}T10:00:00Z`, { ends, newTranscripts: 1 })));
    assert.deepEqual(
      days.map((d) => d === 'dream daily'),
      [false, true, false, true],
    );
  });

  it('that fails again and again is tried ever more seldom, and still twice a day', () => {
    const failed: DreamEnd[] = [];
    const tries: number[] = [];
    for (let now = Date.parse(night); now < Date.parse(night) + 4 * 24 * hour; now += 5 * minute) {
      if (!('dream' in at(new Date(now).toISOString(), { ends: failed }))) continue;
      tries.push((now - Date.parse(night)) / hour);
      failed.push(end(new Date(now).toISOString(), 'in vain'));
    }
    assert.deepEqual(tries, [0, 1, 3, 7, 15, 27, 39, 51, 63, 75, 87]);
    assert.match(text(at('2026-06-14T02:00:00Z', { ends: failed })), /the last 11 dreams came to nothing/);
    assert.equal(
      text(at('2026-06-14T02:00:00Z', { ends: [...failed, end('2026-06-13T21:00:00Z')] })),
      'dream daily',
      'one that was done ends that',
    );
  });
});
