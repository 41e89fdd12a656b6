/** A lesson as a page to read: what it says, where and how it acts, how sure it is, what it rests on, and what a person can do with it. */
import type { Lesson } from '../../core/memory/lesson.js';
import type { LessonAction, LessonPage } from '../../protocol/lesson.js';
import { l10n } from '../l10n.js';
import { effectWords, kindWords, lessonStatusWords, percent, provenanceWords } from '../lesson-words.js';
import type { LessonNode } from '../memory-tree.js';
import { ago, plain } from '../words.js';

export function lessonPage({ lesson, unverified, problems, children }: LessonNode, now: Date): LessonPage {
  const { counts, scope, supersededBy, audience } = lesson;
  const list = (values: string[]) => values.join(', ');
  const facts: [label: string, value: string][] = [
    [l10n.t('Kind'), kindWords[lesson.kind]],
    [l10n.t('State'), [lessonStatusWords[lesson.status], lesson.pinned ? l10n.t('pinned') : ''].filter(Boolean).join(', ')],
    [l10n.t('Confidence'), percent(lesson.confidence)],
    [l10n.t('On the word of'), provenanceWords[lesson.provenance]],
    [l10n.t('What it does'), effectWords(lesson)],
    [l10n.t('Where'), scope.paths.length > 0 ? list(scope.paths) : l10n.t('everywhere')],
    [l10n.t('Rules'), list(scope.rules)],
    [l10n.t('Languages'), list(scope.languages)],
    [l10n.t('Symbols'), list(scope.symbols)],
    [l10n.t('When'), scope.when ?? ''],
    [l10n.t('Unless'), scope.unless ?? ''],
    [l10n.t('For'), audience === 'all' ? '' : audience],
    [l10n.t('In its scope'), l10n.t('{0} accepted, {1} dismissed, {2} brought back', counts.accepted, counts.dismissed, counts.overruled)],
    [l10n.t('Holds since'), ago(lesson.validFrom, now)],
    [l10n.t('Confirmed'), ago(lesson.lastConfirmed, now)],
    [l10n.t('Superseded by'), supersededBy ?? ''],
  ];
  return {
    statement: plain(lesson.statement),
    body: lesson.body.trim(),
    problems: [
      ...(unverified
        ? [
            l10n.t(
              'Unverified: this lesson came from outside of Reverie here (a hand edit, a pull, another machine). It acts as on trial and hides nothing. If you agree with it, pin it or apply it now to make it yours; if not, retire it.',
            ),
          ]
        : []),
      ...problems,
    ],
    facts: facts.filter(([, value]) => value !== '').map(([label, value]) => ({ label, value })),
    actions: actionsOf(lesson).map((action) => ({ action, label: actionWords[action] })),
    evidence: children.flatMap((child) =>
      child.kind === 'evidence' ? [{ kind: child.evidence.type, place: child.title, quote: child.evidence.quote }] : [],
    ),
    held: children.flatMap((child) =>
      child.kind === 'held-back' ? [{ title: child.title, place: child.description, why: child.held.why }] : [],
    ),
    words: {
      evidence: l10n.t('Evidence'),
      heldBack: l10n.t('Held back in the newest review'),
      bringBack: l10n.t('Bring Back'),
      noneHeld: l10n.t('Nothing.'),
    },
  };
}

const actionWords: Record<LessonAction, string> = {
  edit: l10n.t('Edit'),
  pin: l10n.t('Pin'),
  unpin: l10n.t('Unpin'),
  activate: l10n.t('Apply Now'),
  retire: l10n.t('Retire'),
  restore: l10n.t('Restore'),
  history: l10n.t('History'),
};

function actionsOf({ status, pinned }: Lesson): LessonAction[] {
  if (status === 'retired') return ['restore', 'edit', 'history'];
  return [...(status === 'active' ? [] : (['activate'] as const)), 'edit', pinned ? 'unpin' : 'pin', 'retire', 'history'];
}
