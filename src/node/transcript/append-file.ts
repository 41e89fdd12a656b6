/** The few file operations an append-only writer needs, so that a test can fail any of them. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '../ports/atomic-file.js';

export interface AppendFile {
  /** Writes some of `bytes` at `position` and says how many. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Resolves when the content and the length are on disk. */
  sync(): Promise<void>;
  /** Resolves when the file's name is on disk. */
  syncName(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** Creates `file` for its owner only; fails with `EEXIST` when it is there. */
export async function createAppendFile(file: string): Promise<AppendFile> {
  const handle = await open(file, 'wx', 0o600);
  return {
    write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
    sync: () => handle.datasync(),
    syncName: () => syncFolder(path.dirname(file)),
    truncate: (length) => handle.truncate(length),
    close: () => handle.close(),
  };
}
