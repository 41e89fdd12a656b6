import assert from 'node:assert/strict';
import type { Observation } from '../../../src/core/dream/observation.js';
import { type TrendRecord, trendRecordOf } from '../../../src/core/dream/trend-record.js';
import { mostWeeks, weeklyTrends, weekOf } from '../../../src/core/dream/trends.js';
import type { TranscriptEvent } from '../../../src/core/transcript/transcript-event.js';
import { finding } from '../memory/lessons.js';

const usage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, requests: 0, costUsd: 0 };

function review(at: string, shown: string[], held: string[] = [], more: Partial<TrendRecord> = {}): TrendRecord {
  return { kind: 'review', at, shown, held, moved: 0, ...usage, ...more };
}

function judged(verdict: Observation['verdict'], ...fingerprints: string[]): Observation[] {
  return fingerprints.map(
    (fingerprint) => ({ fingerprint, verdict, authority: 'person', at: '', overruled: [] }) as unknown as Observation,
  );
}

describe('the course of weeks', () => {
  it('begins a week on Monday, in UTC', () => {
    assert.equal(weekOf('2026-01-04T23:59:59.999Z'), '2025-12-29');
    assert.equal(weekOf('2026-01-05T00:00:00.000Z'), '2026-01-05');
    assert.equal(weekOf('2026-01-05T01:00:00+02:00'), '2025-12-29');
    assert.equal(weekOf('nonsense'), undefined);
  });

  it('counts what people saw, and what they would have seen without memory', () => {
    const records = [review('2026-01-05T10:00:00Z', ['a', 'b', 'open'], ['x', 'y', 'z'])];
    const [week] = weeklyTrends(records, [...judged('accepted', 'a', 'z'), ...judged('rejected', 'b', 'x')]);
    assert.deepEqual(week?.with, { shown: 3, accepted: 1, rejected: 1 });
    // x was rejected, z brought back by a person, and y is presumed to be what its lesson says
    assert.deepEqual(week.without, { shown: 6, accepted: 2, rejected: 3 });
    assert.deepEqual([week.heldBack, week.presumed], [3, 1]);
  });

  it('counts a finding once a week, and as shown when one review of that week showed it', () => {
    const records = [
      review('2026-01-05T10:00:00Z', ['a']),
      review('2026-01-06T10:00:00Z', ['a'], ['b']),
      review('2026-01-07T10:00:00Z', ['b'], ['a']),
    ];
    const [week] = weeklyTrends(records, []);
    assert.deepEqual(week?.with, { shown: 2, accepted: 0, rejected: 0 });
    assert.equal(week.heldBack, 0);
  });

  it('lets agents and outcomes that say little decide nothing', () => {
    const weak = { ...judged('rejected', 'a')[0]!, authority: 'outcome' as const };
    const agent = { ...judged('accepted', 'b')[0]!, authority: 'model' as const };
    const [week] = weeklyTrends([review('2026-01-05T10:00:00Z', ['a', 'b'])], [weak, agent]);
    assert.deepEqual(week?.with, { shown: 2, accepted: 0, rejected: 0 });
  });

  it('leaves no gap between weeks and shows at most a year', () => {
    const weeks = weeklyTrends([review('2020-01-01T00:00:00Z', []), review('2026-01-05T00:00:00Z', [])], []);
    assert.equal(weeks.length, mostWeeks);
    assert.equal(weeks.at(-1)?.week, '2026-01-05');
    const gap = weeklyTrends([review('2026-01-05T00:00:00Z', []), review('2026-01-20T00:00:00Z', [])], []);
    assert.deepEqual(
      gap.map((w) => [w.week, w.reviews.runs]),
      [
        ['2026-01-05', 1],
        ['2026-01-12', 0],
        ['2026-01-19', 1],
      ],
    );
    assert.deepEqual(weeklyTrends([], []), []);
    assert.deepEqual(weeklyTrends([review('nonsense', ['a'])], []), []);
  });

  it('adds up what reviews and dreams cost, and says how many have no known price', () => {
    const records = [
      review('2026-01-05T10:00:00Z', [], [], { inputTokens: 10, outputTokens: 2, requests: 1, costUsd: 0.25 }),
      review('2026-01-05T11:00:00Z', [], [], { inputTokens: 5, requests: 2, costUsd: null }),
      review('2026-01-05T12:00:00Z', [], [], { costUsd: null }),
      review('2026-01-05T13:00:00Z', [], [], { kind: 'dream', inputTokens: 7, requests: 1, costUsd: 0.5 }),
    ];
    const [week] = weeklyTrends(records, []);
    assert.deepEqual(week?.reviews, {
      runs: 3,
      inputTokens: 15,
      outputTokens: 2,
      cachedTokens: 0,
      requests: 3,
      costUsd: 0.25,
      unpriced: 1,
    });
    assert.deepEqual([week.dreams.runs, week.dreams.costUsd], [1, 0.5]);
  });
});

describe('what one transcript adds to the course of weeks', () => {
  const started = { type: 'started', kind: 'review', at: '2026-01-05T10:00:00Z' };
  const record = (...events: object[]) => trendRecordOf({ events: [started, ...events] as unknown as TranscriptEvent[] });
  const found = (fingerprint: string, more = {}) => ({ type: 'finding', finding: finding({ fingerprint, ...more }) });

  it('is what it showed and what a lesson held back; what a comment silences is neither', () => {
    const trend = record(
      found('a'),
      found('gone', { status: 'fixed' }),
      found('no', { status: 'dismissed' }),
      found('low', { effects: [{ lesson: 'l', effect: 'demote', why: '', from: 'high' }] }),
      found('note', { effects: [{ lesson: 'l', effect: 'annotate', why: '', from: 'high' }] }),
      { type: 'held-back', held: { finding: finding({ fingerprint: 'h' }), lesson: 'l', why: '' } },
      { type: 'held-back', held: { finding: finding({ fingerprint: 'comment' }), why: '' } },
      { type: 'ended', state: 'done', usage: { ...usage, inputTokens: 9, costUsd: null, wallMs: 1 }, counts: {} },
    );
    assert.deepEqual(trend?.shown, ['a', 'low', 'note']);
    assert.deepEqual(trend.held, ['h']);
    assert.deepEqual([trend.moved, trend.inputTokens, trend.costUsd], [1, 9, null]);
  });

  it('is nothing without its beginning', () => {
    assert.equal(trendRecordOf({ events: [] }), undefined);
  });
});
