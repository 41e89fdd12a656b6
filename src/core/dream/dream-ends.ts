/** What the schedule needs of past dreams: how and when each ended, in the order in which they were recorded, as a clock may have been wrong. */
import type { DreamDigest } from './dream-digest.js';
import { unwritable } from './dream-report.js';
import { wasPaused } from './pause.js';

/**
 * done: it came to its end · in vain: one that began by itself failed, or could not change memory · stopped: anything else, such as one that a person
 * cancelled. `at`: ISO 8601, UTC. `day`: whose daily dream it was, see `dayOfHour`.
 */
export type DreamEnd = { dream: string; at: string; how: 'done' | 'in vain' | 'stopped'; day?: string };

/** Enough for days of attempts that fail. */
const endsKept = 200;

/** Those before, and those of the dreams that are new; a paused one has had no turn. */
export function withEnds(ends: readonly DreamEnd[], dreams: readonly DreamDigest[]): DreamEnd[] {
  const known = new Map(ends.map((end) => [end.dream, end]));
  for (const dream of dreams) {
    if (wasPaused(dream)) continue;
    const { endedAt: at, day } = dream;
    known.set(dream.dream, { dream: dream.dream, at, how: howOf(dream), ...(day !== undefined && { day }) });
  }
  return [...known.values()].slice(-endsKept);
}

function howOf({ state, trigger, reason }: DreamDigest): DreamEnd['how'] {
  if (state === 'done') return 'done';
  return trigger !== 'command' && (state === 'failed' || (state === 'skipped' && reason === unwritable)) ? 'in vain' : 'stopped';
}
