/** A lesson that a person edited as a text: read, checked against what it was made from, and turned into one operation on that person's word. */
import type { Clock, Ids, Redact } from '../ports.js';
import { redactStrings } from '../transcript/redact-strings.js';
import { parseLesson, printLesson } from './lesson-markdown.js';
import type { Lesson } from './lesson.js';
import type { Operation } from './operation.js';

/** Why a text is no lesson: `line` is 1-based, `field` as in `scope.paths[0]`; absent when the whole text is meant. */
export type LessonProblem = { line: number; field?: string; reason: string };

export type EditedLesson =
  { state: 'edited'; operation: Operation } | { state: 'unchanged' } | { state: 'invalid'; problem: LessonProblem };

/** The problem of a text that is to become a lesson (the one named `id`, when given); undefined when it can be read. */
export function lessonProblem(text: string, id?: string): LessonProblem | undefined {
  const parsed = parseLesson(text);
  if (parsed.state === 'broken') return problemOf(parsed.reason);
  if (id === undefined || parsed.lesson.id === id) return undefined;
  const line = text.split(/\r\n?|\n/).findIndex((l) => /^id\s*:/.test(l));
  return { line: Math.max(1, line + 1), field: 'id', reason: `the id of a lesson cannot change: it must stay ${id}` };
}

/**
 * `lesson` is the lesson as it is now, `base` its blob. What a person writes is theirs: the operation has a person's authority, and so has the lesson
 * afterwards. Secrets are replaced before anything is kept.
 */
export function editedLesson(
  { clock, ids, redact }: { clock: Pick<Clock, 'now'>; ids: Ids; redact: Redact },
  lesson: Lesson,
  text: string,
  options: { reason?: string; base?: string } = {},
): EditedLesson {
  const written = asWritten({ clock, redact }, text, lesson.id);
  if (written.state === 'invalid') return written;
  if (printLesson(written.given) === printLesson(lesson)) return { state: 'unchanged' };
  const reason = options.reason === undefined ? '' : redact(options.reason).trim();
  return {
    state: 'edited',
    operation: {
      v: 1,
      id: ids.next('op'),
      lesson: lesson.id,
      op: 'revise',
      by: 'person',
      reason: reason || 'a person edited it',
      evidence: lesson.evidence,
      ...(options.base !== undefined && { base: options.base }),
      value: written.value,
    },
  };
}

/** A file that could not be read, mended by a person: the lesson of this id begins anew on their word. */
export function mendedLesson(
  { clock, ids, redact }: { clock: Pick<Clock, 'now'>; ids: Ids; redact: Redact },
  id: string,
  text: string,
  options: { reason?: string } = {},
): Exclude<EditedLesson, { state: 'unchanged' }> {
  const written = asWritten({ clock, redact }, text, id);
  if (written.state === 'invalid') return written;
  const { value } = written;
  const reason = (options.reason === undefined ? '' : redact(options.reason).trim()) || 'a person mended its file';
  const { evidence } = value;
  return { state: 'edited', operation: { v: 1, id: ids.next('op'), lesson: id, op: 'add', by: 'person', reason, evidence, value } };
}

type Written = { state: 'written'; given: Lesson; value: Lesson } | { state: 'invalid'; problem: LessonProblem };

/** The lesson of a person's text: on their authority, without secrets. */
function asWritten({ clock, redact }: { clock: Pick<Clock, 'now'>; redact: Redact }, text: string, id: string): Written {
  const problem = lessonProblem(text, id);
  const parsed = parseLesson(text);
  if (problem || parsed.state === 'broken') return { state: 'invalid', problem: problem ?? { line: 1, reason: 'the text cannot be read' } };
  const { statement, body, scope, evidence, comments } = parsed.lesson;
  const value: Lesson = {
    ...parsed.lesson,
    // ids, hashes and shapes look like secrets and are none: only what people write is redacted
    ...redactStrings({ statement, body, scope, ...(comments && { comments }) }, redact),
    evidence: evidence.map((item) => ({ ...item, quote: redact(item.quote) })),
    provenance: 'person',
    lastConfirmed: clock.now().toISOString(),
  };
  return { state: 'written', given: parsed.lesson, value };
}

/** `line 4: effect.do: …` as a reader of lessons says it, taken apart. */
function problemOf(reason: string): LessonProblem {
  const [, line, rest = reason] = /^line (\d+): ([^]*)$/.exec(reason) ?? [];
  const [, field] = /^([A-Za-z][\w.[\]]*)(?:: | is missing)/.exec(rest) ?? [];
  return { line: Math.max(1, Number(line ?? 1)), ...(field !== undefined && { field }), reason: rest };
}
