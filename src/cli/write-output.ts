/** Writes a report file so that a reader sees the old one or the new one, never half of one. */
import { randomUUID } from 'node:crypto';
import { lstat, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HumanError } from '../core/human-error.js';

/** Throws a HumanError when the file cannot be written. Links are followed; a device or pipe is written to directly. */
export async function writeOutput(file: string, text: string): Promise<void> {
  try {
    const found = await lstat(file).catch(absent);
    const target = found?.isSymbolicLink() ? await realpath(file) : file;
    const before = await stat(target).catch(absent);
    if (before && !before.isFile()) await writeFile(target, text);
    else await replace(target, text, before?.mode);
  } catch (cause) {
    throw new HumanError(`Cannot write ${file}: ${(cause as Error).message}`, {
      next: 'Give --output a file in a folder that exists and that you can write to',
      cause,
    });
  }
}

async function replace(target: string, text: string, mode: number | undefined): Promise<void> {
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${randomUUID().slice(0, 8)}`);
  try {
    const handle = await open(temporary, 'wx', mode === undefined ? 0o666 : mode & 0o777);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}

function absent(cause: NodeJS.ErrnoException): undefined {
  if (cause.code !== 'ENOENT') throw cause;
}
