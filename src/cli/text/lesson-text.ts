/** Lessons and memory versions as text. */
import type { BacktestResult } from '../../core/dream/backtest-result.js';
import type { HealthFigures, MemoryHealth } from '../../core/memory/health.js';
import type { Lesson, LessonScope, LessonStatus } from '../../core/memory/lesson.js';
import type { MemoryVersion, Memory, Proposal } from '../../core/memory/memory-store.js';
import type { Operation } from '../../core/memory/operation.js';
import { unverifiedProposal, unverifiedWords } from '../../core/memory/unverified.js';
import type { ChangePreview, LessonPreview } from '../../core/reverie.js';
import type { NextCommand } from '../common-options.js';
import { wrap } from './display-width.js';
import { styled, type Line, type Span, type Style } from './line.js';
import { plural } from './plural.js';
import { printable } from './printable.js';
import { shortCommit } from './short-id.js';

const statusStyles: Record<LessonStatus, Style> = {
  active: 'green',
  trial: 'yellow',
  proposed: 'cyan',
  dormant: 'dim',
  retired: 'dim',
};

const statuses: LessonStatus[] = ['active', 'trial', 'proposed', 'dormant', 'retired'];

/** All lessons of a version, those in effect first; what waits for a person at the end. */
export function memoryText(
  memory: Memory,
  proposals: Proposal[],
  options: { all: boolean; filtered?: boolean; columns: number; next: NextCommand },
): Line[] {
  const lines: Line[] = [];
  const listed = memory.lessons.filter((lesson) => options.all || lesson.status !== 'retired');
  const order = (lesson: Lesson) => statuses.indexOf(lesson.status);
  for (const lesson of listed.sort((a, b) => order(a) - order(b) || b.confidence - a.confidence))
    lines.push(...lessonLines(lesson, memory.unverified.has(lesson.id)));
  if (listed.length === 0 && options.filtered) lines.push(['No lesson fits.']);
  else if (listed.length === 0) {
    lines.push(
      ['No lessons yet.'],
      [styled('dim', `Next: give verdicts on findings (${options.next('verdict')}), then ${options.next('dream')} learns from them`)],
    );
  }
  const unverified = listed.filter((l) => memory.unverified.has(l.id));
  if (unverified.length) {
    lines.push([styled('yellow', 'unverified: '), unverifiedWords]);
    lines.push([styled('dim', `Next: ${options.next('memory pin LESSON')} makes it yours, memory retire LESSON takes it out of effect`)]);
  }
  for (const mended of memory.mended ?? []) lines.push([styled('yellow', 'mended: '), mended]);
  for (const broken of memory.broken) lines.push([styled('yellow', `broken: ${broken.path}`), `  ${broken.reason}`]);
  lines.push(...proposalLines(proposals, options.next));
  const retired = memory.lessons.length - listed.length;
  const count = plural(listed.length, 'lesson');
  if (listed.length || retired) {
    lines.push([
      styled('dim', `${count}${retired ? ` · ${retired} retired (--all lists them)` : ''} · memory ${shortCommit(memory.version)}`),
    ]);
  }
  return lines;
}

/** One lesson with everything it rests on. */
export function lessonText(lesson: Lesson, versions: MemoryVersion[], options: { columns: number; unverified: boolean }): Line[] {
  const { columns, unverified } = options;
  const { counts, evidence } = lesson;
  const lines: Line[] = [
    [styled('bold', lesson.statement)],
    field('id', lesson.id),
    ['  ', label('status'), statusSpan(lesson), lesson.pinned ? ' (pinned)' : ''],
    ...(unverified ? [['  ', label('origin'), styled('yellow', `unverified: ${unverifiedWords}`)]] : []),
    field('kind', `${lesson.kind}, from ${authority(lesson.provenance)}`),
    field('scope', scopeWords(lesson.scope)),
    ...(lesson.effect ? [field('effect', effectWords(lesson))] : []),
    field('confidence', percent(lesson.confidence)),
    field('counts', `${counts.dismissed} dismissed, ${counts.accepted} accepted, ${counts.overruled} brought back`),
    field('since', `${lesson.validFrom}, confirmed ${lesson.lastConfirmed}`),
    ...(lesson.supersededBy ? [field('replaced by', [lesson.supersededBy, lesson.supersededAt].filter(Boolean).join(' since '))] : []),
  ];
  if (lesson.body.trim()) {
    lines.push([]);
    for (const paragraph of lesson.body.trim().split('\n')) {
      lines.push(...(paragraph.trim() ? wrap(printable(paragraph), Math.min(columns, 100)).map((text): Line => [text]) : [[]]));
    }
  }
  lines.push([], [`Evidence (${evidence.length})`]);
  for (const item of evidence) {
    const place = item.type === 'code' ? `${item.path}:${item.startLine}` : `${item.file}#${item.seq}`;
    lines.push(['  ', styled('dim', place), '  ', item.quote.split('\n')[0]?.trim() ?? '']);
  }
  if (versions.length) lines.push([], ['History'], ...versions.flatMap((version) => versionLines(version)));
  return lines;
}

