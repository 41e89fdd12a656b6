/** The text of a file as it is on disk now, for telling whether an analyzer of the work tree speaks of what is reviewed. */
import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { decodeText } from '../../changes/decode-text.js';

const largest = 20_000_000;

/** Undefined for what is no plain text file below `root`. */
export async function workTreeText(root: string, file: string): Promise<string | undefined> {
  const absolute = path.resolve(root, file);
  if (path.relative(root, absolute).split(path.sep)[0] === '..') return undefined;
  try {
    const found = await lstat(absolute);
    if (!found.isFile() || found.size > largest) return undefined;
    const content = decodeText(await readFile(absolute));
    return content.state === 'text' ? content.text : undefined;
  } catch {
    return undefined; // not there any more: what was said of it is stale
  }
}
