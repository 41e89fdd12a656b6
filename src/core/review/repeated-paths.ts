/** Where the same code is flagged more than once, so that only the file tells which finding is which. */
import { normalizeQuote } from '../changes/quote.js';
import type { Candidate } from './finding.js';
import { speakerOf } from './identity.js';
import type { KnownFinding } from './known-finding.js';

/** Files with known findings where one rule quotes the same code more than once: only their text tells which is which. */
export function repeatedPaths(candidates: Candidate[], known: Map<string, KnownFinding>, renames: Map<string, string>): Set<string> {
  const count = new Map<string, number>();
  const again = new Set<string>();
  const add = (said: Pick<Candidate, 'rule' | 'source' | 'title'>, path: string, quote: string | undefined): void => {
    const key = [speakerOf(said), path, normalizeQuote(quote ?? '')].join('\0');
    count.set(key, (count.get(key) ?? 0) + 1);
    if (count.get(key)! > 2) again.add(path);
  };
  const knownPaths = new Set<string>();
  for (const { last } of known.values()) {
    const { anchor } = last.finding;
    const path = renames.get(anchor.path) ?? anchor.path;
    knownPaths.add(path);
    add(last.finding, path, anchor.quote);
  }
  for (const candidate of candidates)
    if (knownPaths.has(candidate.anchor.path)) add(candidate, candidate.anchor.path, candidate.anchor.quote);
  const reviewed = new Set(candidates.map((c) => c.anchor.path));
  return new Set([...again].filter((path) => reviewed.has(path)));
}
