/** The hour of the daily dream: which day's hour came last, on the local clock. Days are named `2026-06-10`; each has its hour once, whatever the clock does. */

/** Undefined for what is no time of day; `HH:MM`, of 24 hours. */
export function minutesOfDay(time: string): number | undefined {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time.trim()) ?? [];
  return hours === undefined || minutes === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

/**
 * The newest day whose hour (minutes since midnight) the local clock has reached. An hour that daylight saving skips is reached right after
 * the gap; while the clock shows one for the second time, the name goes back to the day before and comes again.
 */
export function dayOfHour(hour: number, at: Date, timeZone?: string): string {
  const local = new Intl.DateTimeFormat('en-US', {
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    ...(timeZone !== undefined && { timeZone }),
  });
  const part = Object.fromEntries(local.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour: hours = 0, minute = 0 } = part;
  const reached = hours * 60 + minute >= hour;
  return new Date(Date.UTC(year, month - 1, reached ? day : day - 1)).toISOString().slice(0, 10);
}
