/** Applies one operation to the lessons, or says why it does not fit. Nothing is ever removed: a retired lesson stays, without effect. */
import { evidenceKey, ranksAtLeast, unionOfEvidence, type Evidence, type Lesson, type LessonStatus, type Provenance } from './lesson.js';
import { parseLesson, printLesson } from './lesson-markdown.js';
import type { Operation } from './operation.js';

/** What one operation did to one lesson; `before` is absent for a new one. */
export type LessonEdit = { id: string; before?: Lesson; after: Lesson };

export type Applied = { state: 'applied'; lessons: Map<string, Lesson>; edits: LessonEdit[] } | { state: 'refused'; reason: string };

/**
 * Gives new lessons and leaves the old ones as they are. The reasons of a refusal are for people. Who may do what:
 * - retiring, revising or merging a lesson needs at least its own provenance; sleeping, waking and going back on trial need at least
 *   an outcome's; a trial ends on the word of a person, the team or an outcome only
 * - a pinned lesson is changed by persons only (new evidence may still be added)
 * - text found in the repo may only propose
 */
export function applyOperation(lessons: ReadonlyMap<string, Lesson>, op: Operation): Applied {
  const planned = plannedLessons(lessons, op);
  if (typeof planned === 'string') return refused(planned);
  const edits: LessonEdit[] = [];
  for (const value of planned) {
    const before = lessons.get(value.id);
    const text = printLesson(value);
    // what cannot be read back is never written
    const after = parseLesson(text);
    if (after.state === 'broken') return refused(`${value.id} would not be readable: ${after.reason}`);
    if (!before || printLesson(before) !== text) edits.push({ id: value.id, ...(before && { before }), after: after.lesson });
  }
  if (edits.length === 0) return refused(`it would change nothing in ${op.lesson}`);
  const next = new Map(lessons);
  for (const { id, after } of edits) next.set(id, after);
  return { state: 'applied', lessons: next, edits };
}

/** Takes edits back; refused when one of the lessons has changed since. */
export function revertEdits(
  lessons: ReadonlyMap<string, Lesson>,
  edits: LessonEdit[],
): Omit<Applied & { state: 'applied' }, 'edits'> | (Applied & { state: 'refused' }) {
  const next = new Map(lessons);
  for (const { id, before, after } of edits) {
    const now = lessons.get(id);
    if (!now || printLesson(now) !== printLesson(after)) return refused(`${id} has been changed since`);
    if (before) next.set(id, before);
    else next.delete(id);
  }
  return { state: 'applied', lessons: next };
}

/** The lessons as the operation leaves them, or why it does not fit. Whether they can be written is not looked at, which takes the longest. */
export function plannedLessons(lessons: ReadonlyMap<string, Lesson>, op: Operation): Lesson[] | string {
  if (op.op === 'add') return planAdd(lessons, op);
  if (op.op === 'merge') return planMerge(lessons, op);
  const lesson = lessons.get(op.lesson);
  if (!lesson) return `there is no lesson ${op.lesson}`;
  if (op.by === 'text') return 'text found in the repo is evidence, never an authority';
  switch (op.op) {
    case 'reinforce':
      return planReinforce(lesson, op);
    case 'revise':
      return planRevise(lesson, op);
    case 'retire': {
      if (lesson.status === 'retired') return `${lesson.id} is retired already`;
      if (op.supersededBy !== undefined && (op.supersededBy === lesson.id || !lessons.has(op.supersededBy))) {
        return `${lesson.id} cannot be superseded by ${op.supersededBy}`;
      }
      return mayOverrule(op, lesson) ?? [retired(lesson, op.supersededBy, op.at)];
    }
    case 'sleep':
      if (lesson.status === 'dormant' || lesson.status === 'retired') return `${lesson.id} is ${lesson.status} already`;
      return mayRest(op, lesson) ?? [{ ...lesson, status: 'dormant' }];
    case 'wake':
      return planWake(lesson, op);
  }
}

function planAdd(lessons: ReadonlyMap<string, Lesson>, op: Operation & { op: 'add' }): Lesson[] | string {
  const { value } = op;
  if (value.id !== op.lesson) return `it names ${op.lesson} but brings ${value.id}`;
  if (lessons.has(value.id)) return `${value.id} is there already`;
  return mayTeach(op, value) ?? [value];
}

function planReinforce(lesson: Lesson, op: Operation & { op: 'reinforce' }): Lesson[] | string {
  if (lesson.status === 'retired') return `${lesson.id} is retired`;
  const status = op.status ?? lesson.status;
  if (status !== lesson.status) {
    const promotes: [LessonStatus, LessonStatus][] = [
      ['trial', 'active'],
      ['active', 'trial'],
    ];
    if (!promotes.some(([from, to]) => from === lesson.status && to === status)) {
      return `new evidence cannot turn ${lesson.id} from ${lesson.status} to ${status}`;
    }
    const problem = mayRest(op, lesson);
    if (problem) return problem;
    if (status === 'active' && !ranksAtLeast(op.by, 'outcome')) return `${authority[op.by]} cannot put ${lesson.id} into effect`;
  }
  const { counts, confidence, lastConfirmed } = op;
  // what speaks against a lesson is the operation's evidence, never its own
  const quieted = lesson.status === 'active' && status === 'trial';
  const evidence = quieted ? lesson.evidence : unionOfEvidence(lesson.evidence, op.evidence);
  return [{ ...lesson, status, counts, confidence, lastConfirmed, evidence }];
}

