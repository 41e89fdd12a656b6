/** Judges candidates: gives them identity and status, applies what memory says of them, and finds what is fixed. */
import { mergeSame } from '../analysis/outside/merge-same.js';
import { wasHeard } from '../analysis/own-analyzers.js';
import { isSecurity } from '../analysis/security.js';
import type { ChangeReader, ChangeSet, Contents } from '../changes/change-set.js';
import type { FileCoverage } from '../changes/coverage.js';
import { linesOf } from '../changes/lines.js';
import { placeAnchor } from '../changes/place-anchor.js';
import { applyEffects } from '../memory/effects.js';
import type { Lesson } from '../memory/lesson.js';
import type { Ports, Redact } from '../ports.js';
import type { Candidate, Finding, HeldBack } from './finding.js';
import { fixedFindings } from './fixed.js';
import { identify } from './identity.js';
import { type InlineIgnore, withoutIgnores } from './inline-ignore.js';
import { fixedAt, isFixed, type KnownFinding } from './known-finding.js';
import { repeatedPaths } from './repeated-paths.js';
import { readIgnores, silenced } from './silenced.js';

export type JudgeDeps = { ports: Ports; reader: Pick<ChangeReader, 'isAncestor'>; redact: Redact };

/** `fixed` ones are among the `shown`; of `newlyFixed` ones the ledger does not know yet. `warnings` are about comments in the code that want to silence findings. */
export type Judged = { shown: Finding[]; heldBack: HeldBack[]; fixed: Finding[]; newlyFixed: Finding[]; warnings: string[] };

export type JudgeInput = {
  candidates: Candidate[];
  changes: ChangeSet;
  contents: Contents;
  known: Map<string, KnownFinding>;
  lessons: Lesson[];
  coverage: FileCoverage[];
  /** Names of the analyzers from outside that have spoken in this review. */
  heard?: ReadonlySet<string>;
};

export async function judge(deps: JudgeDeps, input: JudgeInput): Promise<Judged> {
  const renames = new Map(input.changes.files.flatMap((f) => (f.status === 'renamed' && f.oldPath ? [[f.oldPath, f.path] as const] : [])));
  const lines = async (path: string): Promise<string[] | undefined> => {
    const content = await input.contents.readPath(path);
    return content.state === 'text' ? linesOf(deps.redact(content.text)) : undefined;
  };
  const gonePaths = new Set<string>();
  for (const path of new Set([...input.known.values()].map((k) => k.last.finding.anchor.path))) {
    if (renames.has(path)) continue;
    const file = input.changes.files.find((f) => f.path === path);
    if (file ? file.status === 'deleted' : (await input.contents.readPath(path)).state === 'absent') gonePaths.add(path);
  }
  const candidates = withoutRepeats(mergeSame(input.candidates));
  const repeated = new Map<string, string[] | undefined>();
  for (const path of repeatedPaths(candidates, input.known, renames)) repeated.set(path, await lines(path));
  const identified = identify({
    candidates: candidates.map(withoutComments),
    known: knownWithoutComments(await selectedOnly(input, lines)),
    renames,
    gone: (path) => gonePaths.has(path),
    lines: (path) => repeated.get(path),
    hash: deps.ports.hash,
    taken: (fingerprint) => input.known.has(fingerprint),
  }).map((found, index) => ({ ...found, candidate: candidates[index] ?? found.candidate }));
  const ignoring = await readIgnores({ ...input, redact: deps.redact }, candidates);
  const silent = silenced({ ...ignoring, ...input, identified, renames });
  const judged: Judged = { shown: [], heldBack: [], fixed: [], newlyFixed: [], warnings: silent.warnings };
  const fixStands = openFixStands(deps, input);
  for (const { candidate, fingerprint, status: seen } of identified) {
    const status = seen === 'reappeared' && !(await fixStands(fingerprint)) ? 'open' : seen;
    const finding: Finding = {
      ...candidate,
      id: deps.ports.ids.next('f'),
      fingerprint,
      status,
      security: isSecurity(candidate),
      lessons: [],
      effects: [],
    };
    const ignore = silent.byCandidate.get(candidate);
    if (ignore && status !== 'dismissed' && !finding.security) {
      judged.heldBack.push({ finding, why: whyIgnored(ignore) });
      continue;
    }
    const overruled = input.known.get(fingerprint)?.overruled ?? [];
    const lessons = input.lessons.filter((lesson) => !overruled.includes(lesson.id));
    // a person's own dismissal needs no lesson
    const effect = status === 'dismissed' ? ({ state: 'shown', finding } as const) : applyEffects(finding, lessons);
    if (effect.state === 'shown') judged.shown.push(effect.finding);
    else judged.heldBack.push(effect.held);
  }
  for (const [fingerprint, ignore] of silent.byFingerprint) {
    const finding = input.known.get(fingerprint)?.last.finding;
    if (finding) judged.heldBack.push({ finding: aroundComment(finding, deps.ports.ids.next('f')), why: whyIgnored(ignore) });
  }
  // an analyzer that was not asked again has not said that anything is fixed
  const asked = [...input.known].filter(([, { last }]) => wasHeard(last.finding.source, input.heard ?? new Set()));
  const fixed = await fixedFindings({
    known: new Map(asked),
    seen: new Set([...identified.map((i) => i.fingerprint), ...silent.byFingerprint.keys()]),
    changes: input.changes,
    renames,
    reviewed: new Set(input.coverage.filter((c) => c.state === 'reviewed').map((c) => c.path)),
    lines,
    linesOfBlob: async (path, oldBlob) => {
      const file = input.changes.files.find((f) => f.path === path);
      const content = file && /^[0-9a-f]{40,64}$/.test(oldBlob) ? await input.contents.read({ ...file, oldBlob }, 'old') : undefined;
      return content?.state === 'text' ? linesOf(deps.redact(content.text)) : undefined;
    },
    isAncestor: (ancestor, descendant) => deps.reader.isAncestor(ancestor, descendant),
  });
  judged.fixed = fixed.map(({ last }) => ({ ...last.finding, id: deps.ports.ids.next('f'), status: 'fixed' as const }));
  judged.newlyFixed = judged.fixed.filter(({ fingerprint }) => input.known.get(fingerprint)?.outcome === undefined);
  judged.shown.push(...judged.fixed);
  return judged;
}

