/** A review as a person likes to read it in a terminal: by file, worst first, and what memory did at the end. */
import type { Finding, HeldBack } from '../../core/review/finding.js';
import type { ReviewReport } from '../../core/review/review-report.js';
import type { NextCommand } from '../common-options.js';
import { wrap } from './display-width.js';
import { findingsText, groupBy } from './finding-text.js';
import { styled, type Line } from './line.js';
import { plural } from './plural.js';
import { printable } from './printable.js';
import { agentsSummary } from '../../core/review/report/agents-summary.js';
import { scopeText } from '../../core/review/report/scope-text.js';
import { isShown, severityCounts } from '../../core/review/report/tally.js';
import { severityRank } from './severity-text.js';
import { shortIds } from './short-id.js';

export type ReviewTextOptions = {
  columns: number;
  /** Writes out a next step. */
  next: NextCommand;
};

/** The most files listed as not reviewed; the JSON has them all. */
const maxUnreviewed = 12;

export function reviewText(report: ReviewReport, options: ReviewTextOptions): Line[] {
  if (report.review.state === 'done' && report.coverage.length === 0 && report.findings.length === 0)
    return nothingChanged(report, options);
  const shown = report.findings.filter(isShown);
  const short = shortIds([...report.findings, ...report.heldBack.map((h) => h.finding)].map((f) => f.fingerprint));
  const lines = findingsText(shown, short, options);
  lines.push(
    ...settledLines(report.findings),
    ...heldBackLines(report.heldBack, short),
    ...ignoredLines(report.heldBack, short),
    ...unreviewedLines(report),
  );
  lines.push(...summaryLines(report, shown, options));
  const first = [...shown].sort((a, b) => severityRank(a.severity) - severityRank(b.severity))[0];
  if (first) {
    const id = short.get(first.fingerprint) ?? first.fingerprint;
    lines.push(...nextLines(`Next: ${options.next(`verdict ${id} accept`)}`, options));
    lines.push(...nextLines(`  or: ${options.next(`verdict ${id} dismiss --reason intended`)}`, options));
  }
  return lines;
}

/** A line of a pipe, a file or a wide terminal stays whole. */
function roomFor(columns: number): number {
  return columns < 100 ? columns : Number.POSITIVE_INFINITY;
}

/** Never cut: it is there to be copied. */
function nextLines(text: string, { columns }: Pick<ReviewTextOptions, 'columns'>): Line[] {
  const [first = '', ...more] = wrap(printable(text), roomFor(columns) - 6);
  return [[styled('dim', text.startsWith(' ') ? `  ${first}` : first)], ...more.map((line): Line => [styled('dim', `      ${line}`)])];
}

function settledLines(findings: Finding[]): Line[] {
  const fixed = findings.filter((f) => f.status === 'fixed');
  if (fixed.length === 0) return [];
  return [...fixed.map((f): Line => [styled('green', '✓ fixed  '), placeOf(f), '  ', f.title]), []];
}

function heldBackLines(heldBack: HeldBack[], short: Map<string, string>): Line[] {
  const byMemory = heldBack.filter((h) => h.lesson !== undefined);
  if (byMemory.length === 0) return [];
  const lines: Line[] = [[styled('magenta', `Held back by memory: ${byMemory.length}`)]];
  for (const held of groupBy(byMemory, (h) => h.lesson ?? '').values()) {
    const [first] = held;
    if (!first) continue;
    lines.push(['  ', first.why, styled('dim', ` (${first.lesson})`)]);
    for (const { finding } of held) {
      lines.push([
        '    ',
        styled('dim', placeOf(finding)),
        '  ',
        finding.title,
        styled('dim', `  ${short.get(finding.fingerprint) ?? finding.fingerprint}`),
      ]);
    }
  }
  return [...lines, []];
}

