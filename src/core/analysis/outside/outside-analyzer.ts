/** Other analyzers as one of ours: what they say of lines that the change introduces becomes candidates; the rest is counted, and told. */
import { addedLines, overlaps } from '../../changes/added-lines.js';
import type { ChangedFile, Contents } from '../../changes/change-set.js';
import type { Hasher, Redact } from '../../ports.js';
import type { Candidate } from '../../review/finding.js';
import type { Analyzer, AnalysisInput } from '../analyzer.js';
import { findSecrets } from '../find-secrets.js';
import { secretToken } from '../redact.js';
import { linesOf } from '../../changes/lines.js';
import type { RemarkedFile } from '../remark.js';
import { notInBaseline } from './baseline.js';
import { counts, type OutsideCounts } from './counts.js';
import { joinedRemarks, outsideCandidate } from './outside-candidate.js';
import { outsideFix } from './outside-fix.js';
import type { AnalyzerCommand, OutsideRemark, OutsideReport } from './outside-remark.js';
import { placeOfSnippet, type TextPlace, type TextPlaces, textPlaces } from './text-places.js';

export type OutsideDeps = {
  redact: Redact;
  hash: Pick<Hasher, 'keyed'>;
  /** The text of a file as it is in the work tree; undefined when it is none. */
  readWorkTree(path: string): Promise<string | undefined>;
  /** Runs a command; what goes wrong is among the problems of its report. `files`: changed paths that are there. Rejects only when aborted. */
  run(command: AnalyzerCommand, options: { files: string[]; signal: AbortSignal }): Promise<OutsideReport>;
};

/** So many findings of one report are shown; the rest is counted. */
const mostShown = 1_000;

/** A longer region (a whole function) is introduced only when its first line is. */
const longRegion = 20;

/** A remark at its place in the new side. `place` is absent for one about the whole file. */
type Placed = { remark: OutsideRemark; place: TextPlace | undefined; quote: string | undefined };

/** Reads what joins the review from `AnalysisInput.outside`; answers for no file's coverage. */
export function createOutsideAnalyzer(deps: OutsideDeps): Analyzer {
  return {
    name: 'other analyzers',
    async analyze(input, emit) {
      const { outside, changes, signal } = input;
      if (!outside) return [];
      // what a program says of itself may quote what it was given
      const warn = (message: string): void => input.warn(deps.redact(message));
      const reports = [...(outside.reports ?? [])];
      const there = changes.files
        .filter((file) => file.skip === undefined && file.status !== 'deleted' && file.kind === 'text')
        .map((file) => file.path);
      for (const command of outside.commands ?? []) {
        if (signal.aborted) break;
        reports.push(await deps.run(command, { files: there, signal }));
      }
      const baseline = (outside.baseline ?? []).flatMap((report) => report.remarks);
      for (const report of [...reports, ...(outside.baseline ?? [])])
        for (const problem of report.problems) warn(`${report.origin}: ${problem}`);
      const sides = newSides(input);
      for (const report of reports) {
        for (const tool of new Set([...(report.tools ?? []), ...report.remarks.map((remark) => remark.tool)])) input.heard?.(tool);
        const tally = counts(report);
        await analyzeReport({ deps, input, report, baseline: outside.baseline ? baseline : undefined, sides, tally, emit });
        for (const sentence of tally.sentences()) warn(sentence);
      }
      return [];
    },
  };
}

type ReportInput = {
  deps: OutsideDeps;
  input: AnalysisInput;
  report: OutsideReport;
  /** Undefined without one. */
  baseline: OutsideRemark[] | undefined;
  sides: (path: string) => Promise<TextPlaces | undefined>;
  tally: OutsideCounts;
  emit: (candidate: Candidate) => void;
};

async function analyzeReport({ deps, input, report, baseline, sides, tally, emit }: ReportInput): Promise<void> {
  const { changes, contents, signal } = input;
  const files = new Map(changes.files.filter((file) => file.status !== 'deleted').map((file) => [file.path, file]));
  const byPath = new Map<string, OutsideRemark[]>();
  for (const remark of report.remarks) {
    const file = files.get(remark.path);
    if (!file) tally.add('elsewhere', remark);
    else if (file.skip !== undefined || file.kind !== 'text') tally.add('skipped', remark);
    else {
      const there = byPath.get(remark.path);
      if (there) there.push(remark);
      else byPath.set(remark.path, [remark]);
    }
  }
  let shown = 0;
  for (const [path, remarks] of byPath) {
    if (signal.aborted) return;
    const file = files.get(path);
    const side = await sides(path);
    if (!file || !side) {
      for (const remark of remarks) tally.add('stale', remark);
      continue;
    }
    if (!(await speaksOf(side.text, path, report, deps))) {
      for (const remark of remarks) tally.add('stale', remark);
      continue;
    }
    const old: Placed[] = [];
    const introduced: Placed[] = [];
    for (const remark of remarks) {
      const placed = placedIn(side, remark);
      if (!placed) tally.add('stale', remark);
      else if (isIntroduced(placed, file, baseline !== undefined)) introduced.push(placed);
      else {
        tally.add(isCalledOld(remark) ? 'old' : 'elsewhere', remark);
        old.push(placed);
      }
    }
    if (introduced.length === 0) continue;
    // what stands where nothing changed accounts for the baseline first, so that a copy of it is new
    const fresh = new Set(
      baseline ? notInBaseline([...old, ...introduced], await quotedBaseline(baseline, file, contents), renameOf(file)) : introduced,
    );
    const shownHere: Placed[] = [];
    for (const placed of introduced) {
      if (!fresh.has(placed)) tally.add('known', placed.remark);
      else if (placed.remark.suppressed !== undefined) tally.add('suppressed', placed.remark);
      else shownHere.push(placed);
    }
    const remarked = remarkedFile(path, side, deps);
    for (const { first, others } of joinedRemarks(shownHere)) {
      const { remark, place } = first;
      if (shown++ >= mostShown) {
        tally.add('beyond', remark);
        continue;
      }
      const fix = remark.fix && (await outsideFix(remark.fix, remark.columns, sides, deps.redact));
      emit(outsideCandidate({ remark, place, others: others.map((o) => o.remark), file: remarked, report, fix }));
    }
  }
}

