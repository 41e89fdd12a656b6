/** Asks the rules about one version of one file: whether what they said of an earlier one still holds there. */
import type { Analyzer } from '../../../core/analysis/analyzer.js';
import { isOwnAnalyzer } from '../../../core/analysis/own-analyzers.js';
import type { ChangedFile, ChangeSet, Contents, LineRange } from '../../../core/changes/change-set.js';
import { normalizeQuote } from '../../../core/changes/quote.js';
import { quotePlaces } from '../../../core/changes/quote-places.js';
import { countLines } from '../../../core/changes/lines.js';
import type { Candidate, Finding } from '../../../core/review/finding.js';
import { speakerOf } from '../../../core/review/identity.js';
import type { Fires } from '../../../core/review/outcomes/follow-finding.js';

export type AskedVersion = {
  finding: Finding;
  /** The commit whose rules of the team count; absent: those of the work tree. */
  commit?: string;
  blob: string;
  path: string;
  text: string;
  /** Where the flagged code, or what took its place, stands in it. */
  range: LineRange;
  /** The lines of the version before: what was said of them already is another finding. */
  old: string[];
};

export type AskRules = (version: AskedVersion, signal: AbortSignal) => Promise<Fires>;

/**
 * Answers for findings of the rules over syntax trees and texts; for all others nobody can be asked. A version is read as if all of it were
 * added, and once for all who ask.
 */
export function openAskRules(rules: Analyzer): AskRules {
  const asked = new Map<string, Promise<Candidate[] | undefined>>();
  return async ({ finding, commit, blob, path, text, range, old }, signal) => {
    if (!isOwnAnalyzer(finding.source) || finding.source.name !== rules.name) return { state: 'unknown' };
    const key = `${blob} ${path}`;
    let said = asked.get(key);
    if (!said) {
      // a few versions of a few files: the same commit settles several findings
      if (asked.size >= 64) asked.clear();
      asked.set(key, (said = candidatesOf(rules, { ...(commit !== undefined && { commit }), blob, path, text }, signal)));
    }
    const candidates = await said;
    if (!candidates) return { state: 'unknown' };
    const speaker = speakerOf(finding);
    const quote = normalizeQuote(finding.anchor.quote ?? '');
    for (const candidate of candidates) {
      const { anchor } = candidate;
      if (speakerOf(candidate) !== speaker || anchor.state !== 'exact') continue;
      if (anchor.startLine > range.endLine || anchor.endLine < range.startLine) continue;
      // a neighbour that stood there before has a finding of its own
      if (normalizeQuote(anchor.quote) !== quote && quotePlaces(anchor.quote, old).length > 0) continue;
      return { state: 'yes', at: { startLine: anchor.startLine, endLine: anchor.endLine } };
    }
    return { state: 'no' };
  };
}

type Version = Pick<AskedVersion, 'commit' | 'blob' | 'path' | 'text'>;

/** Undefined when the file could not be analysed. */
async function candidatesOf(rules: Analyzer, { commit, blob, path, text }: Version, signal: AbortSignal): Promise<Candidate[] | undefined> {
  const whole = { old: { startLine: 1, endLine: 0 }, new: { startLine: 1, endLine: countLines(text) } };
  const file: ChangedFile = { path, status: 'added', kind: 'text', newBlob: blob, hunks: [whole] };
  const absent = { state: 'absent' } as const;
  const contents: Contents = {
    read: async (_, side) => (side === 'new' ? { state: 'text', text } : absent),
    readPath: async () => absent,
    paths: async () => new Set([path]),
    search: async () => [],
    ignored: async () => new Set(),
    close: async () => undefined,
  };
  const candidates: Candidate[] = [];
  const changes: ChangeSet =
    commit === undefined
      ? { scope: { kind: 'files', paths: [path] }, files: [file] }
      : { scope: { kind: 'commit', commit }, base: commit, head: commit, headCommit: commit, files: [file] };
  const coverage = await rules.analyze({ changes, contents, signal, warn: () => undefined }, (candidate) => candidates.push(candidate));
  return !signal.aborted && coverage.every(({ state }) => state === 'reviewed') ? candidates : undefined;
}
