/** What of past dreams the next one needs: which operation each lesson has from a dream, what waits for a person, and when dreams ended. */
import type { Operation } from '../memory/operation.js';
import type { DreamDigest } from './dream-digest.js';
import { changedBy, supersededBy } from './changed-by.js';

/** The newest dreams are kept whatever they did: their ends and their waiting operations count. */
const newestKept = 30;
const appliedKept = 2000;

/** In their order. Operations keep what they changed, not the texts and the evidence for it: those are in memory and in the transcripts. */
export function compactDreams(dreams: readonly DreamDigest[]): DreamDigest[] {
  const newestOf = new Map<string, string>();
  const superseding = new Map<string, string>();
  for (const { operations, applied } of dreams) {
    const inMemory = new Set(applied);
    for (const { operation } of operations) {
      if (!inMemory.has(operation.id)) continue;
      for (const lesson of changedBy(operation)) newestOf.set(lesson, operation.id);
      // that a lesson was superseded once is known for good: if it is there again, it does not go in circles
      for (const lesson of supersededBy(operation)) superseding.set(lesson, operation.id);
    }
  }
  const needed = new Set([...newestOf.values(), ...superseding.values()]);
  let applied = 0;
  const compact = dreams
    .toReversed()
    .map((whole, age): DreamDigest => {
      const { notes: _, ...dream } = whole;
      applied += dream.applied.length;
      return {
        ...dream,
        reviews: [],
        counts: {},
        operations: dream.operations
          .filter((o) => needed.has(o.operation.id) || (age < newestKept && o.decision === 'wait'))
          .map(({ operation, decision }) => ({ operation: withoutTexts(operation), decision, reason: '' })),
        applied: applied <= appliedKept ? dream.applied : dream.applied.filter((id) => needed.has(id)),
      };
    })
    .filter((dream, age) => age < newestKept || dream.operations.length > 0 || dream.applied.length > 0);
  return compact.reverse();
}

function withoutTexts(operation: Operation): Operation {
  const plain = { ...operation, evidence: [], reason: '' };
  return 'value' in plain ? { ...plain, value: { ...plain.value, body: '', evidence: [] } } : plain;
}
