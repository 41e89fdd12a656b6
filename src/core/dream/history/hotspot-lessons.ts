/** Files that were fixed again and again: worth a second look, and no more than that. */
import type { CodeEvidence, Lesson } from '../../memory/lesson.js';
import type { Operation } from '../../memory/operation.js';
import { code } from '../lesson-draft.js';
import { globsOf, isNameable } from '../scope-lattice.js';
import type { PlaceDeps } from './unwanted-places.js';

/** One commit of the default branch, newest first in a list. */
export type HistoryCommit = { subject: string; paths: string[] };

/** A file must have been fixed or reverted so often, and in more than this share of its commits. */
const minimumFixes = 5;
const minimumShare = 0.4;
const mostHotspots = 10;
/** A commit that touches more files says nothing of any of them. */
const mostPaths = 20;

const fixes = /^(?:revert\b|(?:[a-z]+\([^)]*\)|[\w./-]+)?:?\s*(?:hot)?fix(?:e[sd])?\b|bug\s*fix|fix(?:\([^)]*\))?!?:|regression\b)/i;

export function isFix(subject: string): boolean {
  return fixes.test(subject.trim()) && !/\b(?:typo|lint|format(?:ting)?|spelling|whitespace|docs?|comments?)\b/i.test(subject);
}

export type Hotspot = { path: string; fixes: number; commits: number };

/** The most often fixed first; only code that is still there (`exists`). */
export function hotspots(commits: HistoryCommit[], exists: (path: string) => boolean): Hotspot[] {
  const counts = new Map<string, { fixes: number; commits: number }>();
  for (const { subject, paths } of commits) {
    if (paths.length > mostPaths) continue;
    const fix = isFix(subject) ? 1 : 0;
    for (const path of paths) {
      const count = counts.get(path);
      if (count) {
        count.fixes += fix;
        count.commits += 1;
      } else counts.set(path, { fixes: fix, commits: 1 });
    }
  }
  return [...counts]
    .map(([path, count]) => ({ path, ...count }))
    .filter((h) => h.fixes >= minimumFixes && h.fixes / h.commits >= minimumShare && isCode(h.path) && isNameable(h.path) && exists(h.path))
    .sort((a, b) => b.fixes - a.fixes || (a.path < b.path ? -1 : 1))
    .slice(0, mostHotspots);
}

/** `cite` gives redacted code of the file; a file without any is left out. Without effect, and proposed only: messages of commits are text. */
export function hotspotLessons(
  deps: PlaceDeps,
  found: Hotspot[],
  cite: (path: string) => CodeEvidence | undefined,
  lessons: Lesson[],
): Operation[] {
  return found.flatMap((spot): Operation[] => {
    const evidence = cite(spot.path);
    const id = hotspotId(spot.path, deps.hash);
    if (!evidence || lessons.some((l) => l.id === id)) return [];
    const share = `${spot.fixes} of the ${spot.commits} newest commits to it fix or revert something`;
    const value: Lesson = {
      v: 1,
      id,
      kind: 'hotspot',
      status: 'proposed',
      statement: `${code(spot.path)} breaks often: look twice`,
      body: `Counted on ${deps.at.slice(0, 10)} in the history of the default branch: ${share}.`,
      scope: { paths: globsOf(spot.path), languages: [], rules: [], symbols: [] },
      // Beta(1, 1) prior on the share of fixes
      confidence: Math.round(((1 + spot.fixes) / (2 + spot.commits)) * 1000) / 1000,
      counts: { accepted: 0, dismissed: 0, overruled: 0 },
      evidence: [evidence],
      provenance: 'text',
      validFrom: deps.at,
      lastConfirmed: deps.at,
      audience: 'all',
      pinned: false,
    };
    return [{ v: 1, id: deps.ids.next('op'), lesson: id, reason: share, by: 'text', evidence: [evidence], op: 'add', value }];
  });
}

/** A file is one hotspot, whoever found it. At most 80 characters of `a-z0-9-`. */
export function hotspotId(path: string, hash: PlaceDeps['hash']): string {
  const name = path
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(-40)
    .replace(/^-+|-+$/g, '');
  return `hotspot-${name}-${hash.sha256(`hotspot\0${path}`).slice(0, 8)}`;
}

function isCode(path: string): boolean {
  return !/\.(?:md|txt|lock|json|ya?ml|toml|snap|svg|png|csv|rst)$|(?:^|\/)(?:CHANGELOG|package-lock|yarn\.lock|go\.sum|vendor\/|node_modules\/|dist\/)/i.test(
    path,
  );
}
