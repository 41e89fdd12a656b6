/** A person's explicit change of one lesson, as an operation with a person's authority. It cites the lesson's own evidence. */
import type { Lesson, LessonStatus } from '../memory/lesson.js';
import type { Operation } from '../memory/operation.js';
import type { Ports } from '../ports.js';
import type { LessonChange } from '../reverie.js';

export function statusAfter({ status }: Pick<Lesson, 'status'>, change: LessonChange): LessonStatus {
  switch (change) {
    case 'pin':
    case 'unpin':
      return status;
    case 'retire':
      return 'retired';
    case 'activate':
    case 'restore':
      return 'active';
  }
}

/**
 * `reason` is the person's own, redacted; there is a plain one for each change. `adopt`: nobody stands for the lesson yet, so that the person
 * changes it also where it is as they want it already. `base` is the blob of the lesson. Whether the operation fits is decided where it is applied.
 */
export function personOperation(
  { clock, ids }: Pick<Ports, 'clock' | 'ids'>,
  lesson: Lesson,
  change: LessonChange,
  options: { reason?: string; adopt?: boolean; base?: string } = {},
): Operation {
  const reason = options.reason?.trim() || plainReasons[change];
  const { id, evidence } = lesson;
  const base = options.base === undefined ? {} : { base: options.base };
  const common = { v: 1 as const, id: ids.next('op'), lesson: id, reason, by: 'person' as const, evidence, ...base };
  if (change === 'retire') return { ...common, op: 'retire' };
  const at = clock.now().toISOString();
  if (change === 'pin' || change === 'unpin')
    return { ...common, op: 'revise', value: { ...lesson, pinned: change === 'pin', ...(options.adopt && { lastConfirmed: at }) } };
  const { supersededBy: _, supersededAt: __, ...kept } = lesson;
  return { ...common, op: 'revise', value: { ...kept, status: statusAfter(lesson, change), provenance: 'person', lastConfirmed: at } };
}

const plainReasons: Record<LessonChange, string> = {
  pin: 'a person pinned it',
  unpin: 'a person unpinned it',
  activate: 'a person put it into effect',
  retire: 'a person retired it',
  restore: 'a person restored it',
};
