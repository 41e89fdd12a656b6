/** Idle means idle in every window of the repo: windows tell each other, through small files, when a person last did something in them. */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A window does not write more often than this. */
const writeEveryMs = 15_000;
/** A file this old is of a window that is long gone. */
const forgetAfterMs = 24 * 60 * 60_000;

export interface OtherWindows {
  /** Tells the others of activity here; cheap, and never fails. */
  active(): void;
  /** Milliseconds since activity in another window for which `isSameRepo` holds of one of its folders; Infinity for none. */
  idleMs(isSameRepo: (folder: string) => Promise<boolean>): Promise<number>;
  /** Resolves when what `active` told is written. */
  settled(): Promise<void>;
  /** Takes this window's own file away. */
  close(): Promise<void>;
}

/**
 * `dir` is shared by all windows of this editor; `now` is the wall clock in milliseconds, as file times are. It is looked at only when a file is
 * first seen as it is: from then on its age is counted in `monotonic` milliseconds, so that a clock set back makes no window wait for a dead one.
 */
export function otherWindows(options: {
  dir: string;
  window: string;
  folders: () => string[];
  now: () => number;
  monotonic: () => number;
  warn: (text: string) => void;
}): OtherWindows {
  const own = path.join(options.dir, `${options.window}.json`);
  let written = -Infinity;
  let writing = Promise.resolve();
  /** When this window first saw a file as it is now, and how old it was then. */
  const seen = new Map<string, { mtimeMs: number; at: number; age: number }>();
  const ageOf = (file: string, mtimeMs: number): number => {
    const before = seen.get(file);
    if (before?.mtimeMs === mtimeMs) return before.age + options.monotonic() - before.at;
    const age = Math.max(0, options.now() - mtimeMs);
    seen.set(file, { mtimeMs, at: options.monotonic(), age });
    return age;
  };
  const write = async () => {
    await mkdir(options.dir, { recursive: true });
    await writeFile(own, JSON.stringify({ folders: options.folders() }));
  };
  return {
    active() {
      if (options.monotonic() - written < writeEveryMs) return;
      written = options.monotonic();
      writing = writing.then(write).catch((error: unknown) => options.warn(`cannot tell other windows of activity: ${String(error)}`));
    },
    async idleMs(isSameRepo) {
      const files = (await list(options.dir)).filter((file) => file.endsWith('.json') && path.join(options.dir, file) !== own);
      let idle = Infinity;
      for (const file of files) {
        const other = await readOther(path.join(options.dir, file));
        if (!other) continue;
        const age = ageOf(file, other.at);
        if (age > forgetAfterMs) {
          seen.delete(file);
          await rm(path.join(options.dir, file), { force: true });
        } else if (age < idle && (await some(other.folders, isSameRepo))) idle = age;
      }
      return idle;
    },
    settled: () => writing,
    async close() {
      await writing;
      await rm(own, { force: true });
    },
  };
}

async function list(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Undefined for a file that is gone, half written or not ours. */
async function readOther(file: string): Promise<{ at: number; folders: string[] } | undefined> {
  try {
    const [{ mtimeMs }, text] = await Promise.all([stat(file), readFile(file, 'utf8')]);
    const value: unknown = JSON.parse(text);
    const folders = typeof value === 'object' && value !== null && 'folders' in value ? value.folders : undefined;
    return Array.isArray(folders) ? { at: mtimeMs, folders: folders.filter((f) => typeof f === 'string') } : undefined;
  } catch (error) {
    // a window closing or writing at this moment; the next look sees it whole
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT')) return undefined;
    throw error;
  }
}

async function some(folders: string[], holds: (folder: string) => Promise<boolean>): Promise<boolean> {
  for (const folder of folders) if (await holds(folder)) return true;
  return false;
}
