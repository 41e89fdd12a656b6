/** The memory tree as data: proposals on top, then lessons by kind with their evidence, then what is retired or broken. */
import type { Evidence, Lesson, LessonKind } from '../core/memory/lesson.js';
import type { Memory, Proposal } from '../core/memory/memory-store.js';
import type { Operation } from '../core/memory/operation.js';
import { code, escapeMarkdown } from './markdown-text.js';
import { count, plain } from './words.js';
import { l10n } from './l10n.js';

export const lessonStatusWords: Record<Lesson['status'], string> = {
  active: l10n.t('active'),
  proposed: l10n.t('proposed'),
  trial: l10n.t('trial'),
  dormant: l10n.t('dormant'),
  retired: l10n.t('retired'),
};

const provenanceWords: Record<Lesson['provenance'], string> = {
  person: l10n.t('a person'),
  team: l10n.t('the team'),
  outcome: l10n.t('an outcome'),
  model: l10n.t('a model'),
  text: l10n.t('a text'),
};

export type Titles = ReadonlyMap<string, string>;

export type LessonNode = {
  kind: 'lesson';
  id: string;
  lesson: Lesson;
  description: string;
  label: string;
  /** `lesson.<status>.<pinned|unpinned>`: what the menus ask. */
  context: string;
  /** No operation brought its file. */
  unverified: boolean;
  children: EvidenceNode[];
};
export type EvidenceNode = { kind: 'evidence'; id: string; evidence: Evidence; title: string; description: string };
export type ProposalNode = { kind: 'proposal'; id: string; dream: string; operation: Operation; title: string; description: string };
export type BrokenNode = { kind: 'broken'; id: string; title: string; description: string; text: string };
export type MemoryGroupNode = {
  kind: 'group';
  id: string;
  what: 'waiting' | LessonKind | 'retired' | 'broken';
  title: string;
  description: string;
  expanded: boolean;
  children: MemoryNode[];
};
export type MemoryNode = LessonNode | EvidenceNode | ProposalNode | BrokenNode | MemoryGroupNode;

export const kindWords: Record<LessonKind, string> = {
  'false-alarm': l10n.t('False alarms'),
  convention: l10n.t('Conventions'),
  'defect-pattern': l10n.t('Defect patterns'),
  hotspot: l10n.t('Hotspots'),
  workflow: l10n.t('Workflow'),
  context: l10n.t('Context'),
};

const operationWords: Record<Operation['op'], string> = {
  add: l10n.t('Add'),
  reinforce: l10n.t('Reinforce'),
  revise: l10n.t('Revise'),
  merge: l10n.t('Merge'),
  retire: l10n.t('Retire'),
  sleep: l10n.t('Put to sleep'),
  wake: l10n.t('Wake'),
};

/** `titles` gives the findings that are known by their fingerprints, for the verdicts that lessons cite. */
export function memoryTree(memory: Memory, proposals: readonly Proposal[], titles: Titles = new Map()): MemoryNode[] {
  const waiting = proposals.flatMap((p) => p.operations.map((operation) => proposalNode(p.dream, operation, memory.lessons)));
  const kept = memory.lessons.filter((l) => l.status !== 'retired').toSorted(byWeight);
  const retired = memory.lessons.filter((l) => l.status === 'retired').toSorted(byWeight);
  const kinds = Object.keys(kindWords) as LessonKind[];
  return [
    group('waiting', l10n.t('Waiting for you'), waiting, true),
    ...kinds.map((kind) =>
      group(
        kind,
        kindWords[kind],
        kept.filter((l) => l.kind === kind).map((l) => lessonNode(l, titles, memory)),
        true,
      ),
    ),
    group(
      'retired',
      l10n.t('Retired'),
      retired.map((l) => lessonNode(l, titles, memory)),
      false,
    ),
    group('broken', l10n.t('Broken files'), memory.broken.map(brokenNode), true),
  ].filter((g) => g.children.length > 0);
}

/** What an operation would do, in a few words: `Add: The rule no-console is noise in scripts/`. */
export function operationTitle(operation: Operation, lessons: readonly Lesson[]): string {
  return `${operationVerb(operation)}: ${operationStatement(operation, lessons)}`;
}

/** The statement of the lesson that an operation is about, or the lesson's id. */
export function operationStatement(operation: Operation, lessons: readonly Lesson[]): string {
  const statement = 'value' in operation ? operation.value.statement : lessons.find((l) => l.id === operation.lesson)?.statement;
  return plain(statement ?? operation.lesson);
}

