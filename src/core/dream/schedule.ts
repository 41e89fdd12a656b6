/** When to dream: a pure decision from what is known now, made again whenever something changes. Every “not now” has its reason. */
import { Cron } from 'croner';
import type { DreamTrigger } from './dream-report.js';

export type ScheduleSettings = {
  /** False: only by command. */
  enabled: boolean;
  /** Minutes without activity after which an idle dream may begin. */
  idleMinutes: number;
  /** So many new reviews (or new verdicts) make an idle dream worth its while. */
  minTranscripts: number;
  /** Local time `HH:MM`; empty: no daily dream. */
  dailyAt: string;
  /** Minutes between the end of one dream and the next one that nobody asked for. Default 60. */
  minIntervalMinutes?: number;
  /** IANA name; default: the time zone of this machine. */
  timeZone?: string;
};

/** What is known; see `dreamState` for the instants (ISO 8601, UTC). */
export type ScheduleMoment = {
  now: Date;
  /** Milliseconds since the last activity in any window of the repo, on a clock that does not jump; 0 while active. */
  idleMs: number;
  newTranscripts: number;
  newVerdicts: number;
  /** When the last dream that came to its end ended. */
  lastDreamAt?: string;
  /** When the last dream of any kind ended, failed and skipped ones included. */
  lastAttemptAt?: string;
  /** What goes on in this window and forbids a dream. */
  busy?: 'reviewing' | 'dreaming';
  settings: ScheduleSettings;
};

/** `until`: when to ask again at the latest; absent: when something changes. */
export type ScheduleDecision = { dream: Exclude<DreamTrigger, 'command'> } | { skip: string; until?: Date };

const minute = 60_000;
const defaultInterval = 60;
/** A daily dream that begins later than this is caught up with, and catching up waits for idle. */
const lateMs = 5 * minute;
/** An instant from further ahead was written while the clock was wrong: it says nothing. A zone or a hand sets a clock back by less. */
export const wrongClockMs = 25 * 60 * minute;

/**
 * Wall time is used only for the daily hour and for the distance to earlier dreams. The daily dream is due when none has ended since the last
 * time that the local clock showed its hour (sleep and shutdown included); a clock set back shows the hour again, but the dream that has run
 * counts. A dream that failed or was cancelled leaves the daily one its turn, after the interval.
 */
export function whenToDream(moment: ScheduleMoment): ScheduleDecision {
  const { now, idleMs, settings, newTranscripts, newVerdicts } = moment;
  if (!settings.enabled) return skip('dreaming is turned off in the settings');
  if (moment.busy) return skip(moment.busy === 'reviewing' ? 'a review is going on' : 'a dream is going on');
  if (newTranscripts === 0 && newVerdicts === 0) return skip('no new reviews or verdicts since the last dream');

  const lastDream = instant(moment.lastDreamAt, now);
  const lastAttempt = Math.max(lastDream ?? -Infinity, instant(moment.lastAttemptAt, now) ?? -Infinity);
  const intervalMinutes = settings.minIntervalMinutes ?? defaultInterval;
  // further ahead than one interval: the clock was set back, and says nothing about the distance
  if (Math.abs(now.getTime() - lastAttempt) < intervalMinutes * minute) {
    return skip(`the last dream was less than ${intervalMinutes} minutes ago`, new Date(lastAttempt + intervalMinutes * minute));
  }

  const idleIn = settings.idleMinutes * minute - idleMs;
  const idle = idleIn <= 0;
  const idleAt = new Date(now.getTime() + Math.max(0, idleIn));
  const daily = dailyTimes(settings, now);
  if (daily.state === 'wrong') return skip(daily.reason);
  if (daily.state === 'set' && daily.last && (lastDream === undefined || lastDream < daily.last.getTime())) {
    const late = now.getTime() - daily.last.getTime() > lateMs;
    if (idle || !late) return { dream: 'daily' };
    return skip(`the daily dream of ${settings.dailyAt} was missed and is caught up with when the editor is idle`, idleAt);
  }

  const next = daily.state === 'set' ? daily.next : undefined;
  const enough = Math.max(1, settings.minTranscripts);
  if (newTranscripts < enough && newVerdicts < enough) {
    return skip(`${newTranscripts} of the ${enough} new reviews that an idle dream needs`, next);
  }
  if (!idle) return skip('the editor is in use', next && next < idleAt ? next : idleAt);
  return { dream: 'idle' };
}

type Daily = { state: 'off' } | { state: 'wrong'; reason: string } | { state: 'set'; last?: Date; next?: Date };

/** When the local clock last showed the daily hour and when it next does. An hour that daylight saving skips comes right after the gap; one that it repeats counts once. */
function dailyTimes({ dailyAt, timeZone }: ScheduleSettings, now: Date): Daily {
  if (dailyAt.trim() === '') return { state: 'off' };
  const [, hour, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(dailyAt.trim()) ?? [];
  if (hour === undefined || minutes === undefined) return { state: 'wrong', reason: `“${dailyAt}” is not a time of day such as 03:00` };
  const cron = new Cron(`${Number(minutes)} ${Number(hour)} * * *`, {
    paused: true,
    ...(timeZone !== undefined && { timezone: timeZone }),
  });
  // the end of the search is not part of it, but the very hour counts as shown
  const [last] = cron.previousRuns(1, new Date(now.getTime() + 1000));
  const next = cron.nextRun(now);
  return { state: 'set', ...(last && last <= now && { last }), ...(next && { next }) };
}

/** Milliseconds since 1970; undefined for none, for nonsense and for one that a wrong clock wrote. */
function instant(at: string | undefined, now: Date): number | undefined {
  const ms = at === undefined ? Number.NaN : Date.parse(at);
  return Number.isNaN(ms) || ms - now.getTime() > wrongClockMs ? undefined : ms;
}

function skip(reason: string, until?: Date): ScheduleDecision {
  return { skip: reason, ...(until && { until }) };
}
