/** Which lessons a person decides about: a dream that finds one wrong asks, and takes none of them away by itself. */
import type { Lesson } from '../memory/lesson.js';
import { askedForBy } from './asked-for.js';
import { inOurWords } from './lesson-draft.js';
import type { RefineInput } from './rule-state.js';

/** Why a person decides about a lesson, for people; undefined for one that a dream may change on what verdicts say. */
export function personDecides(
  input: Pick<RefineInput, 'observations' | 'citedFingerprint' | 'since'>,
): (lesson: Lesson) => string | undefined {
  const isAsked = askedForBy(input);
  return (lesson) => {
    if (lesson.pinned) return 'a person pinned it';
    if (isAsked(lesson)) return 'a person asked for it';
    if (input.since.has(lesson.id)) return 'a person decided about it';
    return lesson.provenance === 'person' && !inOurWords(lesson) ? 'a person wrote it' : undefined;
  };
}
