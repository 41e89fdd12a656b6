/** A finding as an agent reports it, and the check that makes it a candidate: the quote stands there, and the change touches it. */
import * as z from 'zod';
import { safeText, titleOf } from '../../analysis/outside/safe-text.js';
import { addedLines, overlaps, removedLines } from '../../changes/added-lines.js';
import type { ChangedFile, LineRange } from '../../changes/change-set.js';
import { makeAnchor } from '../../changes/make-anchor.js';
import { normalizeLine, normalizeQuote } from '../../changes/quote.js';
import { type Candidate, Category, type Edit, type Fix, Severity } from '../finding.js';
import { repoPath, readText, type RepoReading } from './tools/repo-reading.js';
import { sideLines } from './tools/show-diff.js';

const line = z.int().min(1);

export const ReportedFinding = z.strictObject({
  path: z.string(),
  side: z.enum(['new', 'old']).default('new').describe('"old" for code that the change removes.'),
  start_line: line,
  end_line: line,
  quote: z.string().min(1).describe('The flagged lines, copied exactly.'),
  title: z.string().min(8).max(140).describe('What is wrong, in one line.'),
  why: z.string().min(20).max(4_000).describe('Why it matters: what input or sequence of events goes wrong, and what to do.'),
  severity: Severity,
  category: Category,
  confidence: z.number().min(0).max(1),
  cwe: z
    .array(z.string().regex(/^CWE-\d+$/))
    .max(5)
    .optional(),
  symbol: z.string().max(200).optional().describe('The function, method or class around it, dotted.'),
  /** Names that the claim rests on: they are looked for. */
  unused: z.string().max(200).optional().describe('When the claim is that a name is unused: the name.'),
  fix: z
    .strictObject({
      edits: z
        .array(z.strictObject({ path: z.string(), start_line: line, end_line: z.int().min(0), expect: z.string(), replace: z.string() }))
        .min(1)
        .max(20),
    })
    .optional()
    .describe('Only when it is certainly right. expect: the lines that stand there now, exactly.'),
});
export type ReportedFinding = z.infer<typeof ReportedFinding>;

export type CheckedReport = { state: 'ok'; candidate: Candidate; notes: string[] } | { state: 'wrong'; why: string };

/** The reasons speak to the model: each says how to mend the report. `specialist` becomes the candidate's source. */
export async function checkReport(repo: RepoReading, specialist: string, report: ReportedFinding): Promise<CheckedReport> {
  const wrong = (why: string): CheckedReport => ({ state: 'wrong', why });
  const path = repoPath(report.path);
  const named = repo.changes.files.filter((f) => f.path === path);
  // the old name of a renamed file may meanwhile be another file's
  const before = report.side === 'old' ? repo.changes.files.filter((f) => f.path !== path && f.oldPath === path) : [];
  if (path === undefined || named.length + before.length === 0)
    return wrong(`${report.path} is not a changed file. Report at the changed lines that cause the problem.`);
  let first: CheckedReport | undefined;
  for (const file of [...named, ...before]) {
    const checked = await checkIn(repo, specialist, report, file);
    if (checked.state === 'ok') return checked;
    first ??= checked;
  }
  return first!;
}

async function checkIn(repo: RepoReading, specialist: string, report: ReportedFinding, file: ChangedFile): Promise<CheckedReport> {
  const wrong = (why: string): CheckedReport => ({ state: 'wrong', why });
  const { path } = file;
  if (file.skip !== undefined) return wrong(`${path} is not under review (${file.skip}).`);
  const lines = await sideLines(repo, file, report.side);
  const place = placeOf(report, lines);
  if (place.state === 'wrong') return wrong(place.why);
  const ranges = report.side === 'new' ? addedLines(file) : removedLines(file);
  if (!overlaps(ranges, place.range)) {
    return wrong(
      `Lines ${place.range.startLine}-${place.range.endLine} of ${path} are not changed. Report at the changed lines that cause the problem, or leave it.`,
    );
  }
  const anchor = makeAnchor({
    path: file.path,
    side: report.side,
    lines,
    ...place.range,
    ...(report.symbol !== undefined && { symbol: safeText(report.symbol) }),
  });
  const title = titleOf(repo.redact(safeText(report.title)));
  const body = repo.redact(safeText(report.why));
  if (title === '' || body === '') return wrong('The title and the reason need words that can be read.');
  const notes: string[] = [];
  const fix = report.fix && (await checkFix(repo, report.fix.edits, notes));
  return {
    state: 'ok',
    notes,
    candidate: {
      category: report.category,
      severity: report.severity,
      confidence: report.confidence,
      title,
      body,
      ...(report.cwe && report.cwe.length > 0 && { cwe: report.cwe }),
      source: { kind: 'specialist', name: specialist },
      anchor,
      ...(fix && { fix }),
    },
  };
}

