/** A re-review sends only what changed since: hunks that agents have seen, with at least the same effort, are not shown again. */
import type { ChangedFile, Hunk } from '../../changes/change-set.js';
import type { Hasher } from '../../ports.js';
import type { AgentCovered } from '../../transcript/agent-events.js';
import type { ReviewEffort } from './model-reviewer.js';
import { sideLines } from './tools/show-diff.js';
import type { RepoReading } from './tools/repo-reading.js';

const efforts: readonly ReviewEffort[] = ['quick', 'standard', 'thorough'];

/** Hunks by path that were seen with at least `effort`. */
export function seenHunks(covered: readonly AgentCovered[], effort: ReviewEffort): Map<string, Set<string>> {
  const seen = new Map<string, Set<string>>();
  for (const event of covered) {
    if (efforts.indexOf(event.effort) < efforts.indexOf(effort)) continue;
    for (const { path, hunks } of event.files) seen.set(path, new Set([...(seen.get(path) ?? []), ...hunks]));
  }
  return seen;
}

/** Identity of each hunk of a file, in order: what it removes and adds, redacted, wherever it stands. */
export async function hunkHashes(repo: RepoReading, file: ChangedFile, hash: Pick<Hasher, 'sha256'>): Promise<string[]> {
  const [old, now] = await Promise.all([sideLines(repo, file, 'old'), sideLines(repo, file, 'new')]);
  const text = (hunk: Hunk): string =>
    `${old.slice(hunk.old.startLine - 1, hunk.old.endLine).join('\n')}\0${now.slice(hunk.new.startLine - 1, hunk.new.endLine).join('\n')}`;
  return file.hunks.map((hunk) => hash.sha256(text(hunk)));
}

/** The file with the hunks that were not seen yet; undefined when all were. */
export function unseen(file: ChangedFile, hashes: string[], seen: ReadonlySet<string> | undefined): ChangedFile | undefined {
  if (!seen) return file;
  const hunks = file.hunks.filter((_, i) => !seen.has(hashes[i]!));
  return hunks.length === 0 ? undefined : { ...file, hunks };
}
