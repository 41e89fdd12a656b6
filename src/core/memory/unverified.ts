/** Lessons whose file no sealed operation brought: whatever authority they claim is their own word, so they hide nothing until a person stands for them. */
import type { Lesson } from './lesson.js';
import type { Memory } from './memory-store.js';

/** The lesson as it takes part in a review: an unverified one is on trial at most, goes after all others, and is not pinned. */
export function asItActs(lesson: Lesson, { unverified }: Pick<Memory, 'unverified'>): Lesson {
  if (!unverified.has(lesson.id)) return lesson;
  return { ...lesson, status: lesson.status === 'active' ? 'trial' : lesson.status, provenance: 'text', pinned: false };
}

/** For people. */
export const unverifiedWords = 'no change that Reverie made here brought this file: it acts as on trial and hides nothing';

/** For people, of an operation that waits. */
export const unverifiedProposal = 'no dream on this machine proposed this change: look at it as at a stranger’s before you approve it';
