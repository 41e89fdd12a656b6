/** The memory tree as data: proposals on top, then lessons by kind with their evidence, then what is retired or broken. */
import type { HealthProblem, MemoryHealth } from '../core/memory/health.js';
import type { Evidence, Lesson, LessonKind } from '../core/memory/lesson.js';
import type { Memory, Proposal } from '../core/memory/memory-store.js';
import type { Operation } from '../core/memory/operation.js';
import type { HeldBack } from '../core/review/finding.js';
import { l10n } from './l10n.js';
import { evidenceTitle, firstLine, kindWords, lessonStatusWords, percent, type Titles } from './lesson-words.js';
import { matchesFilter, type FilterContext, type MemoryFilter } from './memory-filter.js';
import { operationTitle } from './operation-words.js';
import { ago, count, plain } from './words.js';

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
  /** What is wrong with it, in words. */
  problems: string[];
  /** Made when they are asked for: thousands of lessons stand folded. */
  readonly children: (EvidenceNode | HeldByLessonNode)[];
};
export type EvidenceNode = { kind: 'evidence'; id: string; evidence: Evidence; title: string; description: string };
/** A finding of the newest review that the lesson held back. */
export type HeldByLessonNode = { kind: 'held-back'; id: string; held: HeldBack; title: string; description: string };
export type ProposalNode = {
  kind: 'proposal';
  id: string;
  dream: string;
  operation: Operation;
  title: string;
  description: string;
  unverified: boolean;
};
export type BrokenNode = { kind: 'broken'; id: string; path: string; title: string; description: string; text: string };
/** Stands below a group of which not all is shown. */
export type MoreNode = { kind: 'more'; id: string; group: MemoryGroupNode['what']; title: string; description: string };
export type MemoryGroupNode = {
  kind: 'group';
  id: string;
  what: 'waiting' | LessonKind | 'retired' | 'broken';
  title: string;
  description: string;
  expanded: boolean;
  children: MemoryNode[];
};
export type MemoryNode = LessonNode | EvidenceNode | HeldByLessonNode | ProposalNode | BrokenNode | MoreNode | MemoryGroupNode;

/** What the tree is seen through. */
export type MemoryTreeView = {
  /** The findings that are known by their fingerprints, for the verdicts that lessons cite. */
  titles?: Titles;
  /** Of the newest review. */
  heldBack?: readonly HeldBack[];
  health?: Pick<MemoryHealth, 'problems'>;
  filter?: MemoryFilter;
  /** How many lessons of a group are shown; default `pageSize`. */
  shown?: ReadonlyMap<MemoryGroupNode['what'], number>;
  now?: Date;
};

/** More rows than this in one group are drawn when a person asks for them. */
export const pageSize = 200;

export function memoryTree(memory: Memory, proposals: readonly Proposal[], view: MemoryTreeView = {}): MemoryNode[] {
  const { filter } = view;
  const context = { problems: problemKinds(view.health), unverified: memory.unverified };
  const found = filter ? memory.lessons.filter((l) => matchesFilter(l, filter, context)) : memory.lessons;
  const byGroup = new Map<MemoryGroupNode['what'], Lesson[]>();
  for (const lesson of found) {
    const what = lesson.status === 'retired' ? 'retired' : lesson.kind;
    const there = byGroup.get(what);
    if (there) there.push(lesson);
    else byGroup.set(what, [lesson]);
  }
  const ids = new Set(found.map((l) => l.id));
  const waiting = waitingNodes(memory, proposals).filter(
    ({ operation }) => !filter || ids.has(operation.lesson) || isNew(operation, filter, context),
  );
  const make = lessonNodes(memory, view);
  const lessons = (what: LessonKind | 'retired', title: string): MemoryGroupNode =>
    paged(what, title, (byGroup.get(what) ?? []).sort(byWeight), make, view.shown?.get(what) ?? pageSize);
  return [
    group('waiting', l10n.t('Waiting for you'), waiting),
    ...(Object.keys(kindWords) as LessonKind[]).map((kind) => lessons(kind, kindWords[kind])),
    lessons('retired', l10n.t('Retired')),
    // what cannot be read is found by no filter, and must not be lost behind one
    group('broken', l10n.t('Broken files'), memory.broken.map(brokenNode)),
  ].filter((g) => g.children.length > 0);
}

/** The group of what waits for a person; none when nothing does. */
export function waitingGroup(memory: Memory, proposals: readonly Proposal[]): MemoryGroupNode[] {
  const waiting = waitingNodes(memory, proposals);
  return waiting.length > 0 ? [group('waiting', l10n.t('Waiting for you'), waiting)] : [];
}

/** The kinds of what is wrong with each lesson. */
export function problemKinds(health: MemoryTreeView['health']): FilterContext['problems'] {
  const kinds = new Map<string, HealthProblem['kind'][]>();
  for (const { kind, lessons } of health?.problems ?? []) {
    for (const lesson of lessons) kinds.set(lesson, [...(kinds.get(lesson) ?? []), kind]);
  }
  return kinds;
}

export const problemWords: Record<HealthProblem['kind'], string> = {
  harmful: l10n.t('harmful'),
  contradiction: l10n.t('contradicts another'),
  duplicate: l10n.t('duplicate'),
  stale: l10n.t('stale'),
  unused: l10n.t('unused'),
};

