import assert from 'node:assert/strict';
import { nextDreamWords } from '../../src/vscode/next-dream.js';

const settings = { enabled: true, idleMinutes: 10, minTranscripts: 3, dailyAt: '03:00' };
const clock = (hour: number, minute = 0) => new Date(2026, 0, 15, hour, minute);
const news = { newTranscripts: 3, newVerdicts: 0 };

describe('when the next dream comes, in words', () => {
  const cases: [name: string, words: string, settings: Partial<typeof settings>, hour: number, news?: Partial<typeof news>][] = [
    ['the evening before', 'tonight at 03:00, or after 10 idle minutes', {}, 21],
    ['the small hours', 'tonight at 03:00, or after 10 idle minutes', {}, 1],
    ['the morning after', 'tomorrow at 03:00, or after 10 idle minutes', {}, 9],
    ['an hour of this day', 'today at 18:30, or after 10 idle minutes', { dailyAt: '18:30' }, 9],
    ['an hour that has passed', 'tomorrow at 18:30, or after 10 idle minutes', { dailyAt: '18:30' }, 19],
    ['no daily hour', 'after 1 idle minute', { dailyAt: '', idleMinutes: 1 }, 9],
    ['too few reviews for an idle one', 'tonight at 03:00, or when idle after 2 more reviews', {}, 21, { newTranscripts: 1 }],
    ['enough verdicts', 'tonight at 03:00, or after 10 idle minutes', {}, 21, { newTranscripts: 0, newVerdicts: 3 }],
    ['nothing new', 'when something new was reviewed or judged', {}, 21, { newTranscripts: 0 }],
    ['dreaming turned off', 'only by command: dreaming by itself is turned off', { enabled: false }, 21],
  ];
  for (const [name, words, changed, hour, more] of cases)
    it(`says “${words}” for ${name}`, () => {
      assert.equal(nextDreamWords({ ...settings, ...changed }, { now: clock(hour), ...news, ...more }), words);
    });

  it('says that one goes on', () => {
    assert.equal(nextDreamWords(settings, { now: clock(9), ...news, dreaming: true }), 'dreaming now');
  });

  it('is not led astray by the hour itself', () => {
    assert.equal(
      nextDreamWords({ ...settings, dailyAt: '18:30' }, { now: clock(18, 30), ...news }),
      'tomorrow at 18:30, or after 10 idle minutes',
    );
    assert.equal(
      nextDreamWords({ ...settings, dailyAt: '18:30' }, { now: clock(18, 29), ...news }),
      'today at 18:30, or after 10 idle minutes',
    );
  });
});
