/** A review as a person likes to read it in a terminal: by file, worst first, and what memory did at the end. */
import type { Finding, HeldBack } from '../../core/review/finding.js';
import type { ReviewReport } from '../../core/review/review-report.js';
import type { NextCommand } from '../common-options.js';
import { anchorColumn, codeFrame } from './code-frame.js';
import { wrap } from './display-width.js';
import { styled, type Line } from './line.js';
import { plural } from './plural.js';
import { toldBy } from '../../core/review/report/told-by.js';
import { printable } from './printable.js';
import { scopeText } from '../../core/review/report/scope-text.js';
import { isShown, severityCounts } from '../../core/review/report/tally.js';
import { severityLabel, severityRank } from './severity-text.js';
import { shortIds } from './short-id.js';

export type ReviewTextOptions = {
  columns: number;
  /** Writes out a next step. */
  next: NextCommand;
};

/** The most files listed as not reviewed; the JSON has them all. */
const maxUnreviewed = 12;
const maxBodyLines = 3;
const indent = '           ';

export function reviewText(report: ReviewReport, options: ReviewTextOptions): Line[] {
  if (report.review.state === 'done' && report.coverage.length === 0 && report.findings.length === 0)
    return nothingChanged(report, options);
  const shown = report.findings.filter(isShown);
  const short = shortIds([...report.findings, ...report.heldBack.map((h) => h.finding)].map((f) => f.fingerprint));
  const lines = findingsText(shown, short, options);
  lines.push(...settledLines(report.findings), ...heldBackLines(report.heldBack, short), ...unreviewedLines(report));
  lines.push(...summaryLines(report, shown));
  const first = [...shown].sort((a, b) => severityRank(a.severity) - severityRank(b.severity))[0];
  if (first) {
    const id = short.get(first.fingerprint) ?? first.fingerprint;
    lines.push(
      [styled('dim', `Next: ${options.next(`verdict ${id} accept`)}`)],
      [styled('dim', `  or: ${options.next(`verdict ${id} dismiss --reason intended`)}`)],
    );
  }
  return lines;
}

/** Findings by file; `short` gives the ids to show. */
export function findingsText(findings: Finding[], short: Map<string, string>, options: Pick<ReviewTextOptions, 'columns'>): Line[] {
  const lines: Line[] = [];
  for (const [path, list] of byFile(findings)) {
    lines.push([styled(['bold', 'underline'], path)]);
    for (const finding of list) lines.push(...findingLines(finding, short.get(finding.fingerprint) ?? finding.fingerprint, options));
    lines.push([]);
  }
  return lines;
}

/** One finding below its file's name. */
function findingLines(finding: Finding, id: string, options: Pick<ReviewTextOptions, 'columns'>): Line[] {
  const { anchor } = finding;
  const place = anchor.state === 'exact' ? `${anchor.startLine}:${anchorColumn(anchor)}` : '-';
  const title: Line = ['  ', severityLabel(finding.severity), ' ', styled('dim', place.padEnd(7)), ' ', styled('bold', finding.title)];
  if (finding.status !== 'new') title.push(styled('dim', finding.status === 'open' ? '  (still open)' : '  (reappeared)'));
  const lines: Line[] = [title];
  if (anchor.state === 'file') lines.push([indent, styled('dim', `placed on the file: ${anchor.why}`)]);
  else if (anchor.side === 'old') lines.push([indent, styled('dim', 'in the removed lines')]);
  lines.push(...codeFrame(anchor, indent));
  const body = wrap(printable(firstParagraph(finding.body)), Math.min(options.columns, 110) - indent.length);
  for (const text of body.slice(0, maxBodyLines)) lines.push([indent, text]);
  for (const effect of finding.effects) {
    const mark = { demote: '↓ lowered', raise: '↑ raised', annotate: '• noted' }[effect.effect];
    const from = effect.from === finding.severity ? '' : ` from ${effect.from}`;
    lines.push([indent, styled('magenta', `${mark}${from} by memory: ${effect.why}`), styled('dim', ` (${effect.lesson})`)]);
  }
  lines.push([indent, styled('dim', [finding.rule ?? finding.source.name, toldBy(finding).join(' + '), id].filter(Boolean).join(' · '))]);
  return lines;
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

function summaryLines(report: ReviewReport, shown: Finding[]): Line[] {
  const files = new Set(shown.map((f) => f.anchor.path)).size;
  const counts = shown.length ? `${plural(shown.length, 'finding')} in ${plural(files, 'file')}: ${severityCounts(shown)}` : 'No findings';
  const parts = [
    report.heldBack.length ? `${report.heldBack.length} held back by memory` : '',
    some(report.findings, 'fixed') ? `${some(report.findings, 'fixed')} fixed` : '',
    some(report.findings, 'dismissed') ? `${some(report.findings, 'dismissed')} dismissed earlier` : '',
  ].filter(Boolean);
  const reviewed = report.coverage.filter((row) => row.state === 'reviewed').length;
  const seconds = (report.usage.wallMs / 1000).toFixed(1);
  const lines: Line[] = [
    [styled('bold', counts), parts.length ? ` · ${parts.join(' · ')}` : ''],
    [
      styled(
        'dim',
        `Reviewed ${reviewed} of ${plural(report.coverage.length, 'changed file')} (${scopeText(report.review.scope)}) in ${seconds} s`,
      ),
    ],
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

/** Files with the worst finding first; findings by severity, then by line. */
function byFile(findings: Finding[]): [string, Finding[]][] {
  const line = (f: Finding) => (f.anchor.state === 'exact' ? f.anchor.startLine : 0);
  const files = [...groupBy(findings, (f) => f.anchor.path)];
  for (const [, list] of files) list.sort((a, b) => severityRank(a.severity) - severityRank(b.severity) || line(a) - line(b));
  const worst = (list: Finding[]) => Math.min(...list.map((f) => severityRank(f.severity)));
  return files.sort(([a, x], [b, y]) => worst(x) - worst(y) || (a < b ? -1 : 1));
}

function groupBy<T>(values: T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group) group.push(value);
    else groups.set(key(value), [value]);
  }
  return groups;
}

function placeOf({ anchor }: Finding): string {
  return anchor.state === 'exact' ? `${anchor.path}:${anchor.startLine}` : anchor.path;
}

function firstParagraph(body: string): string {
  return (body.split(/\n\s*\n/)[0] ?? '').replaceAll('\n', ' ');
}

function some(findings: Finding[], status: Finding['status']): number {
  return findings.filter((f) => f.status === status).length;
}
