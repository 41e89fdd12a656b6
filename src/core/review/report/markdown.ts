/** A review as a Markdown document: for a pull request's comment, a file, or the extension. Texts from outside stay texts. */
import type { HeldBack, Finding } from '../finding.js';
import { severities } from '../finding.js';
import type { ReviewReport } from '../review-report.js';
import { countOf } from '../../transcript/count-of.js';
import { cell, inert, placeLink } from './markdown-safe.js';
import { findingGroups, tellGroup } from './markdown-findings.js';
import { agentsSummary } from './agents-summary.js';
import { scopeText } from './scope-text.js';
import { isShown, severityCounts } from './tally.js';
import { code } from '../../transcript/markdown-text.js';

export function reviewMarkdown(report: ReviewReport): string {
  const shown = report.findings.filter(isShown);
  const told = new Set<string>();
  const parts = [
    '# Reverie review',
    ...summary(report, shown),
    ...severities.flatMap((severity) => {
      const of = shown.filter((f) => f.severity === severity);
      if (of.length === 0) return [];
      const title = `${severity.slice(0, 1).toUpperCase()}${severity.slice(1)}`;
      return [`## ${title} (${of.length})`, ...findingGroups(of).flatMap((group) => tellGroup(group, told))];
    }),
    ...heldBackTable(
      'Held back by memory',
      report.heldBack.filter((h) => h.lesson !== undefined),
    ),
    ...heldBackTable(
      'Ignored by comments in the code',
      report.heldBack.filter((h) => h.lesson === undefined),
    ),
    ...settled('Fixed', report.findings, 'fixed'),
    ...settled('Dismissed', report.findings, 'dismissed'),
    ...notReviewed(report),
    ...(report.warnings.length > 0 ? ['## Warnings', report.warnings.map((text) => `- ${inert(text)}`).join('\n')] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function summary(report: ReviewReport, shown: Finding[]): string[] {
  const { review, coverage, heldBack, findings } = report;
  const files = new Set(shown.map((f) => f.anchor.path)).size;
  const found =
    shown.length > 0 ? `**${countOf(shown.length, 'finding')}** in ${countOf(files, 'file')}: ${severityCounts(shown)}` : '**No findings**';
  const count = (status: Finding['status']): number => findings.filter((f) => f.status === status).length;
  const ignored = heldBack.filter((h) => h.lesson === undefined).length;
  const more = [
    [heldBack.length - ignored, 'held back by memory'],
    [ignored, 'ignored by comments'],
    [count('fixed'), 'fixed'],
    [count('dismissed'), 'dismissed earlier'],
  ] as const;
  const reviewed = coverage.filter((row) => row.state === 'reviewed').length;
  const base = review.base === undefined ? '' : code(review.base.slice(0, 10));
  const head = review.head === undefined || review.head === review.base ? '' : code(review.head.slice(0, 10));
  const where = [base && `on top of ${base}`, head && `at ${head}`].filter(Boolean).map((part) => `, ${part}`);
  const early =
    review.state === 'done'
      ? []
      : [`**The review was ${review.state}**${review.reason ? `: ${inert(review.reason)}` : ''}. What was found until then is below.`];
  return [
    [found, ...more.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`)].join(' · '),
    `Reviewed ${reviewed} of ${countOf(coverage.length, 'changed file')} (${inert(scopeText(review.scope))}${where.join('')}).`,
    ...agentsSummary(report).map((line) => `${inert(line)}.`),
    ...early,
  ];
}

function heldBackTable(title: string, held: HeldBack[]): string[] {
  if (held.length === 0) return [];
  const rows = held.map(({ finding, lesson, why }) => {
    const by = lesson === undefined ? why : `${why} (${lesson})`;
    return `| ${placeLink(finding.anchor)} | ${finding.severity} | ${cell(finding.title)} | ${cell(by)} |`;
  });
  return [`## ${title} (${held.length})`, ['| Place | Severity | Finding | Why |', '| --- | --- | --- | --- |', ...rows].join('\n')];
}

function settled(title: string, findings: Finding[], status: Finding['status']): string[] {
  const of = findings.filter((f) => f.status === status);
  if (of.length === 0) return [];
  const line = (f: Finding): string => `- ${placeLink(f.anchor)}: ${inert(f.title)} (${code(f.rule ?? f.source.name)})`;
  return [`## ${title} (${of.length})`, of.map(line).join('\n')];
}

function notReviewed({ coverage }: ReviewReport): string[] {
  const rows = coverage.flatMap((row) => (row.state === 'reviewed' ? [] : [row]));
  if (rows.length === 0) return [];
  // a failure is worth more attention than a skip
  rows.sort((a, b) => Number(b.state === 'failed') - Number(a.state === 'failed'));
  const lines = rows.map((row) => `| ${cell(row.path, 'code')} | ${row.state} | ${cell(row.reason)} |`);
  return [`## Not reviewed (${rows.length})`, ['| File | State | Why |', '| --- | --- | --- |', ...lines].join('\n')];
}
