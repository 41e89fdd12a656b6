/** What a program can refute without asking anybody: before a verifier is paid. Place and quote were checked when it was reported. */
import type { Candidate } from '../finding.js';
import type { ReportedFinding } from './reported-finding.js';
import { findText } from './tools/search.js';
import type { RepoReading } from './tools/repo-reading.js';

export type CheapCheck = { state: 'stands' } | { state: 'refuted'; reason: string };

/** A claim that a name is unused is refuted by a use; a symbol that is named must stand in its file. */
export async function checkCheaply(
  repo: RepoReading,
  candidate: Candidate,
  report: Pick<ReportedFinding, 'unused' | 'symbol'>,
  signal: AbortSignal,
): Promise<CheapCheck> {
  const { unused } = report;
  if (unused !== undefined && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(unused)) {
    const { places } = await findText(repo, unused, { wholeWord: true, signal });
    const { anchor } = candidate;
    const use = places.find(({ path, line, text }) => {
      const own = anchor.state === 'exact' && path === anchor.path && line >= anchor.startLine && line <= anchor.endLine;
      return !own && !/^\s*(?:\/\/|#|\*|import\b|from\b)/.test(text);
    });
    if (use) return { state: 'refuted', reason: `${unused} is used at ${use.path}:${use.line}` };
  }
  return { state: 'stands' };
}
