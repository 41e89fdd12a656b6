/** Findings of earlier reviews by agents that still stand: their quote is where the change touches, though nobody looks at it again. */
import type { Anchor } from '../../changes/anchor.js';
import { addedLines, overlaps, removedLines } from '../../changes/added-lines.js';
import { makeAnchor } from '../../changes/make-anchor.js';
import { placeAnchor } from '../../changes/place-anchor.js';
import { Candidate, type Finding } from '../finding.js';
import type { KnownFinding } from '../known-finding.js';
import type { RepoReading } from './tools/repo-reading.js';
import { sideLines } from './tools/show-diff.js';

/** `whole` reads a finding with its body, which the index leaves out. */
export async function carriedFindings(
  repo: RepoReading,
  known: Map<string, KnownFinding>,
  whole: (finding: KnownFinding) => Promise<Finding | undefined>,
): Promise<Candidate[]> {
  const carried: Candidate[] = [];
  for (const entry of known.values()) {
    const { finding } = entry.last;
    const { anchor } = finding;
    if (finding.source.kind !== 'specialist' || anchor.state !== 'exact') continue;
    const place = await placeIn(repo, anchor);
    if (!place) continue;
    const full = await whole(entry);
    if (!full) continue;
    // a fix names lines of the version it was made for
    const { fix: _, ...candidate } = Candidate.parse(full);
    carried.push({ ...candidate, anchor: makeAnchor({ ...place, ...(anchor.symbol !== undefined && { symbol: anchor.symbol }) }) });
  }
  return carried;
}

/** In the file of its name, or in the one that had that name before (which of several is told by where it stands). */
async function placeIn(repo: RepoReading, anchor: Anchor): Promise<Parameters<typeof makeAnchor>[0] | undefined> {
  const { files } = repo.changes;
  const named = files.filter((f) => f.path === anchor.path);
  for (const file of [...named, ...files.filter((f) => f.path !== anchor.path && f.oldPath === anchor.path)]) {
    if (file.skip !== undefined) continue;
    const lines = await sideLines(repo, file, anchor.side);
    const placed = placeAnchor(anchor, lines);
    if (placed.state !== 'exact' || !overlaps(anchor.side === 'new' ? addedLines(file) : removedLines(file), placed)) continue;
    return { path: file.path, side: anchor.side, lines, startLine: placed.startLine, endLine: placed.endLine };
  }
  return undefined;
}
