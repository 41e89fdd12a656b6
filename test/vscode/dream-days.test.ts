import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { DreamEnd } from '../../src/core/dream/dream-ends.js';
import { whenToDream } from '../../src/core/dream/schedule.js';
import { type ScheduleEntry, withEntry } from '../../src/core/dream/schedule-log.js';
import type { DreamSettings } from '../../src/protocol/settings.js';
import { startDreamSchedule, type DreamSchedule } from '../../src/vscode/dream-schedule.js';
import { dreamReport } from './fake-reverie.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

type Zone = 'UTC' | 'America/New_York' | 'Europe/Berlin' | 'Australia/Lord_Howe' | 'Pacific/Apia' | 'Pacific/Honolulu' | 'Asia/Beirut';

/** A computer on which something new is reviewed all the time: its clock, its sleep, its zone and its settings are the test's. */
function computer(start: { at: string; zone: Zone; dailyAt?: string; minTranscripts?: number }) {
  let wall = Date.parse(start.at);
  let monotonic = 0;
  let timers: { at: number; call: () => void }[] = [];
  let settings: DreamSettings = {
    enabled: true,
    idleMinutes: 10,
    minTranscripts: start.minTranscripts ?? 1000,
    dailyAt: start.dailyAt ?? '03:00',
    apply: 'auto',
  };
  const ends: DreamEnd[] = [];
  const began: { trigger: string; day: string; local: string }[] = [];
  let log: ScheduleEntry[] = [];
  let outcome: DreamEnd['how'] | 'paused' = 'done';
  let newTranscripts = 1;
  let checks = 0;
  const zone = (name: Zone): void => void (process.env.TZ = name);
  const local = (at = wall): string => {
    const date = new Date(at);
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
  };
  const open = (): DreamSchedule =>
    startDreamSchedule({
      now: () => new Date(wall),
      monotonic: () => monotonic,
      after: (ms, call) => {
        const timer = { at: monotonic + ms, call };
        timers.push(timer);
        return { dispose: () => (timers = timers.filter((t) => t !== timer)) };
      },
      settings: () => settings,
      worthLooking: () => Promise.resolve(true),
      dreamers: () =>
        Promise.resolve([
          {
            name: 'shop',
            busy: undefined,
            state: () => Promise.resolve({ ends: [...ends], newTranscripts, newVerdicts: 0 }),
            idleElsewhereMs: () => Promise.resolve(Infinity),
            note: (kind, reason) => {
              checks += 1;
              log = withEntry(log, { kind, reason, at: new Date(wall).toISOString() });
              return Promise.resolve();
            },
            dream: (begin) => {
              const { dream: trigger } = begin;
              if (outcome === 'done') began.push({ trigger, day: 'day' in begin ? begin.day : '', local: local() });
              wall += 10_000;
              monotonic += 10_000;
              if (outcome !== 'paused')
                ends.push({
                  dream: `d-${ends.length}`,
                  at: new Date(wall).toISOString(),
                  how: outcome,
                  ...('day' in begin && { day: begin.day }),
                });
              return Promise.resolve(dreamReport({ trigger }));
            },
          },
        ]),
      decide: (moment) => Promise.resolve(whenToDream(moment)),
      log: { info: () => undefined, warn: assert.fail },
    });
  zone(start.zone);
  let schedule = open();
  return {
    /** Days whose daily dream came to its end, in order. */
    days: () => began.filter((d) => d.trigger === 'daily').map((d) => d.day),
    began,
    ends,
    log: () => log,
    checks: () => checks,
    local,
    wall: () => wall,
    /** The day whose hour came last, as a person would say it. */
    today(): string {
      const now = new Date(wall);
      const back = local().slice(11) >= settings.dailyAt ? 0 : 1;
      return local(new Date(now.getFullYear(), now.getMonth(), now.getDate() - back, 12).getTime()).slice(0, 10);
    },
    zone,
    set: (more: Partial<DreamSettings>) => void (settings = { ...settings, ...more }),
    setClock: (by: number) => void (wall += by),
    /** What becomes of the dreams from now on. */
    dreamsAre: (how: typeof outcome) => void (outcome = how),
    nothingNew: () => void (newTranscripts = 0),
    sleep: (ms: number) => void (wall += ms),
    restart() {
      schedule.dispose();
      schedule = open();
    },
    /** With `at work`, somebody does something every minute. */
    async awake(ms: number, how: 'idle' | 'at work' = 'idle') {
      const until = monotonic + ms;
      for (;;) {
        if (how === 'at work') schedule.seen();
        const due = timers.filter((t) => t.at <= until).toSorted((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((t) => t !== due);
        wall += Math.max(0, due.at - monotonic);
        monotonic = Math.max(monotonic, due.at);
        due.call();
        await schedule.settled();
      }
      wall += Math.max(0, until - monotonic);
      monotonic = Math.max(monotonic, until);
    },
    close: () => schedule.dispose(),
  };
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

describe('One daily dream for each local day', function () {
  this.timeout(120_000);
  const zoneBefore = process.env.TZ;
  afterEach(() => {
    if (zoneBefore === undefined) delete process.env.TZ;
    else process.env.TZ = zoneBefore;
  });

  type Machine = ReturnType<typeof computer>;
  const june = ['2026-06-09', '2026-06-10', '2026-06-11', '2026-06-12', '2026-06-13'];
  const story: [string, Parameters<typeof computer>[0], (on: Machine) => Promise<void>, string[]][] = [
    ['a quiet week', berlin(), (on) => on.awake(4 * day), june],
    [
      'three hours of sleep over the hour',
      berlin(),
      async (on) => {
        await on.awake(12 * hour);
        on.sleep(5 * hour);
        await on.awake(2 * day);
      },
      june.slice(0, 4),
    ],
    [
      'three days of sleep: what was missed is caught up with once',
      berlin(),
      async (on) => {
        await on.awake(hour);
        on.sleep(3 * day);
        await on.awake(day);
      },
      ['2026-06-09', '2026-06-12', '2026-06-13'],
    ],
    [
      'a clock set back by two hours, just after the dream',
      berlin(),
      async (on) => {
        await on.awake(15.5 * hour);
        on.setClock(-2 * hour);
        await on.awake(2 * day);
      },
      june.slice(0, 3),
    ],
    [
      'a clock set back by two days: days that had their dream have no other',
      berlin(),
      async (on) => {
        await on.awake(3 * day);
        on.setClock(-2 * day);
        await on.awake(3 * day);
      },
      june,
    ],
    [
      'a clock set back by a year: the days of that year have theirs',
      berlin(),
      async (on) => {
        await on.awake(day);
        on.setClock(-365 * day);
        await on.awake(2 * day);
      },
      ['2026-06-09', '2026-06-10', '2025-06-10', '2025-06-11', '2025-06-12'],
    ],
    [
      'a clock a year ahead, and back',
      berlin(),
      async (on) => {
        await on.awake(day);
        on.setClock(365 * day);
        await on.awake(hour);
        on.setClock(-365 * day);
        await on.awake(2 * day);
      },
      ['2026-06-09', '2026-06-10', '2027-06-10', '2026-06-11', '2026-06-12'],
    ],
    [
      'a clock three days ahead and back, and sleep over the hour before the day of that dream',
      berlin(),
      async (on) => {
        await on.awake(day);
        on.setClock(3 * day);
        await on.awake(hour);
        on.setClock(-3 * day);
        await on.awake(20 * hour);
        on.sleep(24 * hour);
        await on.awake(day);
      },
      ['2026-06-09', '2026-06-10', '2026-06-13', '2026-06-11', '2026-06-12'],
    ],
    [
      'summer time begins in New York, at an hour that is skipped',
      { at: '2026-03-06T17:00:00Z', zone: 'America/New_York', dailyAt: '02:30' },
      (on) => on.awake(4 * day),
      ['2026-03-06', '2026-03-07', '2026-03-08', '2026-03-09', '2026-03-10'],
    ],
    [
      'summer time ends in New York, at an hour that comes twice',
      { at: '2026-10-30T17:00:00Z', zone: 'America/New_York', dailyAt: '01:30' },
      (on) => on.awake(4 * day),
      ['2026-10-30', '2026-10-31', '2026-11-01', '2026-11-02', '2026-11-03'],
    ],
    [
      'half an hour is skipped on Lord Howe',
      { at: '2026-10-02T01:00:00Z', zone: 'Australia/Lord_Howe', dailyAt: '02:15' },
      (on) => on.awake(3 * day),
      ['2026-10-02', '2026-10-03', '2026-10-04', '2026-10-05'],
    ],
    [
      'half an hour comes twice on Lord Howe',
      { at: '2026-04-03T01:00:00Z', zone: 'Australia/Lord_Howe', dailyAt: '01:45' },
      (on) => on.awake(3 * day),
      ['2026-04-03', '2026-04-04', '2026-04-05', '2026-04-06'],
    ],
    [
      'midnight comes twice in Beirut',
      { at: '2026-10-23T09:00:00Z', zone: 'Asia/Beirut', dailyAt: '23:30' },
      (on) => on.awake(3 * day),
      ['2026-10-22', '2026-10-23', '2026-10-24', '2026-10-25'],
    ],
    [
      'a flight to the west, where the hour comes again',
      berlin(),
      async (on) => {
        await on.awake(16 * hour);
        on.zone('America/New_York');
        await on.awake(2 * day);
      },
      june.slice(0, 3),
    ],
    [
      'flights over the date line and back',
      { at: '2026-06-10T14:00:00Z', zone: 'Pacific/Honolulu' },
      async (on) => {
        await on.awake(day);
        on.zone('Pacific/Apia');
        await on.awake(day);
        on.zone('Pacific/Honolulu');
        await on.awake(2 * day);
      },
      ['2026-06-10', '2026-06-11', '2026-06-12', '2026-06-13', '2026-06-14'],
    ],
    [
      'a daily hour that is set to later on the same day, and back',
      berlin(),
      async (on) => {
        await on.awake(17 * hour);
        on.set({ dailyAt: '12:00' });
        await on.awake(30 * hour);
        on.set({ dailyAt: '03:00' });
        await on.awake(day);
      },
      june.slice(0, 4),
    ],
    [
      'an editor that is closed and opened around the hour',
      berlin(),
      async (on) => {
        await on.awake(14.9 * hour);
        for (let i = 0; i < 20; i++) {
          on.restart();
          await on.awake(minute);
        }
        await on.awake(day);
      },
      june.slice(0, 3),
    ],
    [
      'dreams that fail at the hour, and later do not',
      berlin(),
      async (on) => {
        await on.awake(hour);
        on.dreamsAre('in vain');
        await on.awake(16 * hour);
        on.dreamsAre('done');
        await on.awake(30 * hour);
      },
      june.slice(0, 3),
    ],
    [
      'dreams that give way to reviews, at the hour and long after',
      berlin(),
      async (on) => {
        await on.awake(hour);
        on.dreamsAre('paused');
        await on.awake(18 * hour);
        on.dreamsAre('done');
        await on.awake(30 * hour);
      },
      june.slice(0, 3),
    ],
  ];
  for (const [what, start, happens, expected] of story) {
    it(`in ${what}`, async () => {
      const on = computer(start);
      await happens(on);
      on.close();
      assert.deepEqual(on.days(), expected, JSON.stringify(on.began, undefined, 1));
    });
  }

  it('begins at its hour also while somebody works all day', async () => {
    const on = computer(berlin());
    await on.awake(3 * day, 'at work');
    on.close();
    assert.deepEqual(
      on.began.map((d) => d.local.slice(11)),
      ['03:00', '03:00', '03:00'],
    );
  });

  it('whatever happens to clock, zone, settings, editor and dreams: none twice, and none missing after three quiet hours', async () => {
    const zones: Zone[] = ['UTC', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Apia', 'Pacific/Honolulu'];
    const some = (most: number) => fc.integer({ min: -most, max: most });
    const event = fc.oneof(
      fc.record({ do: fc.constant('awake' as const), ms: fc.integer({ min: 1, max: 30 * 60 }).map((m) => m * minute), work: fc.boolean() }),
      fc.record({ do: fc.constant('sleep' as const), ms: fc.integer({ min: 1, max: 4 * 24 * 60 }).map((m) => m * minute) }),
      fc.record({ do: fc.constant('clock' as const), ms: fc.oneof(some(180), some(3000), some(600_000)).map((m) => m * minute) }),
      fc.record({ do: fc.constant('zone' as const), zone: fc.constantFrom(...zones) }),
      fc.record({ do: fc.constant('hour' as const), dailyAt: fc.constantFrom('03:00', '01:30', '02:15', '12:00', '23:50') }),
      fc.record({ do: fc.constant('restart' as const) }),
      fc.record({ do: fc.constant('dreams' as const), are: fc.constantFrom('done', 'in vain', 'stopped', 'paused') }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 364 }),
        fc.constantFrom(3, 1000),
        fc.array(event, { maxLength: 14 }),
        async (zone, start, minTranscripts, events) => {
          const on = computer({ at: new Date(Date.UTC(2026, 0, 1 + start, 9)).toISOString(), zone, minTranscripts });
          for (const e of events) {
            if (e.do === 'awake') await on.awake(e.ms, e.work ? 'at work' : 'idle');
            else if (e.do === 'sleep') on.sleep(e.ms);
            else if (e.do === 'clock') on.setClock(e.ms);
            else if (e.do === 'zone') on.zone(e.zone);
            else if (e.do === 'hour') on.set({ dailyAt: e.dailyAt });
            else if (e.do === 'dreams') on.dreamsAre(e.are);
            else on.restart();
          }
          on.dreamsAre('done');
          const failing = on.ends.at(-1)?.how === 'in vain';
          await on.awake(failing ? 13 * hour : 3 * hour);
          on.close();
          const days = on.days();
          assert.equal(new Set(days).size, days.length, `twice: ${JSON.stringify(on.began)}`);
          const covered = on.began.some(({ day: daily, local }) => daily === on.today() || local >= `${on.today()} 00:00`);
          assert.ok(covered, `none for ${on.today()}, at ${on.local()}: ${JSON.stringify(on.began)}`);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('tells in a month why none began, in a handful of lines a day', async () => {
    const on = computer({ ...berlin(), minTranscripts: 3 });
    on.nothingNew();
    for (let i = 0; i < 30; i++) {
      await on.awake(9 * hour);
      await on.awake(hour, 'at work');
      on.restart();
      await on.awake(14 * hour);
    }
    on.close();
    assert.deepEqual(on.began, []);
    assert.ok(on.checks() > 5000, 'it was asked all the time');
    assert.ok(on.log().length <= 31, `${on.log().length} entries`);
    assert.equal(
      on.log().reduce((sum, e) => sum + e.times, 0),
      on.checks(),
    );
  });

  it('tells in a month of a dream that always fails, not every hour', async () => {
    const on = computer(berlin());
    on.dreamsAre('in vain');
    await on.awake(30 * day);
    on.close();
    assert.ok(on.ends.length >= 60 && on.ends.length <= 70, `${on.ends.length} dreams`);
    assert.ok(on.log().length <= 100, `${on.log().length} entries`);
  });
});

function berlin(): Parameters<typeof computer>[0] {
  return { at: '2026-06-09T10:00:00Z', zone: 'Europe/Berlin' };
}
