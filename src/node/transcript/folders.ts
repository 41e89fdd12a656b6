/** Makes the folders of a storage, durably, for their owner only. */
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, syncFolder } from '../ports/atomic-file.js';

/**
 * Makes `folder` and its missing parents; their names are on disk when it resolves. One by one, because Node's own recursive `mkdir` never
 * ends where a file system refuses with ENOENT (below /proc).
 */
export async function makeFolder(folder: string): Promise<void> {
  const parent = path.dirname(folder);
  try {
    await makeOne(folder);
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT' || parent === folder) throw cause;
    await makeFolder(parent);
    // a second ENOENT is not about a missing parent
    await makeOne(folder);
  }
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST' && (await isFolder(folder))) return;
    throw cause;
  }
  await syncFolder(path.dirname(folder));
}

async function isFolder(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined))?.isDirectory() ?? false;
}
