/** The findings tree as data: how one report becomes groups and rows, by file or by severity. */
import type { AgentProgress } from '../core/review/agents/model-reviewer.js';
import type { FileCoverage } from '../core/changes/coverage.js';
import type { AppliedEffect, Candidate, Finding, HeldBack, Severity } from '../core/review/finding.js';
import type { Grade } from '../core/transcript/agent-events.js';
import { agentWords, busyAgents, gradeWords, isOver } from './model/model-words.js';
import { count, plain, severityWords, statusWords } from './words.js';
import { l10n } from './l10n.js';

export type GroupBy = 'file' | 'severity';

/** What the tree shows of one repo: the newest report, or what has streamed in of a running review. */
export type ShownReview = {
  findings: Finding[];
  heldBack: HeldBack[];
  coverage: FileCoverage[];
  warnings: string[];
  /** Of a review that runs: found, and not yet judged. */
  candidates?: Candidate[];
  /** Of a review that runs: agents still look at what the rules found. */
  byAgents?: boolean;
  /** Of a review that runs: what each agent does. */
  agents?: readonly AgentProgress[];
  /** How the agents' review was graded. */
  grade?: Grade;
  /** Fingerprints that a person accepted. */
  accepted: ReadonlySet<string>;
};

export type FindingMark = 'open' | 'accepted' | 'dismissed' | 'fixed';

export type FindingNode = { kind: 'finding'; id: string; finding: Finding; mark: FindingMark; description: string; label: string };
export type HeldBackNode = { kind: 'held-back'; id: string; held: HeldBack; description: string; label: string };
export type PlainNode = {
  kind: 'plain';
  id: string;
  text: string;
  description: string;
  icon: 'warning' | 'skipped' | 'met' | 'unmet' | 'running';
  /** More than the description has room for. */
  detail?: string;
};
/** A finding of a review that still runs: it can be opened, and takes no verdict yet. */
export type CandidateNode = { kind: 'candidate'; id: string; candidate: Candidate; description: string; label: string };
/** What more is possible. */
export type HintNode = { kind: 'hint'; id: 'hint'; text: string; description: string };
/** What the filter leaves out, so that it is not forgotten. */
export type LeftOutNode = { kind: 'left-out'; id: 'left-out'; text: string; description: string };
export type GroupNode = {
  kind: 'group';
  id: string;
  title: string;
  description: string;
  what:
    'file' | 'severity' | 'agents' | 'running' | 'grade' | 'held-back' | 'ignored' | 'dismissed' | 'fixed' | 'not-reviewed' | 'warnings';
  /** For `file`: the path from the repo's root. For `severity`: the severity. */
  path?: string;
  severity?: Severity;
  expanded: boolean;
  children: FindingsNode[];
};
export type FindingsNode = FindingNode | HeldBackNode | PlainNode | CandidateNode | HintNode | LeftOutNode | GroupNode;

const effectWords: Record<AppliedEffect['effect'], string> = {
  demote: l10n.t('demoted by memory'),
  raise: l10n.t('raised by memory'),
  annotate: l10n.t('known to memory'),
};

const bySeverity: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

export function findingsTree(shown: ShownReview, by: GroupBy): FindingsNode[] {
  const open: Finding[] = [];
  const fixed: Finding[] = [];
  const dismissed: Finding[] = [];
  for (const finding of shown.findings) {
    if (finding.status === 'fixed') fixed.push(finding);
    else if (finding.status === 'dismissed') dismissed.push(finding);
    else open.push(finding);
  }
  const row = (finding: Finding, where: 'line' | 'path') => findingNode(finding, markOf(finding, shown.accepted), where);
  const tail: GroupNode[] = [
    group('held-back', l10n.t('Held back'), shown.heldBack.filter(byMemory).map(heldBackNode), l10n.t('by memory')),
    group('ignored', l10n.t('Ignored'), shown.heldBack.filter((h) => !byMemory(h)).map(heldBackNode), l10n.t('by comments in the code')),
    group(
      'dismissed',
      l10n.t('Dismissed'),
      dismissed.map((f) => row(f, 'path')),
    ),
    group(
      'fixed',
      l10n.t('Fixed'),
      fixed.map((f) => row(f, 'path')),
    ),
    group('not-reviewed', l10n.t('Not reviewed'), notReviewed(shown.coverage)),
    ...gradeGroup(shown.grade),
    group(
      'warnings',
      l10n.t('Warnings'),
      shown.warnings.map((text, i) => plainNode(`warning/${i}`, text, '', 'warning')),
    ),
  ].filter((g) => g.children.length > 0);
  const candidates = shown.candidates ?? [];
  const rows = [...open.map((f): Placed => ({ finding: f, row: (where) => row(f, where) })), ...(shown.byAgents ? [] : placed(candidates))];
  // in the order of the report to come, so that nothing moves when it does
  if (candidates.length > 0) rows.sort((a, b) => reportOrder(a.finding, b.finding));
  return [
    ...agentsGroup(shown.agents ?? []),
    ...(shown.byAgents ? runningGroups(candidates) : []),
    ...(by === 'file' ? fileGroups(rows) : severityGroups(rows)),
    ...tail,
  ];
}

