/** Keeps `memory.git` small: packs loose objects now and then, beside the work and safe under concurrent writers. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ifMissing, type MemoryRepo } from './memory-repo.js';

export interface Maintenance {
  /** Starts packing when it is due; never waits for it. */
  afterWrite(): void;
  settled(): Promise<void>;
}

export type MaintenanceLimits = { looseObjects: number; packs: number };

/** Objects that nothing names are kept for a day, far longer than any write takes to name them. */
const keepUnnamed = '1.day.ago';

export function maintenance(repo: MemoryRepo, limits: MaintenanceLimits = { looseObjects: 2000, packs: 20 }): Maintenance {
  let running: Promise<void> | undefined;
  // unnamed objects that are too young to go: no reason to pack again
  let staying = 0;

  async function run(): Promise<void> {
    if ((await looseObjects(repo.dir)) >= staying + limits.looseObjects) {
      await repo.gitOk(['repack', '-d', '-l', '-q']);
      await repo.gitOk(['prune', `--expire=${keepUnnamed}`]);
      staying = await looseObjects(repo.dir);
    }
    const packs = (await readdir(path.join(repo.dir, 'objects/pack')).catch(ifMissing)) ?? [];
    if (packs.filter((name) => name.endsWith('.pack')).length > limits.packs) await repo.gitOk(['gc', '--quiet', `--prune=${keepUnnamed}`]);
  }

  return {
    afterWrite() {
      // packing saves space and time; memory is whole without it, and the next write tries again
      running ??= run()
        .catch(() => undefined)
        .finally(() => (running = undefined));
    },
    settled: async () => running,
  };
}

/** An estimate: one of the 256 folders stands for all, as in git's own collection. */
async function looseObjects(dir: string): Promise<number> {
  return ((await readdir(path.join(dir, 'objects/17')).catch(ifMissing)) ?? []).length * 256;
}
