/** Settles lessons that repeat or contradict each other, as memory will stand when what this dream has decided so far is applied. */
import type { Lesson } from '../memory/lesson.js';
import { compareLessons } from '../memory/overlap.js';
import { isEffective } from '../memory/recall.js';
import { afterwards } from './afterwards.js';
import type { Draft } from './draft.js';
import type { DreamtOperation } from './dream-report.js';
import { mergeDuplicates } from './merge-duplicates.js';
import { settleContradictions } from './settle-contradictions.js';
import type { SettleInput } from './settle-input.js';

/** `decided`: what becomes of the other drafts of this dream, `then` memory afterwards. Its cost grows with the lessons: nothing compares each with each. */
export function settleLessons(
  input: SettleInput,
  decided: readonly DreamtOperation[],
  then: readonly Lesson[] = afterwards(input.lessons, decided),
): Draft[] {
  const waiting = new Set(decided.filter((d) => d.decision === 'wait').map((d) => d.operation.lesson));
  const lessons = then.filter((l) => isEffective(l) && !waiting.has(l.id));
  const pairs = compareLessons(lessons);
  if (pairs.duplicates.length + pairs.contradictions.length === 0) return [];
  const settling = { ...input, lessons };
  const contradictions = settleContradictions(settling, pairs.contradictions);
  const superseded = new Set(contradictions.map((d) => d.operation.lesson));
  const stand = pairs.duplicates.filter((p) => !superseded.has(p.lesson) && !superseded.has(p.other));
  return [...contradictions, ...mergeDuplicates(settling, stand)];
}
