/** Which findings of a review are silenced by a comment in the code, and what people should hear about such comments. */
import { isSecurity } from '../analysis/security.js';
import { addedLines, overlaps } from '../changes/added-lines.js';
import type { ChangeSet, Contents, LineRange } from '../changes/change-set.js';
import type { FileCoverage } from '../changes/coverage.js';
import { linesOf } from '../changes/lines.js';
import { placeAnchor } from '../changes/place-anchor.js';
import type { Redact } from '../ports.js';
import type { Candidate } from './finding.js';
import { findIgnores, ignorableRule, ignoredBy, ignoreWord, type InlineIgnore, withoutIgnores } from './inline-ignore.js';
import type { KnownFinding } from './known-finding.js';

/** The redacted text of each file of the new side that speaks of ignoring, with its comments. */
export type IgnoringFiles = { files: Map<string, { text: string; ignores: InlineIgnore[] }>; warnings: string[] };

/** Looks at the changed files and at those that a candidate stands in; only a text with the word in it costs more than a search. */
export async function readIgnores(
  input: { changes: ChangeSet; contents: Contents; redact: Redact },
  candidates: readonly Candidate[],
): Promise<IgnoringFiles> {
  const found: IgnoringFiles = { files: new Map(), warnings: [] };
  const changed = new Map(input.changes.files.map((file) => [file.path, file]));
  const paths = new Set([
    ...input.changes.files.filter((f) => f.skip === undefined && f.kind === 'text' && addedLines(f).length > 0).map((f) => f.path),
    ...candidates.map((c) => c.anchor.path),
  ]);
  for (const path of paths) {
    const file = changed.get(path);
    try {
      const content = await (file ? input.contents.read(file, 'new') : input.contents.readPath(path));
      if (content.state !== 'text' || !content.text.includes(ignoreWord)) continue;
      const text = input.redact(content.text);
      const ignores = findIgnores(path, text);
      if (ignores.length > 0) found.files.set(path, { text, ignores });
    } catch (cause) {
      // a review that is being cancelled keeps what it found, with or without the comments, and says itself that it was
      if (!(cause instanceof Error && cause.name === 'AbortError')) {
        found.warnings.push(
          `${path}: its ${ignoreWord} comments could not be read: ${cause instanceof Error ? cause.message : String(cause)}`,
        );
      }
      break;
    }
  }
  return found;
}

export type Silenced = {
  /** The comment that silences a candidate. */
  byCandidate: Map<Candidate, InlineIgnore>;
  /** Known findings that no longer show because their comment stands in the flagged code itself, by fingerprint. */
  byFingerprint: Map<string, InlineIgnore>;
  warnings: string[];
};

export type SilencedInput = IgnoringFiles & {
  changes: ChangeSet;
  coverage: FileCoverage[];
  identified: readonly { candidate: Candidate; fingerprint: string; status: string }[];
  known: Map<string, KnownFinding>;
  /** Old path → new path. */
  renames: Map<string, string>;
};

