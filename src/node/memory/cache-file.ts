/** A cache below the memory: one line with a checksum, then JSON. A file that is damaged in any way reads as none. */
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '../ports/atomic-file.js';
import { ifMissing, type MemoryRepo } from './memory-repo.js';

/** The format of a cache is part of its name: `lessons-v1`. */
export function cacheFile(repo: Pick<MemoryRepo, 'dir'>, name: string): string {
  return path.join(path.dirname(repo.dir), 'cache', `${name}.json`);
}

export async function writeCache(file: string, value: unknown): Promise<void> {
  const body = JSON.stringify(value);
  await mkdir(path.dirname(file), { recursive: true });
  await replaceFile(file, `${checksum(body)}\n${body}`);
}

/** What `writeCache` wrote; undefined when there is none. */
export async function readCache(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(ifMissing);
  const end = text?.indexOf('\n') ?? -1;
  const body = text?.slice(end + 1) ?? '';
  if (end < 0 || text?.slice(0, end) !== checksum(body)) return undefined;
  return JSON.parse(body);
}

function checksum(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}