function planRevise(lesson: Lesson, op: Operation & { op: 'revise' }): Lesson[] | string {
  const { value } = op;
  if (value.id !== lesson.id) return `${lesson.id} must keep its id`;
  const lost = missing(lesson.evidence, value.evidence);
  if (lost) return `${lesson.id} would lose evidence: ${lost}`;
  if (value.pinned !== lesson.pinned && op.by !== 'person') return 'only a person pins or unpins';
  return mayOverrule(op, lesson) ?? mayTeach(op, value, lesson) ?? [withComments(op, value, lesson)];
}

/** Only people take people's comments away. */
function withComments({ by }: Operation, value: Lesson, target: Lesson | undefined): Lesson {
  return by === 'person' || target?.comments === undefined ? value : { ...value, comments: { ...target.comments, ...value.comments } };
}

function retired(lesson: Lesson, by: string | undefined, at: string | undefined): Lesson {
  return { ...lesson, status: 'retired', ...(by !== undefined && { supersededBy: by, ...(at !== undefined && { supersededAt: at }) }) };
}

function planMerge(lessons: ReadonlyMap<string, Lesson>, op: Operation & { op: 'merge' }): Lesson[] | string {
  const { value } = op;
  if (value.id !== op.lesson) return `it names ${op.lesson} but brings ${value.id}`;
  const from: Lesson[] = [];
  for (const id of new Set(op.from)) {
    const lesson = lessons.get(id);
    if (!lesson) return `there is no lesson ${id}`;
    if (id === op.lesson) return `${id} cannot be merged into itself`;
    if (lesson.status === 'retired') return `${id} is retired already`;
    from.push(lesson);
  }
  const target = lessons.get(op.lesson);
  for (const lesson of target ? [target, ...from] : from) {
    const lost = missing(lesson.evidence, value.evidence);
    if (lost) return `the evidence of ${lesson.id} would be lost: ${lost}`;
    const problem = mayOverrule(op, lesson);
    if (problem) return problem;
  }
  if (value.pinned !== (target?.pinned ?? false) && op.by !== 'person') return 'only a person pins or unpins';
  const superseded = from.map((lesson) => retired(lesson, op.lesson, op.at));
  return mayTeach(op, value, target, ...from) ?? [withComments(op, value, target), ...superseded];
}

/** A person puts a lesson into effect from any state; anyone else wakes a sleeping one into a trial, which has to prove itself again. */
function planWake(lesson: Lesson, op: Operation & { op: 'wake' }): Lesson[] | string {
  const { supersededBy: _, supersededAt: __, ...kept } = lesson;
  if (op.by === 'person') return lesson.status === 'active' ? `${lesson.id} is active already` : [{ ...kept, status: 'active' }];
  if (lesson.status !== 'dormant') return `${lesson.id} does not sleep: it is ${lesson.status}`;
  return mayRest(op, lesson) ?? [{ ...lesson, status: 'trial' }];
}

/** Retiring, revising and merging. */
function mayOverrule(op: Operation, lesson: Lesson): string | undefined {
  if (lesson.pinned && op.by !== 'person') return `${lesson.id} is pinned`;
  if (!ranksAtLeast(op.by, lesson.provenance))
    return `${lesson.id} rests on ${authority[lesson.provenance]}, which ${authority[op.by]} cannot overrule`;
  return undefined;
}

/** Sleeping, waking and a trial lose nothing, so an outcome is enough. */
function mayRest(op: Operation, lesson: Lesson): string | undefined {
  if (lesson.pinned && op.by !== 'person') return `${lesson.id} is pinned`;
  return ranksAtLeast(op.by, 'outcome') ? undefined : mayOverrule(op, lesson);
}

/** A new value claims no more authority than the operation or the lessons it comes from have. */
function mayTeach(op: Operation, value: Lesson, ...sources: (Lesson | undefined)[]): string | undefined {
  const granted = [op.by, ...sources.flatMap((lesson) => lesson?.provenance ?? [])];
  if (!granted.some((by) => ranksAtLeast(by, value.provenance))) {
    return `${authority[op.by]} cannot teach with the authority of ${authority[value.provenance]}`;
  }
  if (op.by === 'text' && value.status !== 'proposed') return 'text found in the repo is evidence, never an authority';
  if (sources.length === 0 && value.pinned && op.by !== 'person') return 'only a person pins or unpins';
  return undefined;
}

const authority: Record<Provenance, string> = {
  person: 'a person’s verdicts',
  team: 'the team’s rules',
  outcome: 'an outcome',
  model: 'a model’s reflection',
  text: 'text found in the repo',
};

/** Names the first citation of `old` that `next` has not. */
function missing(old: Evidence[], next: Evidence[]): string | undefined {
  const there = new Set(next.map(evidenceKey));
  const lost = old.find((item) => !there.has(evidenceKey(item)));
  return lost && (lost.type === 'event' ? `${lost.file}#${lost.seq}` : `${lost.path}:${lost.startLine}`);
}

function refused(reason: string): { state: 'refused'; reason: string } {
  return { state: 'refused', reason };
}
