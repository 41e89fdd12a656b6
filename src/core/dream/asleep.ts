/** Why lessons sleep, as the operations say that put them to sleep. */
import type { MemoryVersion } from '../memory/memory-store.js';
import type { Operation } from '../memory/operation.js';
import type { Experience } from './experience.js';
import { changedBy } from './changed-by.js';

/** `code`: all that it cites is gone · `room`: memory was over its budget · `said`: a person, or a model, wanted it so. */
export type AsleepFor = 'code' | 'room' | 'said';

/**
 * Of lessons whose newest change is known and put them to sleep; operations of old do not say why, and cited code alone did that.
 * `versions` newest first; for what is older than those there is what dreams keep of themselves.
 */
export function asleepFor(
  { dreams }: Pick<Experience, 'dreams'>,
  versions: readonly Pick<MemoryVersion, 'operations'>[],
): Map<string, AsleepFor> {
  const newest = new Map<string, Operation>();
  const take = (operation: Operation): void => {
    for (const id of changedBy(operation)) if (!newest.has(id)) newest.set(id, operation);
  };
  for (const { operations } of versions) for (const operation of operations.toReversed()) take(operation);
  for (const { operations, applied } of dreams.toReversed()) {
    const inMemory = new Set(applied);
    for (const { operation } of operations.toReversed()) if (inMemory.has(operation.id)) take(operation);
  }
  return new Map([...newest].flatMap(([id, operation]) => (operation.op === 'sleep' ? [[id, causeOf(operation)] as const] : [])));
}

function causeOf({ until, by }: Extract<Operation, { op: 'sleep' }>): AsleepFor {
  return until ?? (by === 'outcome' ? 'code' : 'said');
}
