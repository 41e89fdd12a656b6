/** Which lessons an operation of a dream changes. */
import type { Operation } from '../memory/operation.js';

/** The lessons whose place, state or scope it changes; new counts alone are no matter of will. */
export function changedBy(operation: Operation): string[] {
  if (operation.op === 'reinforce' && operation.status === undefined) return [];
  return operation.op === 'merge' ? [operation.lesson, ...operation.from] : [operation.lesson];
}

/** The lessons in whose place it puts another one. */
export function supersededBy(operation: Operation): string[] {
  if (operation.op === 'merge') return operation.from;
  return operation.op === 'retire' && operation.supersededBy !== undefined ? [operation.lesson] : [];
}
