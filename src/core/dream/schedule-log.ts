/** Why no dream began: each reason once, with how often and from when to when it held. What began is in the journal of dreams. */
import * as z from 'zod';

/** skipped: the schedule said no · failed: a dream could not even begin. Instants are ISO 8601, UTC. */
export const ScheduleEntry = z.object({
  kind: z.enum(['skipped', 'failed']),
  reason: z.string(),
  at: z.string(),
  lastAt: z.string(),
  times: z.int().min(1),
});
export type ScheduleEntry = z.infer<typeof ScheduleEntry>;

export const ScheduleLog = z.object({ v: z.literal(1), entries: z.array(ScheduleEntry) });

const mostEntries = 200;

/** Oldest first. The same reason again on the same day (UTC) is the same entry, and the newest: what takes turns all day is a few entries. */
export function withEntry(
  entries: readonly ScheduleEntry[],
  { kind, reason, at }: Pick<ScheduleEntry, 'kind' | 'reason' | 'at'>,
): ScheduleEntry[] {
  const same = entries.find((e) => e.kind === kind && plain(e.reason) === plain(reason) && e.at.slice(0, 10) === at.slice(0, 10));
  if (same) return [...entries.filter((e) => e !== same), { ...same, reason, lastAt: at, times: same.times + 1 }];
  return [...entries, { kind, reason, at, lastAt: at, times: 1 }].slice(-mostEntries);
}

/** Numbers apart: `2 of the 3 new reviews` is the reason that `1 of the 3` was. */
function plain(reason: string): string {
  return reason.replace(/\d+/g, '0');
}
