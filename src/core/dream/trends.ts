/** The course of a repo week by week: what reviews showed with memory, what they would have shown without, and what it all cost. */
import type { LessonStatus } from '../memory/lesson.js';
import type { Observation } from './observation.js';
import { decides } from './posterior.js';
import type { TrendRecord } from './trend-record.js';

/** Distinct findings of one week, and what is known today of them. `shown` counts those without a verdict too. */
export type Tally = { shown: number; accepted: number; rejected: number };

/** What a model took; `unpriced` counts the runs whose price is not known, which `costUsd` leaves out. */
export type Spent = {
  runs: number;
  inputTokens: number;
  outputTokens: number;
  cachedTokens: number;
  requests: number;
  costUsd: number;
  unpriced: number;
};

export type WeekTrend = {
  /** The Monday it begins with, as `2026-01-05`; UTC. */
  week: string;
  /** What people saw. */
  with: Tally;
  /** The shadow replay: the same reviews as if there were no memory, so what lessons held back is shown as well. */
  without: Tally;
  heldBack: number;
  /** Held-back findings that nobody has judged: `without` counts them as rejected, as the lesson that held them says. */
  presumed: number;
  /** Findings that were shown with another severity because of memory. */
  moved: number;
  reviews: Spent;
  dreams: Spent;
};

/** How many lessons of each status there were at the end of a week. */
export type MemorySize = { week: string; lessons: Record<LessonStatus, number> };

export type Trends = { weeks: WeekTrend[]; memory: MemorySize[]; problems: string[] };

/** More weeks than this are no course that anyone can read. */
export const mostWeeks = 52;

/** Oldest first, without gaps up to the newest week with a record, at most `mostWeeks`. */
export function weeklyTrends(records: readonly TrendRecord[], observations: readonly Observation[]): WeekTrend[] {
  const verdicts = new Map(observations.flatMap((o) => (decides(o) ? [[o.fingerprint, o.verdict] as const] : [])));
  const byWeek = new Map<string, TrendRecord[]>();
  for (const record of records) {
    const week = weekOf(record.at);
    if (week === undefined) continue;
    const there = byWeek.get(week);
    if (there) there.push(record);
    else byWeek.set(week, [record]);
  }
  return weeksUpTo([...byWeek.keys()]).map((week) => weekTrend(week, byWeek.get(week) ?? [], verdicts));
}

/** The Monday (UTC) of the week in which an instant lies; undefined for nonsense. */
export function weekOf(at: string): string | undefined {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return undefined;
  const day = new Date(ms);
  const sinceMonday = (day.getUTCDay() + 6) % 7;
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() - sinceMonday)).toISOString().slice(0, 10);
}

/** Every week from the first to the last of these, the newest `mostWeeks` of them. */
export function weeksUpTo(weeks: readonly string[]): string[] {
  const sorted = weeks.toSorted();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const all: string[] = [];
  for (let week = last; week >= first && all.length < mostWeeks; week = before(week)) all.push(week);
  return all.reverse();
}

function before(week: string): string {
  return new Date(Date.parse(week) - 7 * 24 * 60 * 60_000).toISOString().slice(0, 10);
}

function weekTrend(week: string, records: readonly TrendRecord[], verdicts: ReadonlyMap<string, Observation['verdict']>): WeekTrend {
  const shown = new Set(records.flatMap((r) => r.shown));
  const held = new Set(records.flatMap((r) => r.held));
  // shown before its lesson was learned, held back later in the same week: people saw it
  for (const fingerprint of shown) held.delete(fingerprint);
  const tally = tallyOf(shown, verdicts);
  const hidden = tallyOf(held, verdicts);
  const presumed = hidden.shown - hidden.accepted - hidden.rejected;
  return {
    week,
    with: tally,
    without: {
      shown: tally.shown + hidden.shown,
      accepted: tally.accepted + hidden.accepted,
      rejected: tally.rejected + hidden.rejected + presumed,
    },
    heldBack: held.size,
    presumed,
    moved: records.reduce((sum, r) => sum + r.moved, 0),
    reviews: spentBy(records.filter((r) => r.kind === 'review')),
    dreams: spentBy(records.filter((r) => r.kind === 'dream')),
  };
}

function tallyOf(fingerprints: ReadonlySet<string>, verdicts: ReadonlyMap<string, Observation['verdict']>): Tally {
  const tally = { shown: fingerprints.size, accepted: 0, rejected: 0 };
  for (const fingerprint of fingerprints) {
    const verdict = verdicts.get(fingerprint);
    if (verdict) tally[verdict] += 1;
  }
  return tally;
}

function spentBy(records: readonly TrendRecord[]): Spent {
  const spent: Spent = { runs: records.length, inputTokens: 0, outputTokens: 0, cachedTokens: 0, requests: 0, costUsd: 0, unpriced: 0 };
  for (const { inputTokens, outputTokens, cachedTokens, requests, costUsd } of records) {
    spent.inputTokens += inputTokens;
    spent.outputTokens += outputTokens;
    spent.cachedTokens += cachedTokens;
    spent.requests += requests;
    spent.costUsd += costUsd ?? 0;
    if (costUsd === null && requests > 0) spent.unpriced += 1;
  }
  return spent;
}
