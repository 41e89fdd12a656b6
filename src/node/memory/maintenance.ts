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
  return {
    afterWrite() {
      // packing saves space and time; memory is whole without it, and the next write tries again
      running ??= run(repo, limits)
        .catch(() => undefined)
        .finally(() => (running = undefined));
    },
    settled: async () => running,
  };
}

async function run(repo: MemoryRepo, limits: MaintenanceLimits): Promise<void> {
  // one of the 256 folders stands for all, as git's own collection estimates
  const sample = (await readdir(path.join(repo.dir, 'objects/17')).catch(ifMissing)) ?? [];
  if (sample.length * 256 >= limits.looseObjects) await repo.gitOk(['repack', '-d', '-l', '-q']);
  const packs = (await readdir(path.join(repo.dir, 'objects/pack')).catch(ifMissing)) ?? [];
  if (packs.filter((name) => name.endsWith('.pack')).length > limits.packs) await repo.gitOk(['gc', '--quiet', `--prune=${keepUnnamed}`]);
}
