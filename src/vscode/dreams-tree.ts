/** The dreams tree as data. */
import type { DreamReport, DreamtOperation } from '../core/dream/dream-report.js';
import type { ScheduleEntry } from '../core/dream/schedule-log.js';
import type { Lesson } from '../core/memory/lesson.js';
import type { Operation } from '../core/memory/operation.js';
import { operationTitle } from './operation-words.js';
import { ago, count, triggerWords } from './words.js';
import { l10n } from './l10n.js';

export type DreamNode = {
  kind: 'dream';
  id: string;
  report: DreamReport;
  title: string;
  description: string;
  icon: 'learned' | 'nothing' | 'skipped' | 'failed';
  children: DreamtNode[];
};
export type DreamtNode = {
  kind: 'dreamt';
  id: string;
  dream: string;
  dreamt: DreamtOperation;
  title: string;
  description: string;
  /** Whether it can be taken back: it is in effect. */
  inEffect: boolean;
};
/** When the next dream comes. */
export type NextDreamNode = { kind: 'next'; id: 'next'; title: string; description: string };
/** Why no dream began, collapsed: the newest reason is its description, each reason a row below it. */
export type NotDreamtNode = { kind: 'not-dreamt'; id: 'not-dreamt'; title: string; description: string; children: UndreamtNode[] };
export type UndreamtNode = { kind: 'undreamt'; id: string; title: string; description: string; failed: boolean };
export type DreamsNode = DreamNode | DreamtNode | NextDreamNode | NotDreamtNode | UndreamtNode;

const decisionWords: Record<DreamtOperation['decision'], string> = {
  apply: l10n.t('applied'),
  trial: l10n.t('on trial'),
  wait: l10n.t('waits for you'),
  drop: l10n.t('dropped'),
};

/**
 * `waiting` names the operations that still wait; what has gone from there was decided since. `inEffect` names those of which memory says
 * that they hold; an applied one that is not among them was taken back.
 */
export function dreamsTree(
  journal: readonly DreamReport[],
  lessons: readonly Lesson[],
  now: Date,
  waiting?: ReadonlySet<string>,
  inEffect?: ReadonlySet<string>,
): DreamNode[] {
  return journal.map((report) => ({
    kind: 'dream',
    id: `dream/${report.dream}`,
    report,
    title: dreamTitle(report, waiting),
    description: [ago(report.endedAt, now), triggerWords[report.trigger], report.state === 'done' ? '' : (report.reason ?? '')]
      .filter(Boolean)
      .join(' · '),
    icon: report.state === 'done' ? (learnt(report).length > 0 ? 'learned' : 'nothing') : report.state === 'failed' ? 'failed' : 'skipped',
    children: report.operations.map((dreamt) => ({
      kind: 'dreamt',
      id: `dreamt/${report.dream}/${dreamt.operation.id}`,
      dream: report.dream,
      dreamt,
      title: operationTitle(dreamt.operation, lessons),
      description: [wasTakenBack(dreamt, inEffect) ? l10n.t('taken back') : decisionOf(dreamt, waiting), dreamt.reason].join(' · '),
      inEffect: inEffect?.has(dreamt.operation.id) === true,
    })),
  }));
}

/** One collapsed row for all that the schedule kept, newest first; none when it kept nothing. */
export function notDreamt(log: readonly ScheduleEntry[], now: Date): NotDreamtNode[] {
  const [newest] = log;
  if (!newest) return [];
  const whenOf = ({ times, at, lastAt }: ScheduleEntry): string =>
    times === 1 ? ago(lastAt, now) : l10n.t('{0} times, {1}, since {2}', times, ago(lastAt, now), ago(at, now));
  return [
    {
      kind: 'not-dreamt',
      id: 'not-dreamt',
      title: l10n.t('Not dreamt'),
      description: [ago(newest.lastAt, now), newest.reason].join(' · '),
      children: log.map((entry, index) => ({
        kind: 'undreamt',
        id: `undreamt/${entry.at}/${index}`,
        title: entry.kind === 'failed' ? l10n.t('Could not begin: {0}', entry.reason) : entry.reason,
        description: whenOf(entry),
        failed: entry.kind === 'failed',
      })),
    },
  ];
}

/** What a dream came to: `Learned 2 lessons, 1 waits for you`. */
export function dreamTitle(report: DreamReport, stillWaiting?: ReadonlySet<string>): string {
  if (report.state === 'skipped') return l10n.t('Skipped');
  if (report.state === 'cancelled') return l10n.t('Stopped');
  if (report.state === 'failed') return l10n.t('Failed');
  const asked = report.operations.filter((o) => o.decision === 'wait');
  const waiting = asked.filter((o) => !stillWaiting || stillWaiting.has(o.operation.id)).length;
  const decided = asked.length - waiting;
  const added = lessonsOf(learnt(report).filter((o) => o.operation.op === 'add'));
  const quieted = lessonsOf(learnt(report).filter((o) => losesEffect(o.operation)));
  const refined = lessonsOf(learnt(report)) - added - quieted;
  const parts = [
    added > 0 ? l10n.t('Learned {0}', count(added, 'lesson')) : '',
    refined > 0 ? l10n.t('Refined {0}', count(refined, 'lesson')) : '',
    quieted > 0 ? l10n.t('Took {0} out of effect', count(quieted, 'lesson')) : '',
    waiting > 0 ? (waiting === 1 ? l10n.t('1 waits for you') : l10n.t('{0} wait for you', waiting)) : '',
    decided > 0 ? l10n.t('{0} decided since', decided) : '',
  ].filter(Boolean);
  return parts.join(', ') || l10n.t('Nothing to learn');
}

/** Afterwards the lesson hides nothing. */
function losesEffect(operation: Operation): boolean {
  return operation.op === 'retire' || operation.op === 'sleep' || (operation.op === 'reinforce' && operation.status === 'trial');
}

/** What became of an operation, in a few words. */
export function decisionOf({ decision, operation }: DreamtOperation, stillWaiting?: ReadonlySet<string>): string {
  return decision === 'wait' && stillWaiting?.has(operation.id) === false ? l10n.t('decided since') : decisionWords[decision];
}

function wasTakenBack({ decision, operation }: DreamtOperation, inEffect: ReadonlySet<string> | undefined): boolean {
  return (decision === 'apply' || decision === 'trial') && inEffect?.has(operation.id) === false;
}

/** What took effect at once, in full or on trial. */
export function learnt(report: DreamReport): DreamtOperation[] {
  return report.operations.filter((o) => o.decision === 'apply' || o.decision === 'trial');
}

function lessonsOf(dreamt: readonly DreamtOperation[]): number {
  return new Set(dreamt.map((o) => o.operation.lesson)).size;
}
