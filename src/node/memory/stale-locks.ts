/** Lock files and private refs that a killed git leaves behind: removed once they have stood still for a term of this process's own clock. */
import { readdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../core/ports.js';
import { lessonFiles } from './lesson-files.js';
import { ifMissing, type MemoryRepo } from './memory-repo.js';
import { listRefs } from './refs.js';

export const pendingRefs = 'refs/reverie/pending/';

export interface StaleLocks {
  /** How long (ms) a lock must have stood still. */
  readonly termMs: number;
  /** How long (ms) a writer waits for a lock: long enough for a dead one to be removed. */
  readonly patienceMs: number;
  /** Looks at every lock once and removes those that have not changed for the term. Resolves with the locks that remain. */
  sweep(): Promise<string[]>;
}

/** A lock file of a living git is there for milliseconds; the next look sees another file, or none. */
export function staleLocks(repo: MemoryRepo, clock: Pick<Clock, 'monotonic'>, termMs: number): StaleLocks {
  const seen = new Map<string, { mark: string; at: number }>();
  /** True when `name` has had this mark for the whole term. */
  const stoodStill = (name: string, mark: string): boolean => {
    const before = seen.get(name);
    if (before?.mark === mark) return clock.monotonic() - before.at >= termMs;
    seen.set(name, { mark, at: clock.monotonic() });
    return false;
  };
  return {
    termMs,
    patienceMs: termMs * 1.5,
    async sweep() {
      const there = new Set<string>();
      for (const file of await lockFiles(repo.dir)) {
        const info = await stat(file).catch(ifMissing);
        if (!info) continue;
        if (stoodStill(file, `${info.ino} ${info.size} ${info.mtimeMs}`)) await unlink(file).catch(ifMissing);
        else there.add(file);
      }
      const locks = [...there];
      const dead: string[] = [];
      for (const [ref, object] of await listRefs(repo.dir, pendingRefs)) {
        there.add(ref);
        if (stoodStill(ref, object) || (await isOld(path.join(repo.dir, ref)))) dead.push(`delete ${ref} ${object}\n`);
      }
      for (const name of seen.keys()) if (!there.has(name)) seen.delete(name);
      // another process may have been first: what matters is that they go some time
      if (dead.length > 0 && (await hasMain(repo))) await repo.git(['update-ref', '--stdin'], dead.join(''));
      return locks;
    },
  };
}

/** What mends a lost `main` must still tell by these refs which versions were never it. */
async function hasMain(repo: MemoryRepo): Promise<boolean> {
  return (await lessonFiles(repo, 'refs/heads/main').catch(() => undefined))?.commit !== undefined;
}

const hourMs = 3_600_000;

/** A short-lived process never watches for a whole term. A write takes seconds at most; an hour allows for a wall clock that jumps. */
async function isOld(file: string): Promise<boolean> {
  const info = await stat(file).catch(ifMissing);
  return info !== undefined && Date.now() - info.mtimeMs > hourMs;
}

async function lockFiles(dir: string): Promise<string[]> {
  const locks = (await readdir(dir).catch(ifMissing)) ?? [];
  const below = (await readdir(path.join(dir, 'refs'), { recursive: true }).catch(ifMissing)) ?? [];
  const names = [...locks, ...below.map((name) => path.join('refs', name))];
  return names.filter((name) => name.endsWith('.lock')).map((name) => path.join(dir, name));
}