/** Where only some lines are reviewed, what stands outside of them is none of what was found there. */
async function selectedOnly(
  { changes: { scope }, known }: JudgeInput,
  lines: (path: string) => Promise<string[] | undefined>,
): Promise<Map<string, KnownFinding>> {
  if (scope.kind !== 'files' || !scope.lines) return known;
  const { startLine, endLine } = scope.lines;
  const selected = new Map<string, KnownFinding>();
  for (const [fingerprint, finding] of known) {
    const { anchor } = finding.last.finding;
    const text = await lines(anchor.path);
    const placed = text && placeAnchor(anchor, text);
    if (placed?.state === 'exact' && (placed.startLine > endLine || placed.endLine < startLine)) continue;
    selected.set(fingerprint, finding);
  }
  return selected;
}

/** Whether what was found fixed was fixed in this history: on a branch that never had the fix, nothing came back. */
function openFixStands({ reader }: JudgeDeps, { known, changes }: JudgeInput): (fingerprint: string) => Promise<boolean> {
  const asked = new Map<string, Promise<boolean>>();
  return async (fingerprint) => {
    const finding = known.get(fingerprint);
    if (!finding || !isFixed(finding) || finding.verdict?.verdict === 'dismiss') return true;
    const head = fixedAt(finding);
    if (head === undefined || changes.headCommit === undefined || head === changes.headCommit) return true;
    let stands = asked.get(head);
    if (!stands) asked.set(head, (stands = reader.isAncestor(head, changes.headCommit)));
    return stands;
  };
}

function whyIgnored({ path, line, reason }: InlineIgnore): string {
  return `reverie-ignore in ${path}:${line}: ${reason}`;
}

/** A comment that silences a finding does not make another finding of it. */
export function withoutComments(candidate: Candidate): Candidate {
  const { anchor } = candidate;
  if (anchor.quote === undefined) return candidate;
  const quote = withoutIgnores(anchor.path, anchor.quote);
  return quote === anchor.quote || quote.trim() === '' ? candidate : { ...candidate, anchor: { ...anchor, quote } };
}

function knownWithoutComments(known: Map<string, KnownFinding>): Map<string, KnownFinding> {
  let changed: Map<string, KnownFinding> | undefined;
  for (const [fingerprint, entry] of known) {
    const { finding } = entry.last;
    const bare = withoutComments(finding);
    if (bare === finding) continue;
    changed ??= new Map(known);
    changed.set(fingerprint, { ...entry, last: { ...entry.last, finding: { ...finding, anchor: bare.anchor } } });
  }
  return changed ?? known;
}

/** A finding whose flagged code now has the comment inside: it stands on no line exactly as it was quoted. */
function aroundComment(finding: Finding, id: string): Finding {
  const { path, side, quote, symbol, context } = finding.anchor;
  const why = 'a reverie-ignore comment stands inside the quoted code';
  const anchor = { state: 'file' as const, path, side, quote, symbol, context, why };
  return { ...finding, id, status: 'open', anchor };
}

/** Two analyzers (or two rules' patterns) that say the same of the same lines say it once. */
export function withoutRepeats(candidates: Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ rule, title, anchor }) => {
    const place = anchor.state === 'exact' ? `${anchor.startLine}-${anchor.endLine}` : (anchor.quote ?? anchor.why);
    const key = [rule ?? title, anchor.path, anchor.side, place].join('\0');
    return !seen.has(key) && seen.add(key);
  });
}
