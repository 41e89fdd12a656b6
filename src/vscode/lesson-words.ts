/** A lesson in words: what it is, what it does, what it rests on. */
import type { Evidence, Lesson, LessonKind } from '../core/memory/lesson.js';
import { l10n } from './l10n.js';
import { code, escapeMarkdown } from './markdown-text.js';
import { ago, plain } from './words.js';

export const lessonStatusWords: Record<Lesson['status'], string> = {
  active: l10n.t('active'),
  proposed: l10n.t('proposed'),
  trial: l10n.t('trial'),
  dormant: l10n.t('dormant'),
  retired: l10n.t('retired'),
};

export const provenanceWords: Record<Lesson['provenance'], string> = {
  person: l10n.t('a person'),
  team: l10n.t('the team'),
  outcome: l10n.t('an outcome'),
  model: l10n.t('a model'),
  text: l10n.t('a text'),
};

export type Titles = ReadonlyMap<string, string>;

export const kindWords: Record<LessonKind, string> = {
  'false-alarm': l10n.t('False alarms'),
  convention: l10n.t('Conventions'),
  'defect-pattern': l10n.t('Defect patterns'),
  hotspot: l10n.t('Hotspots'),
  workflow: l10n.t('Workflow'),
  context: l10n.t('Context'),
};

/** What is cited, for people: the place of code, the finding of a verdict, or else the words of the record. */
export function evidenceTitle(evidence: Evidence, titles: Titles = new Map()): string {
  if (evidence.type === 'code') return `${evidence.path}:${evidence.startLine}`;
  const fingerprint = /"fingerprint":"([^"\\]+)"/.exec(evidence.quote)?.[1];
  if (fingerprint === undefined) return firstLine(evidence.quote);
  const about = titles.get(fingerprint) ?? l10n.t('finding {0}', fingerprint.slice(0, 8));
  return `${evidence.file.startsWith('ledger/') ? l10n.t('Verdict on') : l10n.t('Seen:')} ${about}`;
}

/** A whole percentage; a posterior mean is never shown as certainty. */
export function percent(confidence: number): string {
  return `${Math.min(99, Math.max(1, Math.round(confidence * 100)))} %`;
}

/** Markdown without trust: the statement, why, what it does, and its evidence, all escaped. */
export function lessonTooltip(lesson: Lesson, options: { unverified?: boolean; problems?: readonly string[]; now?: Date } = {}): string {
  const { counts } = lesson;
  const shown = lesson.evidence.slice(0, 5).map((e) => `- ${code(evidenceTitle(e))}`);
  const more = lesson.evidence.length - shown.length;
  return [
    `**${escapeMarkdown(plain(lesson.statement))}**`,
    ...(options.unverified
      ? [
          l10n.t(
            'Unverified: this lesson came from outside of Reverie here (a hand edit, a pull, another machine). It acts as on trial and hides nothing. If you agree with it, pin it or apply it now to make it yours; if not, retire it.',
          ),
        ]
      : []),
    ...(options.problems ?? []).map((problem) => `$(warning) ${escapeMarkdown(problem)}`),
    ...(lesson.body.trim() ? [escapeMarkdown(lesson.body.trim())] : []),
    [
      [lesson.pinned ? l10n.t('pinned') : '', lessonStatusWords[lesson.status]].filter(Boolean).join(', '),
      l10n.t('confidence {0}', percent(lesson.confidence)),
      l10n.t('by {0}', provenanceWords[lesson.provenance]),
    ].join(' · '),
    `${effectWords(lesson)} ${scopeWords(lesson)}`,
    l10n.t('Confirmed {0}', ago(lesson.lastConfirmed, options.now ?? new Date())),
    l10n.t('In its scope: {0} accepted, {1} dismissed, {2} brought back', counts.accepted, counts.dismissed, counts.overruled),
    `${l10n.t('Evidence:')}\n\n${[...shown, ...(more > 0 ? [`- ${l10n.t('and {0} more', more)}`] : [])].join('\n')}`,
  ].join('\n\n');
}

export function effectWords({ effect, status }: Lesson): string {
  if (!effect) return l10n.t('Tells reviewers');
  if (status === 'trial' && effect.do === 'hold-back') return l10n.t('On trial: demotes findings');
  return { 'hold-back': l10n.t('Holds findings back'), demote: l10n.t('Demotes findings'), raise: l10n.t('Raises findings') }[effect.do];
}

/** `of `rule` in `src/**``, as Markdown. */
export function scopeWords({ scope }: Lesson): string {
  const parts = [
    scope.rules.length > 0 ? l10n.t('of {0}', scope.rules.map(code).join(', ')) : '',
    scope.paths.length > 0 ? l10n.t('in {0}', scope.paths.map(code).join(', ')) : l10n.t('everywhere'),
  ];
  return parts.filter(Boolean).join(' ');
}

/** For a row: what a longer text begins with. */
export function firstLine(text: string): string {
  const line = text.split('\n', 1)[0]?.trim() ?? '';
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