/** Invariant 4: nothing that is a security finding is silenced; a warning says who can. */
export function silenced(input: SilencedInput): Silenced {
  const result: Silenced = { byCandidate: new Map(), byFingerprint: new Map(), warnings: [...input.warnings] };
  const of = new Map(input.identified.map((i) => [i.candidate, i]));
  const seen = new Set(input.identified.map((i) => i.fingerprint));
  const reviewed = new Set(input.coverage.filter((c) => c.state === 'reviewed').map((c) => c.path));
  const warnings: string[] = [];
  for (const [path, { text, ignores }] of input.files) {
    const here = input.identified.map((i) => i.candidate).filter((c) => c.anchor.path === path);
    const added = addedLines(input.changes.files.find((f) => f.path === path) ?? { hunks: [] });
    const hidden = knownIn(path, input, seen);
    for (const ignore of ignores) {
      const at = `${path}:${ignore.line}`;
      const isNew = overlaps(added, lineRange(ignore.line));
      if (ignore.rules.length === 0 || ignore.reason === '') {
        const meant = ignoredBy({ ...ignore, reason: 'none' }, ignore.rules[0] ?? '', here);
        if (isNew || meant.length > 0) warnings.push(`${at}: ${incomplete(ignore)}`);
        continue;
      }
      for (const rule of ignore.rules) {
        const matching = ignoredBy(ignore, rule, here);
        for (const candidate of matching) {
          if (isSecurity(candidate)) {
            const { fingerprint, status } = of.get(candidate) ?? {};
            if (status !== 'dismissed')
              warnings.push(
                `${at}: ${ignoreWord} ${rule} does not silence a security finding, it stays shown; a person dismisses it: reverie verdict ${fingerprint} dismiss --reason "${shellText(ignore.reason)}"`,
              );
          } else if (!result.byCandidate.has(candidate)) result.byCandidate.set(candidate, ignore);
        }
        if (matching.length > 0) continue;
        const inside = hidden(rule, text);
        if (inside !== undefined) result.byFingerprint.set(inside, ignore);
        else if (isNew && reviewed.has(path) && isOwnRule(rule) && overlaps(added, lineRange(ignore.target ?? 0)))
          warnings.push(`${at}: ${ignoreWord} ${rule} matches no finding of this change; take it out, or check the rule's name`);
      }
    }
  }
  result.warnings.push(...warnings.slice(0, mostWarnings));
  if (warnings.length > mostWarnings) result.warnings.push(`${warnings.length - mostWarnings} more ${ignoreWord} comments silence nothing`);
  return result;
}

/** As many as anyone reads. */
const mostWarnings = 50;

function incomplete({ rules }: InlineIgnore): string {
  const rule = rules[0];
  if (rule === undefined) return `${ignoreWord} names no rule and silences nothing; write it as ${ignoreWord} RULE: why it is right here`;
  return `${ignoreWord} ${rule} gives no reason and silences nothing; write it as ${ignoreWord} ${rule}: why it is right here`;
}

/** The rules that always run: one of another analyzer may just not have been asked this time. */
function isOwnRule(rule: string): boolean {
  return /^(?:js|ts|py|python|go|java|rust|rs|cs|csharp|cpp|c|rb|ruby|php|sh|bash|text|change|imports?|exports?)\/[\w-]+$/.test(rule);
}

/**
 * Tells for a rule which known finding of the file is not seen any more only because a comment now stands inside its code: without the
 * comments, the flagged code is there.
 */
function knownIn(path: string, { known, renames }: SilencedInput, seen: Set<string>) {
  const taken = new Set<string>();
  let lines: { now: string[]; without: string[] } | undefined;
  return (rule: string, text: string): string | undefined => {
    for (const [fingerprint, { last, verdict }] of known) {
      const { finding } = last;
      const { anchor } = finding;
      if (taken.has(fingerprint) || seen.has(fingerprint) || ignorableRule(finding) !== rule) continue;
      if ((renames.get(anchor.path) ?? anchor.path) !== path || anchor.side === 'old') continue;
      if (finding.security || finding.status === 'fixed' || verdict?.verdict === 'dismiss') continue;
      lines ??= { now: linesOf(text), without: linesOf(withoutIgnores(path, text)) };
      if (matches(anchor, lines.now) > 0 || matches(anchor, lines.without) === 0) continue;
      taken.add(fingerprint);
      return fingerprint;
    }
    return undefined;
  };
}

function matches(anchor: Parameters<typeof placeAnchor>[0], lines: string[]): number {
  const placed = placeAnchor(anchor, lines);
  return placed.state === 'exact' ? 1 : placed.matches;
}

function lineRange(line: number): LineRange {
  return { startLine: line, endLine: line };
}

/** Inside double quotes of a command line that is shown to be copied: nothing in it acts on a shell. */
function shellText(reason: string): string {
  return reason.replace(/["`$\\!\p{Cc}]/gu, '').slice(0, 120);
}