/** A node for one lesson, as the tree has it. */
export function lessonNodes(memory: Pick<Memory, 'unverified'>, view: MemoryTreeView): (lesson: Lesson) => LessonNode {
  const { titles, heldBack = [], health, now = new Date() } = view;
  const held = new Map<string, HeldBack[]>();
  for (const item of heldBack) if (item.lesson !== undefined) held.set(item.lesson, [...(held.get(item.lesson) ?? []), item]);
  const problems = new Map<string, HealthProblem[]>();
  for (const problem of health?.problems ?? [])
    for (const lesson of problem.lessons) problems.set(lesson, [...(problems.get(lesson) ?? []), problem]);

  return (lesson) => {
    const unverified = memory.unverified.has(lesson.id);
    const wrong = problems.get(lesson.id) ?? [];
    const holds = held.get(lesson.id) ?? [];
    const marks = [
      lesson.status === 'active' ? '' : lessonStatusWords[lesson.status],
      lesson.pinned ? l10n.t('pinned') : '',
      unverified ? l10n.t('unverified') : '',
      ...new Set(wrong.map((p) => problemWords[p.kind])),
    ].filter(Boolean);
    const evidence = l10n.t('{0} evidence', lesson.evidence.length);
    const confirmed = l10n.t('confirmed {0}', ago(lesson.lastConfirmed, now));
    const holding = holds.length > 0 ? [l10n.t('{0} held back now', holds.length)] : [];
    let children: LessonNode['children'] | undefined;
    return {
      kind: 'lesson',
      id: `lesson/${lesson.id}`,
      lesson,
      description: [percent(lesson.confidence), evidence, ...marks, ...holding, confirmed].join(' · '),
      label: [
        plain(lesson.statement),
        lessonStatusWords[lesson.status],
        ...marks.filter((mark) => mark !== lessonStatusWords[lesson.status]),
        l10n.t('confidence {0}', percent(lesson.confidence)),
        evidence,
        ...holding,
        confirmed,
      ].join(', '),
      unverified,
      problems: wrong.map((p) => `${problemWords[p.kind]}: ${p.reason}`),
      context: `lesson.${lesson.status}.${lesson.pinned ? 'pinned' : 'unpinned'}`,
      get children() {
        children ??= [...holds.map(heldNode), ...evidenceNodes(lesson, titles)];
        return children;
      },
    };
  };
}

function evidenceNodes(lesson: Lesson, titles: Titles | undefined): EvidenceNode[] {
  return lesson.evidence.map((evidence, i) => ({
    kind: 'evidence',
    id: `evidence/${lesson.id}/${i}`,
    evidence,
    title: evidenceTitle(evidence, titles),
    description: evidence.type === 'code' ? firstLine(evidence.quote) : '',
  }));
}

function heldNode(held: HeldBack): HeldByLessonNode {
  const { id, title, anchor } = held.finding;
  const line = anchor.state === 'exact' ? `:${anchor.startLine}` : '';
  return { kind: 'held-back', id: `held-back/${id}`, held, title, description: `${anchor.path}${line}` };
}

function waitingNodes(memory: Memory, proposals: readonly Proposal[]): ProposalNode[] {
  return proposals.flatMap(({ dream, operations, unverified = [] }) =>
    operations.map((operation) => ({
      kind: 'proposal',
      id: `proposal/${dream}/${operation.id}`,
      dream,
      operation,
      title: operationTitle(operation, memory.lessons),
      description: unverified.includes(operation.id) ? `${l10n.t('unverified')} · ${operation.reason}` : operation.reason,
      unverified: unverified.includes(operation.id),
    })),
  );
}

function isNew(operation: Operation, filter: MemoryFilter, context: FilterContext): boolean {
  return 'value' in operation && matchesFilter(operation.value, filter, context);
}

function brokenNode({ path, reason, text }: Memory['broken'][number]): BrokenNode {
  return { kind: 'broken', id: `broken/${path}`, path, title: path, description: reason, text };
}

function byWeight(a: Lesson, b: Lesson): number {
  return Number(b.pinned) - Number(a.pinned) || b.confidence - a.confidence || (a.id < b.id ? -1 : 1);
}

function paged(
  what: LessonKind | 'retired',
  title: string,
  lessons: readonly Lesson[],
  make: (lesson: Lesson) => LessonNode,
  shown: number,
): MemoryGroupNode {
  const rows: MemoryNode[] = lessons.slice(0, shown).map(make);
  const rest = lessons.length - rows.length;
  if (rest > 0)
    rows.push({
      kind: 'more',
      id: `more/${what}`,
      group: what,
      title: l10n.t('Show {0} more', Math.min(rest, pageSize)),
      description: l10n.t('{0} of {1} shown', rows.length, lessons.length),
    });
  return {
    kind: 'group',
    id: `group/${what}`,
    what,
    title,
    description: count(lessons.length, 'lesson'),
    expanded: what !== 'retired',
    children: rows,
  };
}

function group(what: 'waiting' | 'broken', title: string, children: MemoryNode[]): MemoryGroupNode {
  const description = count(children.length, what === 'waiting' ? 'proposal' : 'file');
  return { kind: 'group', id: `group/${what}`, what, title, description, expanded: true, children };
}
