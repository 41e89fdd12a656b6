/** Reads files of the work tree and never leaves it: paths come from git, from globs and from models. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises';
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
        // where links cannot be refused on opening, they are looked for before
        if (constants.O_NOFOLLOW === undefined && (await lstat(target)).isSymbolicLink())
          return { state: 'link', target: await readlink(target) };
        return await readRegular(target, options.maxBytes);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code === 'ELOOP' || code === 'EMLINK') return readLink(target);
        if (code === 'ENXIO' || code === 'EISDIR') return { state: 'unreadable', reason: notRegular };
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
    if (!found.isFile()) return { state: 'unreadable', reason: notRegular };
    if (found.size > maxBytes) return { state: 'oversized', size: found.size };
    const bytes = Buffer.allocUnsafeSlow(found.size + 1);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    // it was written meanwhile, or its size was never told
    const whole = bytesRead === found.size ? bytes.subarray(0, bytesRead) : await readFrom(handle, bytes.subarray(0, bytesRead), maxBytes);
    if (whole.length > maxBytes) return { state: 'oversized', size: whole.length };
    return { state: 'file', bytes: whole, mode: found.mode & 0o100 ? '100755' : '100644' };
  } finally {
    await handle.close();
  }
}

/** What is behind the first bytes, up to one more than the limit. */
async function readFrom(handle: FileHandle, start: Buffer, maxBytes: number): Promise<Buffer> {
  const parts = [start];
  for (let at = start.length; ;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(1 << 16), 0, 1 << 16, at);
    if (bytesRead === 0 || at > maxBytes) return Buffer.concat(parts);
    parts.push(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}

async function readLink(target: string): Promise<WorkFile> {
  return readlink(target).then(
    (to) => ({ state: 'link', target: to }),
    // a circle of links on the way, or the link is gone
    (error: NodeJS.ErrnoException) => ({ state: 'unreadable', reason: `cannot be read (${error.code ?? error.message})` }),
  );
}

const notRegular = 'not a regular file';
