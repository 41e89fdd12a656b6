/** Whole files written so that a reader, a crash or a second process sees all of a version or nothing of it. */
import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Creates `file` with all of `bytes`, durably. `exists`: another was first, and its file stands untouched. */
export async function createFile(file: string, bytes: string | Uint8Array): Promise<'created' | 'exists'> {
  const temporary = await writeTemporary(file, bytes);
  try {
    await link(temporary, file);
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') return 'exists';
    if (!noHardLinks.has(errorCode(cause) ?? '')) throw cause;
    return await createWithoutLink(file, bytes);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(path.dirname(file));
  return 'created';
}

/** Replaces `file` by one with all of `bytes`, durably; the newest of several writers wins. */
export async function replaceFile(file: string, bytes: string | Uint8Array): Promise<void> {
  const temporary = await writeTemporary(file, bytes);
  try {
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
  await syncFolder(path.dirname(file));
}

/** Makes the names in a folder durable: a new file may be gone after a power cut until its folder is synced. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders; NTFS journals names by itself
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (cause) {
    // some network file systems cannot sync a folder; the file itself is synced
    if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EBADF'].includes(errorCode(cause) ?? '')) throw cause;
  } finally {
    await handle.close();
  }
}

/** The system's name for a failure (`ENOSPC`), when it has one. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

const noHardLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EACCES']);

async function writeTemporary(file: string, bytes: string | Uint8Array): Promise<string> {
  const temporary = `${file}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeSynced(temporary, bytes);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
  return temporary;
}

/** For file systems without hard links (FAT, some shares): still exclusive, but a crash can leave a short file. */
async function createWithoutLink(file: string, bytes: string | Uint8Array): Promise<'created' | 'exists'> {
  try {
    await writeSynced(file, bytes);
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') return 'exists';
    throw cause;
  }
  await syncFolder(path.dirname(file));
  return 'created';
}

async function writeSynced(file: string, bytes: string | Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
