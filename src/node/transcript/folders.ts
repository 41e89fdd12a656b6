/** Makes the folders of a storage, durably, for their owner only. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '../ports/atomic-file.js';

/** Makes `folder` and its missing parents; their names are on disk when it resolves. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const top = path.dirname(first);
  for (let parent = path.dirname(folder); parent.length >= top.length; parent = path.dirname(parent)) {
    await syncFolder(parent);
    if (parent === path.dirname(parent)) return;
  }
}
