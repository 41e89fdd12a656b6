/** The middle of a review's story: what changed, what memory brought, what was looked at, found and held back. */
import type { Anchor } from '../changes/anchor.js';
import type { ChangedFile } from '../changes/change-set.js';
import type { FileCoverage } from '../changes/coverage.js';
import type { Finding, HeldBack } from '../review/finding.js';
import { agentStory } from './agent-story.js';
import { countOf } from './count-of.js';
import { code, codeBlock, plain, quotation } from './markdown-text.js';
import { type StoryLink, type StoryTarget, withoutLinks } from './story-link.js';
import type { TranscriptEvent } from './transcript-event.js';

/** Paragraphs in Markdown. */
export function reviewStory(events: TranscriptEvent[], link: StoryLink = withoutLinks): string[] {
  const coverage = events.flatMap((event) => (event.type === 'coverage' ? event.files : []));
  const findings = events.flatMap((event) => (event.type === 'finding' ? [event.finding] : []));
  return [
    ...events.flatMap((event) => changes(event, link)),
    ...events.flatMap((event) => recalled(event, link)),
    ...agentStory(events, link),
    ...(coverage.length > 0 ? ['## What was looked at', ...looks(coverage, link)] : []),
    findings.length > 0 ? `## Findings (${findings.length})` : '## No findings',
    ...findings.flatMap((finding, index) => tellFinding(finding, index, link)),
    ...heldBack(events, link),
  ];
}

function changes(event: TranscriptEvent, link: StoryLink): string[] {
  if (event.type !== 'change-set') return [];
  const { base, head, branch, files } = event;
  const from = base === undefined ? 'nothing committed before' : code(base.slice(0, 10));
  const to = head === undefined ? 'the files at hand' : code(head.slice(0, 10));
  const where = branch === undefined ? '' : ` on branch ${code(branch)}`;
  return [
    '## What changed',
    `${countOf(files.length, 'file')}${where}, from ${from} to ${to}.`,
    ...(files.length > 0 ? [files.map((file) => changedFile(file, link)).join('\n')] : []),
  ];
}

function changedFile({ path, oldPath, status, hunks, skip }: ChangedFile, link: StoryLink): string {
  const origin = oldPath === undefined ? '' : ` from ${code(oldPath)}`;
  return `- ${link({ kind: 'code', path }, code(path))}: ${status}${origin}, ${countOf(hunks.length, 'hunk')}${skip === undefined ? '' : ` (not reviewed: ${plain(skip)})`}`;
}

function recalled(event: TranscriptEvent, link: StoryLink): string[] {
  if (event.type !== 'recalled') return [];
  const lines = [
    ...event.lessons.map(({ lesson, why }) => `- ${link({ kind: 'lesson', id: lesson }, code(lesson))}: ${plain(why)}`),
    ...event.dormant.map(({ lesson, why }) => `- ${link({ kind: 'lesson', id: lesson }, code(lesson))} slept: ${plain(why)}`),
  ];
  return ['## What memory brought', lines.length > 0 ? lines.join('\n') : 'No lesson fitted these changes.'];
}

function looks(coverage: FileCoverage[], link: StoryLink): string[] {
  const reviewed = coverage.filter((c) => c.state === 'reviewed');
  const hunks = reviewed.reduce((sum, c) => sum + c.hunks, 0);
  const others = coverage.flatMap((c) =>
    c.state === 'reviewed' ? [] : [`- ${link({ kind: 'code', path: c.path }, code(c.path))} ${c.state}: ${plain(c.reason)}`],
  );
  return [
    `${countOf(reviewed.length, 'file')} with ${countOf(hunks, 'hunk')} reviewed, ${others.length} not.`,
    ...(others.length > 0 ? [others.join('\n')] : []),
  ];
}

function tellFinding(finding: Finding, index: number, link: StoryLink): string[] {
  const { title, severity, status, category, confidence, rule, source, anchor, effects } = finding;
  const by = rule === undefined ? plain(source.name) : code(rule);
  const facts = [status, category, ...(finding.security ? ['security'] : []), `confidence ${confidence.toFixed(2)}`, `by ${by}`];
  return [
    `### ${index + 1}. ${severity}: ${link(findingTarget(finding), plain(title))}`,
    `${place(anchor, link)} · ${[...new Set(facts)].join(' · ')}`,
    ...(anchor.quote === undefined || anchor.quote === '' ? [] : [codeBlock(anchor.quote)]),
    ...(finding.body.trim() === '' ? [] : [quotation(finding.body)]),
    ...(finding.fix ? [`A fix was offered (${countOf(finding.fix.edits.length, 'edit')}).`] : []),
    ...effects.map(
      (e) => `Lesson ${link({ kind: 'lesson', id: e.lesson }, code(e.lesson))}: ${e.effect} from ${e.from}, because ${plain(e.why)}`,
    ),
  ];
}

function heldBack(events: TranscriptEvent[], link: StoryLink): string[] {
  const held = events.flatMap((event) => (event.type === 'held-back' ? [event.held] : []));
  if (held.length === 0) return [];
  const line = ({ finding, lesson, why }: HeldBack): string => {
    const by = lesson === undefined ? plain(why) : `lesson ${link({ kind: 'lesson', id: lesson }, code(lesson))}, because ${plain(why)}`;
    return `- ${plain(finding.title)} (${finding.severity}), ${place(finding.anchor, link)}: ${by}`;
  };
  const part = (title: string, of: HeldBack[]): string[] =>
    of.length === 0 ? [] : [`## ${title} (${of.length})`, of.map(line).join('\n')];
  return [
    ...part(
      'Held back by memory',
      held.filter((h) => h.lesson !== undefined),
    ),
    ...part(
      'Ignored by comments in the code',
      held.filter((h) => h.lesson === undefined),
    ),
  ];
}

function findingTarget({ fingerprint, anchor }: Finding): StoryTarget {
  return { kind: 'finding', fingerprint, path: anchor.path, ...(anchor.state === 'exact' && { line: anchor.startLine }) };
}

function place(anchor: Anchor, link: StoryLink): string {
  const side = anchor.side === 'old' ? ' before the change' : '';
  if (anchor.state === 'file')
    return `${link({ kind: 'code', path: anchor.path }, code(anchor.path))}${side}, without a line: ${plain(anchor.why)}`;
  const lines = anchor.endLine > anchor.startLine ? `${anchor.startLine}-${anchor.endLine}` : `${anchor.startLine}`;
  return `${link({ kind: 'code', path: anchor.path, line: anchor.startLine }, code(`${anchor.path}:${lines}`))}${side}${anchor.symbol === undefined ? '' : ` in ${code(anchor.symbol)}`}`;
}
