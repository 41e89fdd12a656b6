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

/** Oldest first. The same reason again is the same entry, as long as no other came between. */
export function withEntry(
  entries: readonly ScheduleEntry[],
  { kind, reason, at }: Pick<ScheduleEntry, 'kind' | 'reason' | 'at'>,
): ScheduleEntry[] {
  const last = entries.at(-1);
  if (last?.kind === kind && plain(last.reason) === plain(reason)) {
    return [...entries.slice(0, -1), { ...last, reason, lastAt: at, times: last.times + 1 }];
  }
  return [...entries, { kind, reason, at, lastAt: at, times: 1 }].slice(-mostEntries);
}

/** Numbers apart: `2 of the 3 new reviews` is the reason that `1 of the 3` was. */
function plain(reason: string): string {
  return reason.replace(/\d+/g, '0');
}
