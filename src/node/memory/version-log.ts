/** The versions of memory, read from `git log`, and which operations are in effect at a version. */
import type { MemoryVersion } from '../../core/memory/memory-store.js';
import { parseMessage, type ParsedMessage } from '../../core/memory/version-message.js';
import type { MemoryRepo } from './memory-repo.js';

export type LoggedVersion = { commit: string; at: string; subject: string; parents: string[]; message: ParsedMessage };

/** Runs `git log` with these further arguments (limits, revisions, paths); newest first. */
export async function readLog(repo: MemoryRepo, args: string[]): Promise<LoggedVersion[]> {
  const format = '--format=tformat:%H%x00%ct%x00%P%x00%s%x00%B';
  const out = await repo.gitOk(['log', '-z', '--no-mailmap', '--no-show-signature', '--no-color', '--encoding=UTF-8', format, ...args]);
  const fields = out.toString('utf8').split('\0');
  const versions: LoggedVersion[] = [];
  for (let at = 0; at + 4 < fields.length; at += 5) {
    const [commit = '', seconds, parents = '', subject = '', message = ''] = fields.slice(at, at + 5);
    const time = new Date(Number(seconds) * 1000).toISOString();
    versions.push({ commit, at: time, subject, parents: parents.split(' ').filter(Boolean), message: parseMessage(message) });
  }
  return versions;
}

/** `sealed`: the commits that carry a seal of this machine. */
export function memoryVersion({ commit, at, subject, message }: LoggedVersion, sealed: ReadonlySet<string>): MemoryVersion {
  const operations = message.operation ? [message.operation] : [];
  return { commit, at, subject, operations, ...(!sealed.has(commit) && { unverified: true }) };
}

/** How far back a replay is noticed: a dream cut off by a crash replays its newest operations, not last year's. */
const lookBack = 500;

export interface AppliedOperations {
  /** Ids of the operations in effect at `tip`, as far back as a replay is noticed; those taken back or rolled back are not among them. */
  at(tip: string | null): Promise<ReadonlySet<string>>;
  /** Notes operations that this process has just written on the last `tip`. */
  note(tip: string, operations: string[]): void;
}

export function appliedOperations(repo: MemoryRepo): AppliedOperations {
  let upTo: string | null = null;
  let applied = new Set<string>();
  return {
    async at(tip) {
      if (tip === upTo) return applied;
      applied = tip === null ? new Set() : inEffect(await readLog(repo, [`--max-count=${lookBack}`, tip, '--']));
      upTo = tip;
      return applied;
    },
    note(tip, operations) {
      upTo = tip;
      for (const id of operations) applied.add(id);
    },
  };
}

/** From the newest to the oldest: a rollback skips everything down to where it went back to. */
export function inEffect(versions: LoggedVersion[]): Set<string> {
  const applied = new Set<string>();
  const takenBack = new Set<string>();
  let skipTo: string | undefined;
  for (const { commit, message } of versions) {
    if (skipTo !== undefined && commit !== skipTo) continue;
    skipTo = message.rollback;
    if (message.reverts !== undefined) takenBack.add(message.reverts);
    const id = message.operation?.id;
    // an operation applied again after it was taken back is in effect
    if (id !== undefined && !takenBack.delete(id)) applied.add(id);
  }
  return applied;
}
