/** The `.jsonl` files of a folder, and a stamp that tells whether one has changed. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../ports/atomic-file.js';

export type EventFile = { name: string; path: string; bytes: number };

/** By name; none when the folder is missing. Those that are skipped are not looked at. */
export async function listEventFiles(folder: string, skip?: (name: string) => boolean): Promise<EventFile[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return [];
    throw cause;
  }
  const wanted = names.filter((name) => name.endsWith('.jsonl') && !skip?.(name)).sort();
  const files: EventFile[] = [];
  for (let i = 0; i < wanted.length; i += atOnce)
    files.push(...(await Promise.all(wanted.slice(i, i + atOnce).map((name) => fileIn(folder, name)))));
  return files;
}

/** Ten thousand questions asked in one moment would hold up everything else in this process. */
const atOnce = 100;

async function fileIn(folder: string, name: string): Promise<EventFile> {
  const file = path.join(folder, name);
  return { name, path: file, bytes: (await stampOf(file)).bytes };
}

/** `inode` says whether it is the same file, `bytes` and `changed` whether it has the same content. All 0 for a missing file. */
export type Stamp = { inode: number; bytes: number; changed: number };

export async function stampOf(file: string): Promise<Stamp> {
  try {
    const found = await stat(file);
    return { inode: found.ino, bytes: found.size, changed: found.mtimeMs };
  } catch {
    // reading it says why, in the words of the system
    return { inode: 0, bytes: 0, changed: 0 };
  }
}

export function sameStamp(a: Stamp, b: Stamp): boolean {
  return a.inode === b.inode && a.bytes === b.bytes && a.changed === b.changed;
}

/** The reason a file operation failed, for a sentence. */
export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