/** As `orderFindings` of the engine. */
function reportOrder(a: Placed['finding'], b: Placed['finding']): number {
  const [p, q] = [a.anchor.path, b.anchor.path];
  return bySeverity.indexOf(a.severity) - bySeverity.indexOf(b.severity) || (p === q ? startLine(a) - startLine(b) : p < q ? -1 : 1);
}

/** Candidates stand where their findings will. */
function placed(candidates: Candidate[]): Placed[] {
  return candidates.map((candidate, i) => ({ finding: candidate, row: (where) => candidateNode(candidate, i, where) }));
}

/** Findings that ask for something, with those of a running review that will probably do so. */
export function shownCount({
  findings,
  candidates = [],
  byAgents = false,
}: Pick<ShownReview, 'findings' | 'candidates' | 'byAgents'>): number {
  return openCount(findings) + (byAgents ? 0 : candidates.length);
}

/** Beneath the findings of a review without a model, until a person has one or puts it away. */
export const modelHint: HintNode = {
  kind: 'hint',
  id: 'hint',
  text: l10n.t('Agents can review this as well'),
  description: l10n.t('set an API key, or use VS Code’s models'),
};

/** `left` of `of` findings do not pass the filter. */
export function leftOutNode(left: number, of: number): LeftOutNode {
  return {
    kind: 'left-out',
    id: 'left-out',
    text:
      left === of
        ? l10n.t('No finding passes the filter')
        : left === 1
          ? l10n.t('1 finding is left out by the filter')
          : l10n.t('{0} findings are left out by the filter', left),
    description: l10n.t('clear the filter'),
  };
}

/** How many findings ask for something: the badge, the status bar and Problems agree on it. */
export function openCount(findings: readonly Finding[]): number {
  return findings.filter((f) => f.status !== 'fixed' && f.status !== 'dismissed').length;
}

export function markOf(finding: Finding, accepted: ReadonlySet<string>): FindingMark {
  if (finding.status === 'fixed' || finding.status === 'dismissed') return finding.status;
  return accepted.has(finding.fingerprint) ? 'accepted' : 'open';
}

/** For the manifest's menus, the same for a row and a thread: `finding.open.security.fix`. */
export function findingContext({ security, fix, lessons }: Finding, mark: FindingMark): string {
  return ['finding', mark, security ? 'security' : '', fix ? 'fix' : '', lessons.length > 0 ? 'lesson' : ''].filter(Boolean).join('.');
}

/** What streams in while agents review: theirs first, the analyzers' folded, as memory may hold some of them back. */
function runningGroups(candidates: Candidate[]): GroupNode[] {
  const nodes = candidates.map((candidate, i) => candidateNode(candidate, i, 'path'));
  const byAgents = nodes.filter((n) => n.candidate.source.kind === 'specialist');
  const byRules = nodes.filter((n) => n.candidate.source.kind === 'analyzer');
  const groups: GroupNode[] = [
    { ...group('running', l10n.t('Found by agents'), byAgents, l10n.t('so far')), id: 'group/running-agents', expanded: true },
    { ...group('running', l10n.t('Found by rules'), byRules, l10n.t('to be looked at')), id: 'group/running-rules' },
  ];
  return groups.filter((g) => g.children.length > 0);
}

/** Those at work first; a row each, with what they did and cost. */
function agentsGroup(agents: readonly AgentProgress[]): GroupNode[] {
  if (agents.length === 0) return [];
  const rows = agents.map((agent): PlainNode => {
    const over = isOver(agent);
    return {
      kind: 'plain',
      id: `agent/${agent.agent}`,
      text: agent.name,
      description: agentWords(agent),
      icon: agent.state === 'done' ? 'met' : over ? 'unmet' : 'running',
    };
  });
  const busy = busyAgents(agents);
  const children = [...rows.filter((r) => r.icon === 'running'), ...rows.filter((r) => r.icon !== 'running')];
  return [{ ...group('agents', l10n.t('Agents'), children), description: l10n.t('{0} at work', busy), expanded: true }];
}

function candidateNode(candidate: Candidate, index: number, where: 'line' | 'path'): CandidateNode {
  const place = where === 'line' ? lineOf(candidate) : placeOf(candidate);
  return {
    kind: 'candidate',
    id: `candidate/${index}`,
    candidate,
    description: [place, candidate.source.kind === 'specialist' ? candidate.source.name : ''].filter(Boolean).join(' · '),
    label: l10n.t('{0}: {1}, {2}, not judged yet', severityWords[candidate.severity], candidate.title, place),
  };
}

function gradeGroup(grade: Grade | undefined): GroupNode[] {
  if (!grade) return [];
  const met = grade.criteria.filter((c) => c.met).length;
  const of = grade.criteria.length > 0 ? l10n.t('{0} of {1} met', met, count(grade.criteria.length, 'criterion')) : (grade.reason ?? '');
  return [
    {
      kind: 'group',
      id: 'group/grade',
      what: 'grade',
      title: l10n.t('Grade: {0}', gradeWords[grade.state]),
      description: [of, grade.rounds > 0 ? count(grade.rounds, 'revision') : ''].filter(Boolean).join(' · '),
      expanded: false,
      children: grade.criteria.map((c) => ({
        kind: 'plain',
        id: `grade/${c.id}`,
        text: c.title,
        description: c.note,
        icon: c.met ? 'met' : 'unmet',
        ...(c.evidence !== '' && { detail: c.evidence }),
      })),
    },
  ];
}