function ignoredLines(heldBack: HeldBack[], short: Map<string, string>): Line[] {
  const ignored = heldBack.filter((h) => h.lesson === undefined);
  if (ignored.length === 0) return [];
  const id = ({ fingerprint }: Finding): string => short.get(fingerprint) ?? fingerprint;
  return [
    [styled('magenta', `Ignored by comments in the code: ${ignored.length}`)],
    ...ignored.flatMap(({ finding, why }): Line[] => [
      ['  ', styled('dim', placeOf(finding)), '  ', finding.title, styled('dim', `  ${id(finding)}`)],
      ['    ', why],
    ]),
    [],
  ];
}

function unreviewedLines(report: ReviewReport): Line[] {
  const rows = report.coverage.flatMap((row) => (row.state === 'reviewed' ? [] : [row]));
  if (rows.length === 0) return [];
  // a failure is worth more attention than a skip
  rows.sort((a, b) => Number(b.state === 'failed') - Number(a.state === 'failed'));
  const lines: Line[] = [[`Not reviewed: ${plural(rows.length, 'file')}`]];
  for (const row of rows.slice(0, maxUnreviewed)) {
    lines.push([
      '  ',
      row.path,
      '  ',
      styled(row.state === 'failed' ? 'yellow' : 'dim', row.state === 'failed' ? `failed: ${row.reason}` : row.reason),
    ]);
  }
  if (rows.length > maxUnreviewed) lines.push([styled('dim', `  … and ${rows.length - maxUnreviewed} more; --format json lists all`)]);
  return [...lines, []];
}

function summaryLines(report: ReviewReport, shown: Finding[], { columns }: Pick<ReviewTextOptions, 'columns'>): Line[] {
  const files = new Set(shown.map((f) => f.anchor.path)).size;
  const counts = shown.length ? `${plural(shown.length, 'finding')} in ${plural(files, 'file')}: ${severityCounts(shown)}` : 'No findings';
  const byMemory = report.heldBack.filter((h) => h.lesson !== undefined).length;
  const parts = [
    byMemory ? `${byMemory} held back by memory` : '',
    report.heldBack.length > byMemory ? `${report.heldBack.length - byMemory} ignored by comments` : '',
    some(report.findings, 'fixed') ? `${some(report.findings, 'fixed')} fixed` : '',
    some(report.findings, 'dismissed') ? `${some(report.findings, 'dismissed')} dismissed earlier` : '',
  ].filter(Boolean);
  const reviewed = report.coverage.filter((row) => row.state === 'reviewed').length;
  const seconds = (report.usage.wallMs / 1000).toFixed(1);
  const [first = '', ...more] = wrap([counts, ...parts].join(' · '), roomFor(columns));
  const end = `Reviewed ${reviewed} of ${plural(report.coverage.length, 'changed file')} (${scopeText(report.review.scope)}) in ${seconds} s`;
  const lines: Line[] = [
    [styled('bold', first.slice(0, counts.length)), first.slice(counts.length)],
    ...more.map((line): Line => [line]),
    ...[end, ...agentsSummary(report)].flatMap((text) =>
      wrap(printable(text), roomFor(columns)).map((line): Line => [styled('dim', line)]),
    ),
  ];
  if (report.review.state === 'cancelled') lines.push([styled('yellow', 'Cancelled: what was found until then is above.')]);
  if (report.review.state === 'failed') lines.push([styled('yellow', `The review failed: ${report.review.reason ?? 'no reason given'}`)]);
  return lines;
}

function nothingChanged(report: ReviewReport, { next }: ReviewTextOptions): Line[] {
  const words =
    report.review.scope.kind === 'commit' || report.review.scope.kind === 'range'
      ? `${next('review')} reviews what is not committed yet`
      : `${next('review --commit HEAD')} reviews the last commit`;
  return [[`Nothing to review: there are no changes in the scope (${scopeText(report.review.scope)}).`], [styled('dim', `Next: ${words}`)]];
}

function placeOf({ anchor }: Finding): string {
  return anchor.state === 'exact' ? `${anchor.path}:${anchor.startLine}` : anchor.path;
}

function some(findings: Finding[], status: Finding['status']): number {
  return findings.filter((f) => f.status === status).length;
}