/** New evidence may also change what a lesson does: then that is the news. */
function operationVerb(operation: Operation): string {
  if (operation.op !== 'reinforce' || operation.status === undefined) return operationWords[operation.op];
  return operation.status === 'trial' ? l10n.t('Back on trial') : l10n.t('Put into effect');
}

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
export function lessonTooltip(lesson: Lesson, options: { unverified?: boolean } = {}): string {
  const { counts } = lesson;
  const shown = lesson.evidence.slice(0, 5).map((e) => `- ${code(evidenceTitle(e))}`);
  const more = lesson.evidence.length - shown.length;
  return [
    `**${escapeMarkdown(plain(lesson.statement))}**`,
    ...(options.unverified
      ? [
          l10n.t(
            'Unverified: nothing that Reverie recorded brought this lesson, so it acts as on trial and hides nothing. Pin or activate it to make it yours.',
          ),
        ]
      : []),
    ...(lesson.body.trim() ? [escapeMarkdown(lesson.body.trim())] : []),
    [
      [lesson.pinned ? l10n.t('pinned') : '', lessonStatusWords[lesson.status]].filter(Boolean).join(', '),
      l10n.t('confidence {0}', percent(lesson.confidence)),
      l10n.t('by {0}', provenanceWords[lesson.provenance]),
    ].join(' · '),
    `${effectWords(lesson)} ${scopeWords(lesson)}`,
    l10n.t('In its scope: {0} accepted, {1} dismissed, {2} brought back', counts.accepted, counts.dismissed, counts.overruled),
    `${l10n.t('Evidence:')}\n\n${[...shown, ...(more > 0 ? [`- ${l10n.t('and {0} more', more)}`] : [])].join('\n')}`,
  ].join('\n\n');
}

function lessonNode(lesson: Lesson, titles: Titles, memory: Pick<Memory, 'unverified'>): LessonNode {
  const unverified = memory.unverified.has(lesson.id);
  const marks = [
    lesson.status === 'active' ? '' : lessonStatusWords[lesson.status],
    lesson.pinned ? l10n.t('pinned') : '',
    unverified ? l10n.t('unverified') : '',
  ];
  const facts = [percent(lesson.confidence), l10n.t('{0} evidence', lesson.evidence.length), ...marks].filter(Boolean);
  return {
    kind: 'lesson',
    id: `lesson/${lesson.id}`,
    lesson,
    description: facts.join(' · '),
    label: [
      plain(lesson.statement),
      lessonStatusWords[lesson.status],
      ...(lesson.pinned ? [l10n.t('pinned')] : []),
      ...(unverified ? [l10n.t('unverified')] : []),
      l10n.t('confidence {0}', percent(lesson.confidence)),
      l10n.t('{0} evidence', lesson.evidence.length),
    ].join(', '),
    unverified,
    context: `lesson.${lesson.status}.${lesson.pinned ? 'pinned' : 'unpinned'}`,
    children: lesson.evidence.map((evidence, i) => ({
      kind: 'evidence',
      id: `evidence/${lesson.id}/${i}`,
      evidence,
      title: evidenceTitle(evidence, titles),
      description: evidence.type === 'code' ? firstLine(evidence.quote) : '',
    })),
  };
}

function proposalNode(dream: string, operation: Operation, lessons: readonly Lesson[]): ProposalNode {
  return {
    kind: 'proposal',
    id: `proposal/${dream}/${operation.id}`,
    dream,
    operation,
    title: operationTitle(operation, lessons),
    description: operation.reason,
  };
}

function brokenNode({ path, reason, text }: Memory['broken'][number]): BrokenNode {
  return { kind: 'broken', id: `broken/${path}`, title: path, description: reason, text };
}

function effectWords({ effect, status }: Lesson): string {
  if (!effect) return l10n.t('Tells reviewers');
  if (status === 'trial' && effect.do === 'hold-back') return l10n.t('On trial: demotes findings');
  return { 'hold-back': l10n.t('Holds findings back'), demote: l10n.t('Demotes findings'), raise: l10n.t('Raises findings') }[effect.do];
}

function scopeWords({ scope }: Lesson): string {
  const parts = [
    scope.rules.length > 0 ? l10n.t('of {0}', scope.rules.map(code).join(', ')) : '',
    scope.paths.length > 0 ? l10n.t('in {0}', scope.paths.map(code).join(', ')) : l10n.t('everywhere'),
  ];
  return parts.filter(Boolean).join(' ');
}

function byWeight(a: Lesson, b: Lesson): number {
  return Number(b.pinned) - Number(a.pinned) || b.confidence - a.confidence || (a.id < b.id ? -1 : 1);
}

function group(what: MemoryGroupNode['what'], title: string, children: MemoryNode[], expanded: boolean): MemoryGroupNode {
  return {
    kind: 'group',
    id: `group/${what}`,
    what,
    title,
    description: count(children.length, what === 'waiting' ? 'proposal' : what === 'broken' ? 'file' : 'lesson'),
    expanded,
    children,
  };
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0]?.trim() ?? '';
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
