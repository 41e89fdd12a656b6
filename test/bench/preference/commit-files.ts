/** Reads files of commits: each commit's names are listed once, and what stays the same from commit to commit is read once. */
import type { TempRepo } from '../../support/git-repo.js';
import type { ReadAt } from './lint-preference.js';

export function commitFiles(work: TempRepo): (commit: string) => Promise<ReadAt> {
  const texts = new Map<string, Promise<string | undefined>>();
  return async (commit) => {
    const blobs = new Map<string, string>();
    const names = await work.git('ls-tree', '-r', '-z', commit);
    for (const entry of names.split('\0')) {
      const m = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(entry);
      if (m) blobs.set(m[2]!, m[1]!);
    }
    return (path) => {
      const blob = blobs.get(path);
      if (blob === undefined) return Promise.resolve(undefined);
      const text = texts.get(blob) ?? work.git('cat-file', 'blob', blob).catch(() => undefined);
      texts.set(blob, text);
      return text;
    };
  };
}