/** Versions of memory, newest first. */
export function historyText(versions: MemoryVersion[], next: NextCommand): Line[] {
  if (versions.length === 0) return [['Memory has no versions yet.'], [styled('dim', `Next: ${next('dream')} makes the first one`)]];
  return [
    ...versions.flatMap((version) => versionLines(version)),
    [styled('dim', `Next: ${next('memory rollback VERSION')} goes back to one of them; memory revert OPERATION takes one change back`)],
  ];
}

/** What a change would do to lessons, one line each, and to findings. */
export function changeText({ differences, hides }: ChangePreview): Line[] {
  if (differences.length === 0) return [['It changes no lesson']];
  return [
    [`It changes ${plural(differences.length, 'lesson')}:`],
    ...differences.map((d): Line => ['  ', styled('bold', d.statement), `  ${d.what}`]),
    Object.values(hides).some((count) => count > 0)
      ? previewText({ hides })
      : ['It would hide none of the past findings that are shown now'],
  ];
}

/** What would be hidden among past findings with verdicts. */
export function previewText(preview: Pick<LessonPreview, 'hides'>): Line {
  const { accepted, rejected, unknown } = preview.hides;
  return [
    `Among past findings it would hide ${rejected} that people dismissed, `,
    accepted ? styled('yellow', `${accepted} that they accepted`) : 'none that they accepted',
    `, and ${unknown} without a verdict`,
  ];
}

/** `add The rule …`, or what becomes of a lesson that changes its effect. */
export function operationWords(operation: Operation): string {
  if (operation.op === 'reinforce' && operation.status !== undefined) {
    return `${operation.status === 'trial' ? 'back on trial' : 'put into effect'} ${operation.lesson}`;
  }
  const value = 'value' in operation ? operation.value.statement : operation.lesson;
  return `${operation.op} ${value}`;
}

/** Memory health in one line; problems that there are none of are not named. */
export function healthWords({
  effective,
  tokens,
  budget,
  harmful,
  contradictions,
  duplicates,
  stale,
  unused,
  broken = 0,
}: HealthFigures): string {
  const problems = [
    [broken, broken === 1 ? 'file that cannot be read' : 'files that cannot be read'],
    [harmful, 'harmful'],
    [contradictions, 'contradicting another'],
    [duplicates, 'repeating another'],
    [stale, 'citing code that is gone'],
    [unused, 'unused'],
  ] as const;
  const named = problems.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []));
  return `${plural(effective, 'lesson')} in effect, about ${budget === undefined ? tokens : `${tokens} of ${budget}`} tokens; ${named.length > 0 ? named.join(', ') : 'nothing wrong'}`;
}

/** What is wrong with memory, a line for each problem with the lessons that it is about. */
export function healthText(health: MemoryHealth, next: NextCommand): Line[] {
  return [
    [healthWords(health)],
    ...health.problems.flatMap(({ kind, lessons, reason }): Line[] => [
      [styled(kind === 'harmful' || kind === 'contradiction' ? 'yellow' : 'dim', kind.padEnd(14)), lessons[0] ?? '', `: ${reason}`],
    ]),
    ...(health.problems.length > 0
      ? [[styled('dim', `Next: ${next('dream')} settles what the evidence settles; ${next('memory retire LESSON')} is your own word`)]]
      : []),
  ];
}

