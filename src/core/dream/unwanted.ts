/** What people undid, retired or discarded: a dream does not do it again before newer verdicts ask for it. */
import type { Lesson } from '../memory/lesson.js';
import type { MemoryVersion } from '../memory/memory-store.js';
import type { Operation } from '../memory/operation.js';
import { changedBy, supersededBy } from './changed-by.js';
import { latest, type Experience } from './experience.js';

/** After every instant. */
export const never = '9999';

/**
 * By lesson, the instant from which on verdicts may change it (or bring it): what a person discarded or put into effect by hand, what a
 * dream did and somebody took back (by a rollback, a revert or by hand), what a dream retired. `never` for one that a person retired.
 */
export function unwantedSince(
  { dreams, discarded }: Pick<Experience, 'dreams' | 'discarded'>,
  lessons: Lesson[],
  versions: Pick<MemoryVersion, 'at' | 'operations'>[],
): Map<string, string> {
  const since = new Map(discarded);
  const byId = new Map(lessons.map((l) => [l.id, l]));
  const newest = new Map<string, { operation: Operation; at: string }>();
  const dreamt = new Set<string>();
  for (const { operations, applied, endedAt } of dreams) {
    const inMemory = new Set(applied);
    for (const { operation } of operations) {
      if (!inMemory.has(operation.id)) continue;
      dreamt.add(operation.id);
      for (const lesson of changedBy(operation)) newest.set(lesson, { operation, at: endedAt });
    }
  }
  for (const [id, { operation, at }] of newest) {
    if (!stands(operation, id, byId.get(id))) latest(since, id, at);
  }
  for (const { id, status, supersededBy } of lessons) {
    if (status !== 'retired' || supersededBy !== undefined) continue;
    const last = newest.get(id);
    latest(since, id, last?.operation.op === 'retire' ? last.at : never);
  }
  for (const { at, operations } of versions) {
    for (const operation of operations) {
      // versions know whole seconds only
      if (operation.by === 'person' && !dreamt.has(operation.id) && statusAfter(operation) === 'active')
        latest(since, operation.lesson, new Date(Date.parse(at) + 999).toISOString());
    }
  }
  return since;
}

/** Lessons that a dream superseded once. One of them that is in effect again was brought back. */
export function supersededByDreams({ dreams }: Pick<Experience, 'dreams'>): Set<string> {
  const lessons = new Set<string>();
  for (const { operations, applied } of dreams) {
    const inMemory = new Set(applied);
    for (const { operation } of operations) {
      if (inMemory.has(operation.id)) for (const id of supersededBy(operation)) lessons.add(id);
    }
  }
  return lessons;
}

/** Whether the lesson still is as the operation left it. */
function stands(operation: Operation, id: string, lesson: Lesson | undefined): boolean {
  if (!lesson) return false;
  if (operation.op === 'merge' && id !== operation.lesson) return lesson.status === 'retired';
  if (lesson.status !== statusAfter(operation)) return false;
  return !('value' in operation) || JSON.stringify(lesson.scope) === JSON.stringify(operation.value.scope);
}

function statusAfter(operation: Operation): Lesson['status'] | undefined {
  switch (operation.op) {
    case 'add':
    case 'revise':
    case 'merge':
      return operation.value.status;
    case 'reinforce':
      return operation.status;
    case 'retire':
      return 'retired';
    case 'sleep':
      return 'dormant';
    case 'wake':
      return operation.by === 'person' ? 'active' : 'trial';
  }
}
