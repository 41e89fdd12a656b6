/** An operation that was made from an older state of its lesson, brought onto the lesson as it is now: what others changed meanwhile stays. */
import { parseLesson, printLesson } from './lesson-markdown.js';
import { unionOfEvidence, type Lesson } from './lesson.js';
import type { Operation } from './operation.js';

export type Rebased = { state: 'fits'; operation: Operation } | { state: 'conflict'; reason: string };

/** Derived from events: of two new values neither is anybody's will, and the operation's is as good. */
const derived: readonly string[] = ['counts', 'confidence', 'validFrom', 'lastConfirmed'] satisfies (keyof Lesson)[];

/**
 * `base` is the lesson that the operation was made from, `now` the one in memory. Of a new value, each field that the operation leaves as it
 * was is taken from `now`; a field that both changed, and not to the same, is a conflict. Operations without a value fit when nothing but
 * what events say (counts, confidence, dates, evidence) has changed meanwhile.
 */
export function rebaseOperation(operation: Operation, base: Lesson, now: Lesson): Rebased {
  const [old, current] = [fieldsOf(base), fieldsOf(now)];
  const changed = (a: Map<string, string>, b: Map<string, string>, name: string) => a.get(name) !== b.get(name);
  if (!('value' in operation)) {
    const names = [...new Set([...old.keys(), ...current.keys()])];
    const other = names.find((name) => name !== 'evidence' && !derived.includes(name) && changed(old, current, name));
    return other === undefined ? { state: 'fits', operation } : conflict(operation, other);
  }
  const wanted = fieldsOf(operation.value);
  const merged: Record<string, unknown> = { ...operation.value };
  for (const name of new Set([...old.keys(), ...current.keys(), ...wanted.keys()])) {
    if (!changed(old, current, name) || !changed(current, wanted, name)) continue;
    if (name === 'evidence') merged[name] = unionOfEvidence(now.evidence, operation.value.evidence);
    else if (!changed(old, wanted, name)) take(merged, name, now);
    else if (!derived.includes(name)) return conflict(operation, name);
  }
  return { state: 'fits', operation: { ...operation, value: merged as Lesson } };
}

function take(merged: Record<string, unknown>, name: string, from: Lesson): void {
  const value = from[name as keyof Lesson];
  if (value === undefined) delete merged[name];
  else merged[name] = value;
}

/** Each field as a text, as the lesson's file gives it back: two that are the same in the file are the same. */
function fieldsOf(lesson: Lesson): Map<string, string> {
  const parsed = parseLesson(printLesson(lesson));
  const { comments, ...rest } = parsed.state === 'ok' ? parsed.lesson : lesson;
  // comments move with what stands around them
  const texts = Object.entries({ ...rest, comments: Object.values(comments ?? {}).toSorted() });
  return new Map(texts.flatMap(([name, value]) => (value === undefined ? [] : [[name, JSON.stringify(value)] as const])));
}

function conflict({ lesson }: Operation, field: string): Rebased {
  return { state: 'conflict', reason: `${lesson} has been changed since (${field})` };
}
