/** Reads files of the work tree and never leaves it: paths come from git, from globs and from models. */
import { constants, type Stats } from 'node:fs';
import { lstat, open, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';

export type WorkFile =
  | { state: 'file'; bytes: Buffer; mode: '100644' | '100755' }
  | { state: 'link'; target: string }
  | { state: 'oversized'; size: number }
  | { state: 'absent' }
  | { state: 'unreadable'; reason: string };

export interface WorkTree {
  /** Reads one file by its path from the root with `/`. A symlink is reported, never followed; a folder that leads out of the root has no files. */
  read(file: string): Promise<WorkFile>;
  /** The entry itself; undefined when there is none inside the root. */
  stat(file: string): Promise<Stats | undefined>;
}

export function workTree(root: string, options: { maxBytes: number }): WorkTree {
  const realRoot = realpath(root).catch(() => root);
  /** Whether a folder really lies inside the root; each is asked once. */
  const folders = new Map<string, Promise<boolean>>();

  function isInside(folder: string): Promise<boolean> {
    let known = folders.get(folder);
    if (!known) {
      known = Promise.all([realpath(folder), realRoot]).then(
        ([real, top]) => real === top || real.startsWith(top + path.sep),
        () => false,
      );
      folders.set(folder, known);
    }
    return known;
  }

  async function locate(file: string): Promise<string | undefined> {
    if (file === '' || file.includes('\0') || path.isAbsolute(file)) return undefined;
    const target = path.join(root, file);
    if (!target.startsWith(root + path.sep)) return undefined;
    return (await isInside(path.dirname(target))) ? target : undefined;
  }

  return {
    async stat(file) {
      const target = await locate(file);
      return target === undefined ? undefined : lstat(target).catch(() => undefined);
    },
    async read(file) {
      const target = await locate(file);
      if (target === undefined) return { state: 'absent' };
      try {
        const entry = await lstat(target);
        if (entry.isSymbolicLink()) return { state: 'link', target: await readlink(target) };
        if (!entry.isFile()) return { state: 'unreadable', reason: 'not a regular file' };
        return await readRegular(target, options.maxBytes);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code === 'ENOENT' || code === 'ENOTDIR') return { state: 'absent' };
        return { state: 'unreadable', reason: `cannot be read (${code ?? String(error)})` };
      }
    },
  };
}

/** Opens what is there now, not what a link may have become since: no following, no waiting on a pipe. */
async function readRegular(target: string, maxBytes: number): Promise<WorkFile> {
  const handle = await open(target, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await handle.stat();
    if (!found.isFile()) return { state: 'unreadable', reason: 'not a regular file' };
    if (found.size > maxBytes) return { state: 'oversized', size: found.size };
    return { state: 'file', bytes: await handle.readFile(), mode: found.mode & 0o100 ? '100755' : '100644' };
  } finally {
    await handle.close();
  }
}