/** A row to be, and what it is sorted by. */
type Placed = { finding: Pick<Finding, 'anchor' | 'severity'>; row: (where: 'line' | 'path') => FindingNode | CandidateNode };

function fileGroups(rows: Placed[]): GroupNode[] {
  const files = new Map<string, Placed[]>();
  for (const one of rows) {
    const { path } = one.finding.anchor;
    const list = files.get(path);
    if (list) list.push(one);
    else files.set(path, [one]);
  }
  return [...files].map(([path, list]) => {
    const slash = path.lastIndexOf('/');
    return {
      kind: 'group',
      id: `file/${path}`,
      what: 'file',
      path,
      title: path.slice(slash + 1),
      description: [path.slice(0, Math.max(slash, 0)), count(list.length, 'finding')].filter(Boolean).join(' · '),
      expanded: true,
      children: list.toSorted((a, b) => startLine(a.finding) - startLine(b.finding)).map(({ row }) => row('line')),
    };
  });
}

function severityGroups(rows: Placed[]): GroupNode[] {
  return bySeverity.flatMap((severity) => {
    const list = rows.filter(({ finding }) => finding.severity === severity);
    if (list.length === 0) return [];
    return [
      {
        kind: 'group',
        id: `severity/${severity}`,
        what: 'severity',
        severity,
        title: severityWords[severity],
        description: count(list.length, 'finding'),
        expanded: true,
        children: list.map(({ row }) => row('path')),
      },
    ];
  });
}

/** A finding that changes is another object: what was said of this one is said again, however often the tree is drawn. */
const nodesOf = new WeakMap<Finding, Map<string, FindingNode>>();

function findingNode(finding: Finding, mark: FindingMark, where: 'line' | 'path'): FindingNode {
  let nodes = nodesOf.get(finding);
  if (!nodes) nodesOf.set(finding, (nodes = new Map()));
  const key = `${mark} ${where}`;
  let node = nodes.get(key);
  if (!node) nodes.set(key, (node = makeFindingNode(finding, mark, where)));
  return node;
}

function makeFindingNode(finding: Finding, mark: FindingMark, where: 'line' | 'path'): FindingNode {
  const place = where === 'line' ? lineOf(finding) : placeOf(finding);
  const state = mark === 'open' ? statusWord(finding) : statusWords[mark];
  const touched = finding.effects.map((e) => effectWords[e.effect])[0];
  return {
    kind: 'finding',
    id: `finding/${finding.id}`,
    finding,
    mark,
    description: [place, state, touched].filter(Boolean).join(' · '),
    label: `${severityWords[finding.severity]}: ${finding.title}, ${finding.anchor.path} ${lineOf(finding)}, ${statusWords[mark === 'open' ? finding.status : mark]}`,
  };
}

function byMemory({ lesson }: HeldBack): boolean {
  return lesson !== undefined;
}

function heldBackNode(held: HeldBack): HeldBackNode {
  return {
    kind: 'held-back',
    id: `held-back/${held.finding.id}`,
    held,
    description: `${placeOf(held.finding)} · ${plain(held.why)}`,
    label: l10n.t('Held back: {0}, {1}, {2}', held.finding.title, placeOf(held.finding), plain(held.why)),
  };
}

function notReviewed(coverage: FileCoverage[]): PlainNode[] {
  return coverage.flatMap((file) =>
    file.state === 'reviewed'
      ? []
      : [
          plainNode(
            `coverage/${file.path}`,
            file.path,
            file.state === 'failed' ? l10n.t('failed: {0}', file.reason) : l10n.t('skipped: {0}', file.reason),
            file.state === 'failed' ? 'warning' : 'skipped',
          ),
        ],
  );
}

function plainNode(id: string, text: string, description: string, icon: PlainNode['icon']): PlainNode {
  return { kind: 'plain', id, text, description, icon };
}

function group(what: GroupNode['what'], title: string, children: FindingsNode[], more?: string): GroupNode {
  const description = [String(children.length), more].filter(Boolean).join(' ');
  return { kind: 'group', id: `group/${what}`, what, title, description, expanded: what === 'warnings', children };
}

function statusWord(finding: Finding): string {
  return finding.status === 'open' ? '' : statusWords[finding.status];
}

function startLine({ anchor }: Pick<Finding, 'anchor'>): number {
  return anchor.state === 'exact' ? anchor.startLine : 0;
}

function lineOf({ anchor }: Candidate): string {
  return anchor.state === 'exact' ? l10n.t('line {0}', anchor.startLine) : l10n.t('whole file');
}

function placeOf({ anchor }: Candidate): string {
  return anchor.state === 'exact' ? `${anchor.path}:${anchor.startLine}` : anchor.path;
}