type Placed = { state: 'placed'; range: LineRange } | { state: 'wrong'; why: string };

/** The quote at the claimed lines, else its only place; with several places and none claimed, nothing is guessed. */
function placeOf({ path, start_line: start, end_line: end, quote }: ReportedFinding, lines: string[]): Placed {
  const wanted = normalizeQuote(quote).split('\n');
  if (wanted.join('') === '') return { state: 'wrong', why: 'The quote is blank. Copy the flagged lines exactly.' };
  const code = lines.flatMap((text, index) => (text.trim() === '' ? [] : [{ text: normalizeLine(text), line: index + 1 }]));
  const places: LineRange[] = [];
  for (let i = 0; i + wanted.length <= code.length; i++) {
    if (wanted.every((text, k) => code[i + k]!.text === text))
      places.push({ startLine: code[i]!.line, endLine: code[i + wanted.length - 1]!.line });
  }
  const claimed = places.find((p) => p.startLine <= end && p.endLine >= start);
  const exact = places.filter((p) => p.startLine === start);
  const inside = places.filter((p) => p.startLine >= start && p.endLine <= end);
  const [only] = exact.length === 1 ? exact : inside.length === 1 ? inside : places.length === 1 ? places : [];
  if (only) return { state: 'placed', range: only };
  if (places.length === 0) {
    return {
      state: 'wrong',
      why: `The quote does not stand in ${path}. Copy the flagged lines exactly as read_file or show_diff gives them, without line numbers.`,
    };
  }
  const all = places
    .slice(0, 10)
    .map((p) => p.startLine)
    .join(', ');
  return {
    state: 'wrong',
    why: `The quote stands in ${places.length} places (lines ${all})${claimed ? '' : `, none of them at ${start}-${end}`}. Give the lines of the one you mean.`,
  };
}

/** A fix that is not exactly applicable is left out, with a note for the model; the finding stands without it. */
async function checkFix(repo: RepoReading, edits: NonNullable<ReportedFinding['fix']>['edits'], notes: string[]): Promise<Fix | undefined> {
  const checked: Edit[] = [];
  for (const edit of edits) {
    const text = await readText(repo, edit.path);
    const why = text.state === 'refused' ? text.why : editProblem(edit, text.lines, repo);
    if (why !== undefined || text.state === 'refused') {
      notes.push(`The fix was left out: ${why}`);
      return undefined;
    }
    if (checked.some((e) => e.path === text.path && e.startLine <= edit.end_line && edit.start_line <= e.endLine)) {
      notes.push('The fix was left out: its edits change the same lines twice');
      return undefined;
    }
    checked.push({
      path: text.path,
      startLine: edit.start_line,
      endLine: edit.end_line,
      expect: edit.expect.replace(/\r?\n$/, ''),
      replace: edit.replace.replace(/\r?\n$/, ''),
    });
  }
  return { edits: checked };
}

function editProblem(edit: NonNullable<ReportedFinding['fix']>['edits'][number], lines: string[], repo: RepoReading): string | undefined {
  const { path, start_line: start, end_line: end } = edit;
  if (end < start - 1 || end > lines.length) return `${path} has no lines ${start}-${end}`;
  const now = lines.slice(start - 1, end).join('\n');
  if (now !== edit.expect.replace(/\r?\n$/, '')) return `lines ${start}-${end} of ${path} are not what it expects`;
  if (edit.replace.includes('‹secret:') || repo.redact(edit.replace) !== edit.replace) return 'it would write a secret';
  return undefined;
}
