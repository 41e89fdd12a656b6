/**
 * Brings `main` back when what stands there is no version any more (a power cut left it empty, an object is gone): the last version that can
 * be read takes its place, and what stood there is kept aside and told until a person removes it.
 */
import { mkdir, open, readdir, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { HumanError } from '../../core/human-error.js';
import type { Clock, Hasher } from '../../core/ports.js';
import { isWhole, lastVersion } from './find-version.js';
import type { KnownTips } from './known-tips.js';
import { asideFolder, ifMissing, type MemoryRepo } from './memory-repo.js';
import { DamagedRef, readRef } from './refs.js';
import type { StaleLocks } from './stale-locks.js';
import { backOff } from './transaction.js';

export interface MainRef {
  /** The newest version; null for an empty memory. Throws when there was one and it is gone. */
  tip(): Promise<string | null>;
  /** Runs a task; when it fails and `main` is damaged, mends it and runs the task once more. */
  whole<T>(task: () => Promise<T>): Promise<T>;
  /** What was mended, for people, until they remove what was kept aside. */
  notes(): Promise<{ file: string; note: string }[]>;
}

type Deps = { repo: MemoryRepo; main: string; hash: Pick<Hasher, 'seal'>; tips: KnownTips; clock: Pick<Clock, 'now'>; locks: StaleLocks };

export function mainRef({ repo, main, hash, tips, clock, locks }: Deps): MainRef {
  const file = path.join(repo.dir, main);
  const lost = new DamagedRef(`${file} is gone, and with it memory’s newest version`, {
    next: `Restore ${repo.dir} from a backup, or delete ${tips.file} to begin anew`,
  });
  const damaged = (cause: DamagedRef) =>
    new DamagedRef(cause.message, { next: `Restore ${repo.dir} from a backup, or delete ${file} and ${tips.file} to begin anew`, cause });

  async function tip(): Promise<string | null> {
    if (!(await repo.exists())) return null;
    const found = await readRef(repo.dir, main).catch((error: unknown) => {
      throw error instanceof DamagedRef ? damaged(error) : error;
    });
    if (found !== undefined) return found;
    // forgetting removes this note first
    if ((await tips.read()).length > 0) throw lost;
    return null;
  }

  async function isDamaged(): Promise<boolean> {
    const found = await tip().catch((error: unknown) => {
      if (error instanceof DamagedRef) return undefined;
      throw error;
    });
    return found === undefined || (found !== null && !(await isWhole(repo, found)));
  }

  /** True when `main` can be read now. Throws a HumanError that names a lock that stays. */
  async function mend(): Promise<boolean> {
    if (!repo.writable || !(await repo.exists())) return false;
    const good = await lastVersion(repo, hash, await tips.read());
    if (good === undefined) return false;
    await mkdir(path.dirname(file), { recursive: true });
    const lock = `${file}.lock`;
    const held = await takeLock(lock);
    if (!held) return true;
    let moved = false;
    try {
      if (await isDamaged()) {
        await keepAside(good);
        await held.writeFile(`${good}\n`);
        await held.sync();
        await held.close();
        await rename(lock, file);
        moved = true;
      }
    } finally {
      await held.close().catch(() => undefined);
      if (!moved) await rm(lock, { force: true });
    }
    return true;
  }

  /** Git's own lock: no other writer, and nobody else who mends, is between the look and the move. Undefined: another has mended it meanwhile. */
  async function takeLock(lock: string): Promise<FileHandle | undefined> {
    const began = performance.now();
    for (let attempt = 0; ; attempt++) {
      const held = await open(lock, 'wx').catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
        throw error;
      });
      if (held) return held;
      if (!(await isDamaged())) return undefined;
      if (performance.now() - began > locks.patienceMs)
        throw new HumanError(`Memory is damaged and cannot be mended: ${lock} stays locked`, {
          next: 'Remove that file if no git is running on it',
        });
      await locks.sweep();
      await backOff(attempt);
    }
  }

  async function keepAside(good: string): Promise<void> {
    const folder = path.join(repo.dir, asideFolder);
    await mkdir(folder, { recursive: true });
    const stood = (await readFile(file).catch(ifMissing)) ?? Buffer.from('there was no such file\n');
    const stamp = clock.now().toISOString().replaceAll(/[:.]/g, '-');
    await writeFile(path.join(folder, `main-${stamp}-${good}`), stood);
  }

  return {
    tip,
    async whole(task) {
      try {
        return await task();
      } catch (error) {
        const mendable = await isDamaged().catch(() => false);
        // another process may have mended it meanwhile
        if (mendable ? await mend().catch(notMended) : error instanceof DamagedRef) return task();
        throw error;
      }
    },
    async notes() {
      const names = (await readdir(path.join(repo.dir, asideFolder)).catch(ifMissing)) ?? [];
      return names.flatMap((name) => {
        const kept = path.join(repo.dir, asideFolder, name);
        if (name.startsWith('memory-tips-')) {
          const note = `memory.git was gone and a new memory was begun. Which versions the old one had is kept in ${kept}, for when there is a backup of it`;
          return [{ file: kept, note }];
        }
        const [, good] = /^main-[\dTZ-]+-([0-9a-f]{40,64})$/.exec(name) ?? [];
        const note = `memory’s newest version could not be read; it went on from ${good?.slice(0, 10)}, the last that could. What stood in ${main} is kept in ${kept}`;
        return good === undefined ? [] : [{ file: kept, note }];
      });
    },
  };
}

/** What a person can do something about is told instead of the damage. */
function notMended(error: unknown): false {
  if (error instanceof HumanError) throw error;
  return false;
}
