/** When to dream: a pure decision from what is known now, made again whenever something changes. Every “not now” has its reason. */
import { countOf } from '../transcript/count-of.js';
import { dayOfHour, minutesOfDay } from './daily-hour.js';
import type { DreamEnd } from './dream-ends.js';

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

/** What is known. */
export type ScheduleMoment = {
  now: Date;
  /** Milliseconds since the last activity in any window of the repo, on a clock that does not jump; 0 while active. */
  idleMs: number;
  newTranscripts: number;
  newVerdicts: number;
  /** Past dreams, in the order in which they were recorded. */
  ends: readonly DreamEnd[];
  /** What goes on in this window and forbids a dream. */
  busy?: 'reviewing' | 'dreaming';
  settings: ScheduleSettings;
};

/** `day`: whose daily dream it is; the dream records it. */
export type ScheduleDecision = { dream: 'idle' } | { dream: 'daily'; day: string } | { skip: string };

const minute = 60_000;
const hour = 60 * minute;
const defaultInterval = 60;
/** A daily dream that begins later than this is caught up with, and catching up waits for idle. */
const lateMs = 5 * minute;
/** Dreams that fail one after the other are tried at longer and longer intervals, and still twice a day. */
const longestIntervalMinutes = 12 * 60;
/** A dream that ended so little ahead of now ran before the clock was set back: what was missed before it is caught up with. */
const setBackMs = 12 * hour;

/**
 * Wall time is used only for the daily hour and for the distance to other dreams. Each local day has one daily dream: due from its hour on
 * (sleep and shutdown included) when no dream came to its end since, and none was recorded as that day's, so that neither a clock set back nor
 * a new time zone or another hour in the settings brings a second one. A dream that failed or was cancelled leaves the daily one its turn,
 * after the interval.
 */
export function whenToDream(moment: ScheduleMoment): ScheduleDecision {
  const { now, idleMs, settings, newTranscripts, newVerdicts, ends } = moment;
  if (!settings.enabled) return { skip: 'dreaming is turned off in the settings' };
  if (moment.busy) return { skip: moment.busy === 'reviewing' ? 'a review is going on' : 'a dream is going on' };
  if (newTranscripts === 0 && newVerdicts === 0) return { skip: 'no new reviews or verdicts since the last dream' };
  const soon = tooSoon(now, ends, settings.minIntervalMinutes ?? defaultInterval);
  if (soon !== undefined) return { skip: soon };

  const idle = idleMs >= settings.idleMinutes * minute;
  const daily = dailyDream(now, ends, settings);
  if (daily.state === 'wrong') return { skip: daily.reason };
  if (daily.state === 'due') {
    if (idle || !daily.late) return { dream: 'daily', day: daily.day };
    return { skip: `the daily dream of ${settings.dailyAt} was missed and is caught up with when the editor is idle` };
  }
  const enough = Math.max(1, settings.minTranscripts);
  if (newTranscripts < enough && newVerdicts < enough) {
    return { skip: `${newTranscripts} of the ${enough} new reviews that an idle dream needs` };
  }
  return idle ? { dream: 'idle' } : { skip: 'the editor is in use' };
}

/** The reason; undefined when enough time has passed since the dream that was recorded last. A distance counts either way: the clock may have been set back. */
function tooSoon(now: Date, ends: readonly DreamEnd[], intervalMinutes: number): string | undefined {
  const last = ends.at(-1);
  const within = (minutes: number): boolean => last !== undefined && Math.abs(now.getTime() - Date.parse(last.at)) < minutes * minute;
  if (within(intervalMinutes)) return `the last dream was less than ${intervalMinutes} minutes ago`;
  const inVain = ends.length - 1 - ends.findLastIndex((end) => end.how !== 'in vain');
  const longer = Math.min(intervalMinutes * 2 ** (inVain - 1), Math.max(longestIntervalMinutes, intervalMinutes));
  if (inVain < 2 || !within(longer)) return undefined;
  return `the last ${countOf(inVain, 'dream')} came to nothing, the last one less than ${longer} minutes ago`;
}

type Daily = { state: 'off' } | { state: 'wrong'; reason: string } | { state: 'done' } | { state: 'due'; day: string; late: boolean };

function dailyDream(now: Date, ends: readonly DreamEnd[], { dailyAt, timeZone }: ScheduleSettings): Daily {
  if (dailyAt.trim() === '') return { state: 'off' };
  const at = minutesOfDay(dailyAt);
  if (at === undefined) return { state: 'wrong', reason: `“${dailyAt}” is not a time of day such as 03:00` };
  const dayOf = (ms: number): string => dayOfHour(at, new Date(ms), timeZone);
  const day = dayOf(now.getTime());
  const isDone = ({ how, at: ended, day: daily }: DreamEnd): boolean => {
    const ahead = Date.parse(ended) - now.getTime();
    if (how !== 'done' || Number.isNaN(ahead)) return false;
    if (ahead > 0 && ahead < setBackMs) return true;
    return daily === undefined ? Math.abs(ahead) < 3 * 24 * hour && dayOf(now.getTime() + ahead) === day : daily === day;
  };
  if (ends.some(isDone)) return { state: 'done' };
  return { state: 'due', day, late: dayOf(now.getTime() - lateMs) === day };
}