/** What a backtest measured, in one sentence. */
export function backtestWords(backtest: BacktestResult): string {
  const { heldOut, old, new: next, result, right } = backtest;
  const sure =
    right && right.of > 0 ? `; right in ${right.hits} of ${right.of} (95 %: ${percent(right.low)} to ${percent(right.high)})` : '';
  return `backtest ${result} on ${heldOut} held-out verdicts: dismissed ones shown ${old.rejectedShown} → ${next.rejectedShown}, accepted ones hidden ${old.acceptedHidden} → ${next.acceptedHidden}${sure}`;
}

function lessonLines(lesson: Lesson, unverified: boolean): Line[] {
  return [
    [
      statusSpan(lesson),
      ' ',
      styled('bold', lesson.statement),
      lesson.pinned ? styled('cyan', '  pinned') : '',
      unverified ? styled('yellow', '  unverified') : '',
    ],
    [
      '         ',
      styled(
        'dim',
        `${lesson.effect ? effectWords(lesson) : lesson.kind} · ${percent(lesson.confidence)} sure · ${plural(lesson.evidence.length, 'citation')} · ${lesson.id}`,
      ),
    ],
  ];
}

function proposalLines(proposals: Proposal[], next: NextCommand): Line[] {
  const waiting = proposals.flatMap((proposal) => proposal.operations);
  if (waiting.length === 0) return [];
  const lines: Line[] = [[], [styled('cyan', `Waiting for you: ${plural(waiting.length, 'proposed change')}`)]];
  const strange = new Set(proposals.flatMap(({ unverified = [] }) => unverified));
  for (const operation of waiting) {
    if (strange.has(operation.id)) lines.push(['  ', styled('yellow', `unverified: ${unverifiedProposal}`)]);
    lines.push(['  ', operationWords(operation)], ['    ', styled('dim', `${operation.reason} · ${operation.id}`)]);
  }
  return [...lines, [styled('dim', `Next: ${next('memory approve OPERATION')}, or memory discard OPERATION`)], []];
}

function versionLines(version: MemoryVersion): Line[] {
  return [
    [
      '  ',
      styled('yellow', shortCommit(version.commit)),
      '  ',
      styled('dim', version.at),
      '  ',
      version.subject,
      version.unverified ? styled('yellow', '  unverified') : '',
    ],
    ...version.operations.map((operation): Line => [
      '              ',
      styled('dim', `${operation.op} ${operation.lesson}: ${operation.reason} · ${operation.id}`),
    ]),
  ];
}

function statusSpan(lesson: Lesson): Span {
  return styled(statusStyles[lesson.status], lesson.status.padEnd(8));
}

function effectWords(lesson: Lesson): string {
  const verb = { 'hold-back': 'holds back', demote: 'lowers', raise: 'raises' }[lesson.effect?.do ?? 'demote'];
  const object = lesson.scope.rules.length ? lesson.scope.rules.join(', ') : 'findings';
  return `${verb} ${object} in ${lesson.scope.paths.length ? lesson.scope.paths.join(', ') : 'every file'}${lesson.effect?.shape ? ' of one code shape' : ''}`;
}

function scopeWords(scope: LessonScope): string {
  const parts = [
    scope.rules.length ? `rule ${scope.rules.join(', ')}` : '',
    scope.paths.length ? `in ${scope.paths.join(', ')}` : '',
    scope.languages.length ? `language ${scope.languages.join(', ')}` : '',
    scope.symbols.length ? `symbol ${scope.symbols.join(', ')}` : '',
    scope.when ? `when ${scope.when}` : '',
    scope.unless ? `unless ${scope.unless}` : '',
  ].filter(Boolean);
  return parts.length ? parts.join(' · ') : 'everything';
}

function authority(provenance: Lesson['provenance']): string {
  return {
    person: 'a person’s verdicts',
    team: 'the team’s rules',
    outcome: 'what happened to the code',
    model: 'a model’s reflection',
    text: 'text in the repo',
  }[provenance];
}

function percent(value: number): string {
  return `${Math.round(value * 100)} %`;
}

function field(name: string, value: string): Line {
  return ['  ', label(name), value];
}

function label(name: string): Span {
  return styled('dim', name.padEnd(12));
}
