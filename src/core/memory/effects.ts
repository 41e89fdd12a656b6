/** What lessons do to a finding: hold it back, move its severity by one level, or only say something about it. */
import { severities, type AppliedEffect, type Finding, type HeldBack, type Severity } from '../review/finding.js';
import type { Lesson, LessonEffect } from './lesson.js';
import { inOrder, matchesLesson, type LessonSubject } from './matches-lesson.js';
import { isEffective } from './recall.js';

export type EffectResult = { state: 'shown'; finding: Finding } | { state: 'held-back'; held: HeldBack };

/**
 * Applies the first lesson in order (see `inOrder`) that matches. A lesson that pulls the other way is named beside it and does nothing.
 * A trial never hides: its hold-back demotes, its raise only annotates. A security finding is only ever annotated.
 * Lessons without effect in the present state (asleep, retired, proposed) are ignored, whatever the caller hands in.
 */
export function applyEffects(finding: Finding, lessons: Lesson[]): EffectResult {
  const subject = subjectOf(finding);
  const matching = inOrder(lessons.filter((lesson) => lesson.effect && isEffective(lesson) && matchesLesson(lesson, subject)));
  if (finding.security)
    return shown(
      finding,
      matching.map((lesson) => annotate(finding, lesson, `${sourceOf(lesson)}; security findings are never quieted`)),
    );
  const [first] = matching;
  if (!first?.effect) return shown(finding, []);

  const effect = actual(first, first.effect);
  const against = matching.filter((lesson) => lesson.effect && isQuiet(lesson.effect) !== isQuiet(first.effect));
  const notes = against.map((lesson) =>
    annotate(finding, lesson, `${sourceOf(lesson)} would ${verb(lesson)} it; ${quoted(first)} goes first`),
  );
  const why = [sourceOf(first), ...against.map((lesson) => `it goes before ${quoted(lesson)}, which would ${verb(lesson)} it`)].join('; ');
  if (effect === 'hold-back') {
    const held = { ...withEffects(finding, notes), lessons: touched(finding, [first.id, ...notes.map((n) => n.lesson)]) };
    return { state: 'held-back', held: { finding: held, lesson: first.id, why } };
  }
  const severity = effect === 'annotate' ? finding.severity : moved(finding.severity, effect);
  return shown({ ...finding, severity }, [{ lesson: first.id, effect, why, from: finding.severity }, ...notes]);
}

function subjectOf({ rule, anchor, source }: Finding): LessonSubject {
  return { rule, path: anchor.path, symbol: anchor.symbol, quote: anchor.quote, source: source.name };
}

function actual(lesson: Lesson, effect: LessonEffect): LessonEffect['do'] | 'annotate' {
  if (lesson.status !== 'trial') return effect.do;
  return effect.do === 'raise' ? 'annotate' : 'demote';
}

function moved(severity: Severity, effect: 'demote' | 'raise'): Severity {
  return severities[severities.indexOf(severity) + (effect === 'demote' ? 1 : -1)] ?? severity;
}

function shown(finding: Finding, effects: AppliedEffect[]): EffectResult {
  return { state: 'shown', finding: withEffects(finding, effects) };
}

function withEffects(finding: Finding, effects: AppliedEffect[]): Finding {
  if (effects.length === 0) return finding;
  const lessons = touched(
    finding,
    effects.map((e) => e.lesson),
  );
  return { ...finding, lessons, effects: [...finding.effects, ...effects] };
}

function touched(finding: Finding, lessons: string[]): string[] {
  return [...new Set([...finding.lessons, ...lessons])];
}

function annotate(finding: Finding, lesson: Lesson, why: string): AppliedEffect {
  return { lesson: lesson.id, effect: 'annotate', why, from: finding.severity };
}

/** `“Console output is intended in scripts/” (trial: 3 dismissed, 0 accepted)` */
function sourceOf(lesson: Lesson): string {
  const { dismissed, accepted } = lesson.counts;
  const state = lesson.pinned ? `${lesson.status}, pinned` : lesson.status;
  return `${quoted(lesson)} (${state}: ${dismissed} dismissed, ${accepted} accepted)`;
}

function quoted(lesson: Lesson): string {
  return `“${lesson.statement}”`;
}

function isQuiet(effect: LessonEffect | undefined): boolean {
  return effect?.do !== 'raise';
}

function verb(lesson: Lesson): string {
  return { 'hold-back': 'hold back', demote: 'lower', raise: 'raise' }[lesson.effect?.do ?? 'demote'];
}
