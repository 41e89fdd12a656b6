/** Which open findings are fixed: the flagged code is gone, the code around it is still there and still part of the change. */
import type { ChangeSet, Scope } from '../changes/change-set.js';
import { placeAnchor } from '../changes/place-anchor.js';
import type { KnownFinding } from './known-finding.js';

export type FixedInput = {
  known: Map<string, KnownFinding>;
  /** Fingerprints that this review found again. */
  seen: Set<string>;
  changes: ChangeSet;
  /** Old path → new path. */
  renames: Map<string, string>;
  /** Paths whose every hunk was reviewed. */
  reviewed: Set<string>;
  /** Redacted lines of the new side of a file; undefined when it cannot be read. */
  lines: (path: string) => Promise<string[] | undefined>;
  isAncestor: (ancestor: string, descendant: string) => Promise<boolean>;
};

/**
 * The known findings that this review shows to be fixed. A branch switch, stash, reset or revert makes a finding absent, never fixed:
 * HEAD must descend from the HEAD that saw it, and the place must still be inside the change.
 */
export async function fixedFindings(input: FixedInput): Promise<KnownFinding[]> {
  const fixed: KnownFinding[] = [];
  const descends = new Map<string, boolean>();
  for (const [fingerprint, finding] of input.known) {
    if (input.seen.has(fingerprint) || !isOpen(finding) || scopeKey(finding.last.scope) !== scopeKey(input.changes.scope)) continue;
    const path = input.renames.get(finding.last.finding.anchor.path) ?? finding.last.finding.anchor.path;
    if (!input.reviewed.has(path)) continue;
    const head = finding.last.headCommit;
    if (head !== undefined) {
      const current = input.changes.headCommit;
      if (!descends.has(head)) descends.set(head, current !== undefined && (head === current || (await input.isAncestor(head, current))));
      if (!descends.get(head)) continue;
    }
    if (await isGoneInPlace(finding, path, input)) fixed.push(finding);
  }
  return fixed;
}

function isOpen({ last, verdict }: KnownFinding): boolean {
  return last.heldBackBy === undefined && last.finding.status !== 'fixed' && verdict?.verdict !== 'dismiss';
}

async function isGoneInPlace({ last }: KnownFinding, path: string, input: FixedInput): Promise<boolean> {
  const { anchor } = last.finding;
  const lines = await input.lines(path);
  if (!lines || anchor.quote === undefined || !anchor.context) return false;
  const placed = placeAnchor(anchor, lines);
  if (placed.state === 'exact' || placed.matches > 0) return false;
  const around = new Set([...anchor.context.before, ...anchor.context.after]);
  const still = lines.flatMap((line, index) => (around.has(line.trim()) ? [index + 1] : []));
  const file = input.changes.files.find((f) => f.path === path);
  // a hunk that covers or touches a line around the finding: the place is still part of the change
  return still.some((line) => file?.hunks.some(({ new: range }) => line >= range.startLine - 1 && line <= range.endLine + 1));
}

/** Two reviews see the same side of the code only when their scopes are the same. */
function scopeKey(scope: Scope): string {
  return JSON.stringify(scope, Object.keys(scope).sort());
}
