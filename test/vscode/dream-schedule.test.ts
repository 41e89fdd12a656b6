import assert from 'node:assert/strict';
import type { DreamEnd } from '../../src/core/dream/dream-ends.js';
import { whenToDream } from '../../src/core/dream/schedule.js';
import { startDreamSchedule, type Dreamer, type DreamScheduleHost } from '../../src/vscode/dream-schedule.js';
import type { DreamSettings } from '../../src/protocol/settings.js';
import { dreamReport } from './fake-reverie.js';

const minute = 60_000;
/** 14:05 local time, wherever the test runs. */
const start = new Date(2026, 0, 31, 14, 5).getTime();
const defaults: DreamSettings = { enabled: true, idleMinutes: 10, minTranscripts: 3, dailyAt: '', apply: 'auto' };

function doneAt(ms: number): DreamEnd {
  return { dream: `d-${ms}`, at: new Date(ms).toISOString(), how: 'done' };
}

/** A window whose time passes only when the test says so. */
function quietWindow(more: Partial<DreamScheduleHost> & { settings?: () => DreamSettings } = {}, repo: Partial<Dreamer> = {}) {
  let now = 0;
  let timers: { at: number; call: () => void }[] = [];
  const dreams: string[] = [];
  const log: string[] = [];
  const notes: string[] = [];
  const seen = { loads: 0 };
  const dreamer: Dreamer = {
    name: 'shop',
    busy: undefined,
    state: () => Promise.resolve({ ends: [], newTranscripts: 5, newVerdicts: 4 }),
    idleElsewhereMs: () => Promise.resolve(Infinity),
    note: (kind, reason) => Promise.resolve(void notes.push(`${kind}: ${reason}`)),
    dream: ({ dream: trigger }) => {
      dreams.push(`${trigger} at ${now / minute}`);
      return Promise.resolve(dreamReport({ trigger }));
    },
    ...repo,
  };
  const schedule = startDreamSchedule({
    now: () => new Date(start + now),
    monotonic: () => now,
    after: (ms, call) => {
      const timer = { at: now + ms, call };
      timers.push(timer);
      return { dispose: () => (timers = timers.filter((t) => t !== timer)) };
    },
    settings: () => defaults,
    worthLooking: () => Promise.resolve(true),
    dreamers: () => {
      seen.loads += 1;
      return Promise.resolve([dreamer]);
    },
    decide: (moment) => Promise.resolve(whenToDream(moment)),
    log: { info: (text) => log.push(text), warn: (text) => log.push(`warning: ${text}`) },
    ...more,
  });
  return {
    dreams,
    notes,
    log,
    seen,
    schedule,
    async pass(ms: number) {
      const end = now + ms;
      for (;;) {
        const due = timers.filter((t) => t.at <= end).toSorted((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((t) => t !== due);
        now = Math.max(now, due.at);
        due.call();
        await schedule.settled();
      }
      now = end;
    },
    /** A computer that slept: the clocks went on, no timer ran. */
    sleep(ms: number) {
      now += ms;
    },
    timers: () => timers.length,
  };
}

describe('dreaming by itself', () => {
  it('dreams once nobody did anything for the set time, and not before', async () => {
    const window = quietWindow();
    await window.pass(9.9 * minute);
    assert.deepEqual(window.dreams, []);
    await window.pass(0.2 * minute);
    assert.deepEqual(window.dreams, ['idle at 10']);
  });

  it('waits the whole time again after every activity, and loads no engine meanwhile', async () => {
    const window = quietWindow();
    for (let i = 0; i < 5; i++) {
      await window.pass(9 * minute);
      window.schedule.seen();
    }
    assert.equal(window.seen.loads, 0);
    await window.pass(10 * minute);
    assert.deepEqual(window.dreams, ['idle at 55']);
  });

  it('takes fractions of a minute', async () => {
    const window = quietWindow({ settings: () => ({ ...defaults, idleMinutes: 0.05 }) });
    await window.pass(3100);
    assert.deepEqual(window.dreams, ['idle at 0.05']);
  });

  it('stays awake while a person is at work in another window of the repo', async () => {
    const window = quietWindow({}, { idleElsewhereMs: () => Promise.resolve(minute) });
    await window.pass(30 * minute);
    assert.deepEqual(window.dreams, []);
    assert.deepEqual(window.log, ['no dream of shop: the editor is in use']);
  });

  it('logs the reason of a skip once, however often it is asked', async () => {
    const window = quietWindow({}, { state: () => Promise.resolve({ ends: [], newTranscripts: 1, newVerdicts: 0 }) });
    await window.pass(60 * minute);
    assert.equal(window.log.length, 1);
    assert.match(window.log[0] ?? '', /no dream of shop: 1 of the 3 new reviews/);
    assert.match(window.notes[0] ?? '', /^skipped: 1 of the 3 new reviews/);
    assert.ok(window.seen.loads > 1, 'asked again while nobody was there');
  });

  it('never loads the engine where nothing was ever reviewed', async () => {
    const window = quietWindow({ worthLooking: () => Promise.resolve(false) });
    await window.pass(60 * minute);
    assert.equal(window.seen.loads, 0);
    assert.deepEqual(window.log, ['no dream: nothing was ever reviewed here']);
  });

  it('does nothing while it is turned off, and begins when it is turned on', async () => {
    let enabled = false;
    const window = quietWindow({ settings: () => ({ ...defaults, enabled }) });
    await window.pass(30 * minute);
    assert.deepEqual([window.dreams, window.log], [[], ['no dream: reverie.dream.enabled is off']]);
    enabled = true;
    await window.pass(2 * minute);
    assert.equal(window.dreams.length, 1);
  });

  it('dreams at the daily hour also while people work', async () => {
    const window = quietWindow(
      { settings: () => ({ ...defaults, dailyAt: '15:00' }) },
      { state: () => Promise.resolve({ newTranscripts: 1, newVerdicts: 0, ends: [doneAt(start - 600 * minute)] }) },
    );
    for (let i = 0; i < 60; i++) {
      await window.pass(minute);
      window.schedule.seen();
    }
    assert.equal(window.dreams.length, 1);
    assert.match(window.dreams[0] ?? '', /^daily at 5[5-7]/);
  });

  it('catches up after sleep, once the editor is idle', async () => {
    const window = quietWindow(
      { settings: () => ({ ...defaults, dailyAt: '14:30' }) },
      { state: () => Promise.resolve({ newTranscripts: 1, newVerdicts: 0, ends: [doneAt(start - 600 * minute)] }) },
    );
    window.sleep(60 * minute);
    window.schedule.seen();
    await window.pass(9 * minute);
    assert.equal(window.dreams.length, 0);
    await window.pass(2 * minute);
    assert.deepEqual(
      window.dreams.map((d) => d.split(' ')[0]),
      ['daily'],
    );
  });

  it('goes on after a failure, and says what failed', async () => {
    let fail = true;
    const window = quietWindow({
      decide: (moment) => {
        if (fail) return Promise.reject(new Error('disk full'));
        return Promise.resolve(whenToDream(moment));
      },
    });
    await window.pass(10 * minute);
    assert.deepEqual(window.log, ['warning: dreaming by itself failed: disk full']);
    assert.deepEqual(window.notes, ['failed: disk full']);
    fail = false;
    await window.pass(5 * minute);
    assert.equal(window.dreams.length, 1);
  });

  it('asks at the daily hour though it asked a minute before, while people work', async () => {
    const ends: DreamEnd[] = [doneAt(start - 600 * minute)];
    const window = quietWindow(
      { settings: () => ({ ...defaults, dailyAt: '14:16' }) },
      { state: () => Promise.resolve({ newTranscripts: 1, newVerdicts: 0, ends }) },
    );
    await window.pass(10.2 * minute);
    assert.equal(window.seen.loads, 1, 'asked because it is quiet');
    window.schedule.seen();
    await window.pass(2 * minute);
    assert.match(window.dreams[0] ?? '', /^daily at 1[12]/);
  });

  it('says once what fails at every check', async () => {
    const window = quietWindow({ dreamers: () => Promise.reject(new Error('no such disk')) });
    await window.pass(120 * minute);
    assert.deepEqual(window.log, ['warning: dreaming by itself failed: no such disk']);
  });

  it('leaves no timer behind', async () => {
    const window = quietWindow();
    await window.pass(minute);
    window.schedule.dispose();
    assert.equal(window.timers(), 0);
  });
});