/** True when the report speaks of just this text. A file handed in may be of any version: its quotations decide. */
async function speaksOf(text: string, path: string, report: OutsideReport, deps: OutsideDeps): Promise<boolean> {
  const given = report.texts && Object.hasOwn(report.texts, path) ? report.texts[path] : undefined;
  const spoken = given ?? (report.from === 'file' ? undefined : await deps.readWorkTree(path));
  return (report.from === 'file' && given === undefined) || (spoken !== undefined && bare(spoken) === bare(text));
}

/** Editors and parsers take the byte-order mark and the kind of line endings away. */
function bare(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
}

function placedIn(side: TextPlaces, remark: OutsideRemark): Placed | undefined {
  // an empty file has no line to stand on
  if (!remark.region || side.lines.length === 0) return { remark, place: undefined, quote: undefined };
  const there = side.place(remark.region, remark.columns);
  const place = there && placeOfSnippet(side, there, remark.snippet);
  return (
    place && {
      remark,
      place,
      quote: side.lines.slice(place.startLine - 1, Math.min(place.endLine, place.startLine + longRegion)).join('\n'),
    }
  );
}

/** On an added line, and not called old by the report itself. */
function isIntroduced({ remark, place }: Placed, file: ChangedFile, hasBaseline: boolean): boolean {
  if (isCalledOld(remark)) return false;
  const told = hasBaseline || remark.baseline === 'new';
  if (!place) return told || file.status === 'added';
  const long = place.endLine - place.startLine >= longRegion;
  return overlaps(addedLines(file), long && !told ? { startLine: place.startLine, endLine: place.startLine } : place);
}

function isCalledOld({ baseline }: OutsideRemark): boolean {
  return baseline === 'unchanged' || baseline === 'absent';
}

/** The baseline's remarks on this file, with the lines they speak of where the old side is what they speak of. */
async function quotedBaseline(
  baseline: OutsideRemark[],
  file: ChangedFile,
  contents: Contents,
): Promise<{ remark: OutsideRemark; quote: string | undefined }[]> {
  const before = file.oldPath ?? file.path;
  const remarks = baseline.filter((remark) => remark.path === before || remark.path === file.path);
  if (remarks.length === 0) return [];
  const content = await contents.read(file, 'old');
  const side = content.state === 'text' ? textPlaces(content.text) : undefined;
  return remarks.map((remark) => ({ remark, quote: side && placedIn(side, remark)?.quote }));
}

function renameOf(file: ChangedFile): Map<string, string> {
  return new Map(file.oldPath === undefined ? [] : [[file.oldPath, file.path]]);
}

function newSides({ changes, contents }: AnalysisInput): (path: string) => Promise<TextPlaces | undefined> {
  const files = new Map(changes.files.filter((file) => file.status !== 'deleted').map((file) => [file.path, file]));
  let last: { path: string; places: TextPlaces | undefined } | undefined;
  return async (path) => {
    if (last?.path === path) return last.places;
    const file = files.get(path);
    const content = file ? await contents.read(file, 'new') : await contents.readPath(path);
    last = { path, places: content.state === 'text' ? textPlaces(content.text) : undefined };
    return last.places;
  };
}

/** Messages of other analyzers may quote the file's secrets without what makes them look like one. */
function remarkedFile(path: string, side: TextPlaces, { redact, hash }: OutsideDeps): RemarkedFile {
  let redacted: string[] | undefined;
  let secrets: { value: string; token: string }[] | undefined;
  return {
    path,
    lines: side.lines,
    redactedLines: () => (redacted ??= linesOf(redact(side.text))),
    redact: (text) => {
      secrets ??= findSecrets(side.text)
        .filter(({ value }) => value.length >= 6)
        .map(({ kind, value }) => ({ value, token: secretToken(kind, hash.keyed(value)) }));
      return redact(secrets.reduce((said, { value, token }) => said.replaceAll(value, token), text));
    },
  };
}
