/** Typed operations: the only way in which memory changes. Each has a reason and evidence and can be reverted alone. */
import * as z from 'zod';
import { Evidence, Lesson, LessonCounts, LessonDate, LessonStatus, Provenance } from './lesson.js';

const common = {
  v: z.literal(1),
  id: z.string(),
  /** The lesson it changes. */
  lesson: z.string(),
  /** One sentence for people. */
  reason: z.string().min(1),
  /** On whose authority. */
  by: Provenance,
  evidence: z.array(Evidence),
  /** Blob of the lesson that it was made from: when the lesson is another one by now, see `rebaseOperation`. Absent: it stands for itself. */
  base: z.string().optional(),
};
/** Since when the superseded are; the store fills it in when it applies the operation, so that applying it again gives the same. */
const superseding = { at: LessonDate.optional() };

export const Operation = z.discriminatedUnion('op', [
  z.object({ ...common, op: z.literal('add'), value: Lesson }),
  /** New evidence for the same statement: appended; counts and confidence replaced. May promote a trial (`status`). */
  z.object({
    ...common,
    op: z.literal('reinforce'),
    counts: LessonCounts,
    confidence: z.number().min(0).max(1),
    lastConfirmed: z.string(),
    status: LessonStatus.optional(),
  }),
  /** A new value for the same lesson id (wider scope, edited text, pin). */
  z.object({ ...common, op: z.literal('revise'), value: Lesson }),
  /** `lesson` takes in the evidence of `from`, which are superseded by it. */
  z.object({ ...common, ...superseding, op: z.literal('merge'), value: Lesson, from: z.array(z.string()).min(1) }),
  z.object({ ...common, ...superseding, op: z.literal('retire'), supersededBy: z.string().optional() }),
  /** `until`: what it sleeps for; absent when a person or a model says so, and in older records. */
  z.object({ ...common, op: z.literal('sleep'), until: z.enum(['code', 'room']).optional() }),
  z.object({ ...common, op: z.literal('wake') }),
]);
export type Operation = z.infer<typeof Operation>;
