/** Findings in a terminal, by file: code, why it matters, what memory did. What is repeated is said once, and every place is listed. */
import type { Finding } from '../../core/review/finding.js';
import { paragraphsBeyondTitle } from '../../core/review/report/beyond-title.js';
import { toldBy } from '../../core/review/report/told-by.js';
import { anchorColumn, codeFrame } from './code-frame.js';
import { displayWidth, wrap } from './display-width.js';
import { type Line, styled, type Span } from './line.js';
import { printable } from './printable.js';
import { severityLabel, severityRank } from './severity-text.js';

type View = { columns: number };

const maxBodyLines = 3;
/** The same remark in one file is shown with its code this often; then each place has one line. */
const maxFrames = 3;
/** Below this many columns every column counts. */
const narrow = 60;
const widest = 110;

/** Findings by file; `short` gives the ids to show. */
export function findingsText(findings: Finding[], short: Map<string, string>, view: View): Line[] {
  const lines: Line[] = [];
  const told = new Set<string>();
  for (const [path, list] of byFile(findings)) {
    lines.push([styled(['bold', 'underline'], path)]);
    for (const group of groupBy(list, ({ severity, rule, source, title }) => [severity, rule ?? source.name, title].join('\0')).values()) {
      for (const [index, finding] of group.entries()) {
        const id = short.get(finding.fingerprint) ?? finding.fingerprint;
        // what memory did to one of them is told of that one
        const brief = index >= maxFrames && finding.effects.length === 0;
        lines.push(...(brief ? [briefLine(finding, id, view)] : findingLines(finding, id, view, told)));
      }
    }
    lines.push([]);
  }
  return lines;
}

/** One finding below its file's name; `told` has the bodies that stand above already. */
function findingLines(finding: Finding, id: string, view: View, told: Set<string>): Line[] {
  const { anchor, status, title } = finding;
  const indent = indentFor(view);
  const room = Math.min(view.columns, widest) - indent.length;
  const state = { open: '  (still open)', reappeared: '  (reappeared)', new: '', fixed: '', dismissed: '' }[status];
  const lines = titleLines(finding, printable(title), state, { ...view, indent });
  if (anchor.state === 'file') lines.push([indent, styled('dim', `placed on the file: ${anchor.why}`)]);
  else if (anchor.side === 'old') lines.push([indent, styled('dim', 'in the removed lines')]);
  lines.push(...codeFrame(anchor, indent));
  if (!told.has(finding.body)) {
    told.add(finding.body);
    const body = wrap(printable(firstParagraph(finding)), room);
    const cut = view.columns < narrow ? maxBodyLines * 2 : maxBodyLines;
    for (const text of body.slice(0, cut)) lines.push([indent, text]);
  }
  for (const effect of finding.effects) {
    const mark = { demote: '↓ lowered', raise: '↑ raised', annotate: '• noted' }[effect.effect];
    const from = effect.from === finding.severity ? '' : ` from ${effect.from}`;
    lines.push([indent, styled('magenta', `${mark}${from} by memory: ${effect.why}`), styled('dim', ` (${effect.lesson})`)]);
  }
  lines.push([indent, styled('dim', [finding.rule ?? finding.source.name, toldBy(finding).join(' + '), id].filter(Boolean).join(' · '))]);
  return lines;
}

/** The title with what became of it, on as many lines as the terminal needs. */
function titleLines(finding: Finding, title: string, state: string, { columns, indent }: View & { indent: string }): Line[] {
  const first = columns - headLength(finding);
  if (displayWidth(title) + state.length <= first) return [[...head(finding), styled('bold', title), styled('dim', state)]];
  const [start = '', ...more] = wrap(title, first);
  const lines: Line[] = [[...head(finding), styled('bold', start)], ...more.map((text): Line => [indent, styled('bold', text)])];
  const last = more.at(-1);
  const fits = last !== undefined && indent.length + displayWidth(last) + state.length <= columns;
  if (state !== '' && fits) lines.at(-1)?.push(styled('dim', state));
  else if (state !== '') lines.push([indent, styled('dim', state.trim())]);
  return lines;
}

/** A further place of a remark that was shown above: where, what stands there, and its id. */
function briefLine(finding: Finding, id: string, { columns }: View): Line {
  const quote = (finding.anchor.quote ?? '').split('\n').find((line) => line.trim() !== '');
  const code = printable(quote?.trim() ?? '');
  const room = Math.min(columns, widest) - headLength(finding) - id.length - 3;
  const shown = code.length > room ? `${code.slice(0, Math.max(room - 1, 0))}…` : code;
  return [...head(finding), shown, styled('dim', `${shown === '' ? '' : '  '}${id}`)];
}

function head(finding: Finding): Span[] {
  return ['  ', severityLabel(finding.severity), ' ', styled('dim', placeOf(finding).padEnd(7)), ' '];
}

function headLength(finding: Finding): number {
  return 12 + Math.max(placeOf(finding).length, 7);
}

function placeOf({ anchor }: Finding): string {
  return anchor.state === 'exact' ? `${anchor.startLine}:${anchorColumn(anchor)}` : '-';
}

function indentFor({ columns }: View): string {
  return ' '.repeat(columns < narrow ? 4 : 11);
}

/** Files with the worst finding first; findings by severity, then by line. */
function byFile(findings: Finding[]): [string, Finding[]][] {
  const line = (f: Finding) => (f.anchor.state === 'exact' ? f.anchor.startLine : 0);
  const files = [...groupBy(findings, (f) => f.anchor.path)];
  for (const [, list] of files) list.sort((a, b) => severityRank(a.severity) - severityRank(b.severity) || line(a) - line(b));
  const worst = (list: Finding[]) => severityRank(list[0]?.severity ?? 'info');
  return files.sort(([a, x], [b, y]) => worst(x) - worst(y) || (a < b ? -1 : 1));
}

export function groupBy<T>(values: T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group) group.push(value);
    else groups.set(key(value), [value]);
  }
  return groups;
}

/** Of what goes beyond the title; who reports it stands below with the rule. */
function firstParagraph(finding: Finding): string {
  const first = paragraphsBeyondTitle(finding).find((paragraph) => !paragraph.startsWith('Reported by '));
  return (first ?? '').replaceAll('\n', ' ');
}
