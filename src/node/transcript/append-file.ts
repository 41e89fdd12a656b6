/** The few file operations an append-only writer needs, so that a test can fail any of them. */
import { constants } from 'node:fs';
import { open, statfs } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '../ports/atomic-file.js';

export interface AppendFile {
  /** Writes some of `bytes` at `position` and says how many. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Resolves when the content and the length are on disk. */
  sync(): Promise<void>;
  /** Resolves when the file's name is on disk. */
  syncName(): Promise<void>;
  /** True when the file was deleted meanwhile: what is written to it is read by nobody. Absent where that cannot be told. */
  removed?(): Promise<boolean>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** Creates `file` for its owner only; fails with `EEXIST` when it is there. */
export async function createAppendFile(file: string): Promise<AppendFile> {
  const folder = path.dirname(file);
  const through = await writesThrough(folder);
  const { O_WRONLY, O_CREAT, O_EXCL, O_DSYNC } = constants;
  const handle = await open(file, O_WRONLY | O_CREAT | O_EXCL | (through ? O_DSYNC : 0), 0o600);
  let unsynced = false;
  return {
    async write(bytes, position) {
      if (!through) unsynced = true;
      return (await handle.write(bytes, 0, bytes.length, position)).bytesWritten;
    },
    async sync() {
      if (!unsynced) return;
      await handle.datasync();
      unsynced = false;
    },
    syncName: () => syncFolder(folder),
    removed: async () => (await handle.stat()).nlink === 0,
    async truncate(length) {
      unsynced = true;
      await handle.truncate(length);
    },
    close: () => handle.close(),
  };
}

/**
 * Whether a write to a file opened with O_DSYNC is on disk when it returns, as open(2) promises: then a group of events costs one call, and
 * the next one is prepared while it lasts. Only the usual Linux file systems are trusted with it; others are asked to sync after each write.
 */
async function writesThrough(folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  // a folder that cannot be asked is not trusted; opening the file says what is wrong with it
  const found = await statfs(folder).catch(() => undefined);
  return found !== undefined && trusted.has(found.type);
}

/** As statfs(2) numbers them: ext2 to ext4, XFS, Btrfs. */
const trusted = new Set([0xef53, 0x58465342, 0x9123683e]);
