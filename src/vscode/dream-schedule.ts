/** When this window dreams by itself: it waits for quiet, asks the engine whether a dream is due, and logs the reason of every skip. */
import type { DreamReport } from '../core/dream/dream-report.js';
import type { ScheduleDecision, ScheduleMoment } from '../core/dream/schedule.js';
import type { Reverie } from '../core/reverie.js';
import type { Subscription } from './change-signal.js';
import { describeError, isCancellation } from './next-step-error.js';
import type { DreamSettings } from '../protocol/settings.js';

/** A repo that may dream. */
export interface Dreamer {
  readonly name: string;
  readonly busy: ScheduleMoment['busy'];
  state(): ReturnType<Reverie['dreamState']>;
  /** Milliseconds since activity in the other windows of this repo; Infinity for none. */
  idleElsewhereMs(): Promise<number>;
  dream(begin: DreamBegin, signal: AbortSignal): Promise<DreamReport>;
  /** Keeps why no dream began, for the journal. */
  note: Reverie['noteSchedule'];
}

/** What the schedule decided, as a dream is asked for. */
export type DreamBegin = Exclude<ScheduleDecision, { skip: string }>;

export interface DreamScheduleHost {
  now(): Date;
  /** Milliseconds on a clock that never goes back. */
  monotonic(): number;
  /** Calls once after `ms` milliseconds. */
  after(ms: number, call: () => void): Subscription;
  settings(): DreamSettings;
  /** A person wants nothing to begin by itself. */
  paused?(): boolean;
  /** Whether it can be worth to load the engine at all: cheap, and true when in doubt. */
  worthLooking(): Promise<boolean>;
  /** Loads the engine. */
  dreamers(): Promise<readonly Dreamer[]>;
  decide(moment: ScheduleMoment): Promise<ScheduleDecision>;
  log: { info(text: string): void; warn(text: string): void };
}

export interface DreamSchedule extends Subscription {
  /** A person did something. A dream that runs by itself goes on: it disturbs nobody. */
  seen(): void;
  /** Resolves when no check is running. */
  settled(): Promise<void>;
}

/** While nobody is there the question is asked again this often: a daily hour may come, and a sleeping computer may wake. */
const askAgainMs = 5 * 60_000;
/** A daily dream begins at its hour also while people work, when the window is awake within this time. */
const dailyWindowMinutes = 5;
/** Timers on a sleeping computer are late and settings change: never wait longer than this in one piece. */
const longestWaitMs = 60_000;

export function startDreamSchedule(host: DreamScheduleHost): DreamSchedule {
  const stopper = new AbortController();
  const told = new Map<string, string>();
  let lastSeen = host.monotonic();
  let askedAt: number | undefined;
  /** Whether that was at the daily hour. */
  let atHour = false;
  let timer: Subscription | undefined;
  let checking: Promise<void> = Promise.resolve();

  /** One line a reason, not one a check. */
  const tellOnce = (about: string, text: string, how: 'info' | 'warn') => {
    if (told.get(about) !== text) host.log[how](text);
    told.set(about, text);
  };
  const tell = (about: string, reason: string) => tellOnce(about, `no dream${about ? ` of ${about}` : ''}: ${reason}`, 'info');

  const check = async () => {
    const settings = host.settings();
    if (host.paused?.()) return tell('', 'Reverie is paused');
    if (!settings.enabled) return tell('', 'reverie.dream.enabled is off');
    const idle = host.monotonic() - lastSeen >= settings.idleMinutes * 60_000;
    const hour = isDailyHour(settings.dailyAt, host.now());
    if (!idle && !hour) return;
    // asked already: in this quiet time, or at this very hour
    const asked = idle ? askedAt !== undefined && askedAt >= lastSeen : atHour;
    if (asked && askedAt !== undefined && host.monotonic() - askedAt < askAgainMs) return;
    askedAt = host.monotonic();
    atHour = hour;
    if (!(await host.worthLooking())) return tell('', 'nothing was ever reviewed here');
    for (const dreamer of await host.dreamers()) {
      if (stopper.signal.aborted) return;
      try {
        await ask(dreamer, settings);
      } catch (error) {
        // the next repository has its turn all the same
        if (isCancellation(error)) continue;
        const reason = describeError(error).message;
        tellOnce(dreamer.name, `dreaming by itself failed: ${reason}`, 'warn');
        await note(dreamer, 'failed', reason);
      }
    }
  };

  const ask = async (dreamer: Dreamer, settings: DreamSettings) => {
    const [state, elsewhere] = await Promise.all([dreamer.state(), dreamer.idleElsewhereMs()]);
    const idleMs = Math.min(host.monotonic() - lastSeen, elsewhere);
    const decision = await host.decide({ now: host.now(), idleMs, ...state, busy: dreamer.busy, settings });
    if ('skip' in decision) {
      tell(dreamer.name, decision.skip);
      return note(dreamer, 'skipped', decision.skip);
    }
    told.delete(dreamer.name);
    host.log.info(`${decision.dream} dream of ${dreamer.name} begins`);
    const report = await dreamer.dream(decision, stopper.signal);
    host.log.info(
      `${decision.dream} dream of ${dreamer.name}: ${report.state}${report.reason ? `, ${report.reason}` : ''}, ${report.operations.length} operations`,
    );
  };

  /** That it cannot be kept is no reason to dream less. */
  const note = (dreamer: Dreamer, kind: 'skipped' | 'failed', reason: string): Promise<void> =>
    dreamer
      .note(kind, reason)
      .catch((error: unknown) => tellOnce('the journal', `the dream journal cannot be written: ${describeError(error).message}`, 'warn'));

  const arm = () => {
    if (stopper.signal.aborted) return;
    const idleMs = host.settings().idleMinutes * 60_000;
    const quietIn = Math.max(0, lastSeen + idleMs - host.monotonic());
    const askIn = askedAt !== undefined && askedAt >= lastSeen ? Math.max(0, askedAt + askAgainMs - host.monotonic()) : 0;
    timer = host.after(Math.min(longestWaitMs, Math.max(250, quietIn, askIn)), () => {
      checking = check()
        .catch((error: unknown) => {
          if (!isCancellation(error)) tellOnce('', `dreaming by itself failed: ${describeError(error).message}`, 'warn');
        })
        .then(arm);
    });
  };

  arm();
  return {
    seen: () => {
      lastSeen = host.monotonic();
    },
    settled: () => checking,
    dispose: () => {
      stopper.abort();
      timer?.dispose();
    },
  };
}

/** Whether the local clock, as the setting is meant, has just reached the hour; one that daylight saving skips is reached right after the gap. */
function isDailyHour(dailyAt: string, now: Date): boolean {
  const [hours, minutes] = dailyAt.split(':').map(Number);
  if (dailyAt === '' || hours === undefined || minutes === undefined) return false;
  const dayOf = (at: Date): number => {
    const reached = at.getHours() * 60 + at.getMinutes() >= hours * 60 + minutes;
    return new Date(at.getFullYear(), at.getMonth(), at.getDate() - (reached ? 0 : 1)).getTime();
  };
  return dayOf(now) !== dayOf(new Date(now.getTime() - dailyWindowMinutes * 60_000));
}
