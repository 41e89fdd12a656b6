/** The repo's id: names its folder in an editor's storage; random, made once, kept in the common dir. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Repo } from '../core/changes/change-set.js';
import { createFile, errorCode } from './ports/atomic-file.js';

const pattern = /^[0-9a-f]{16}$/;

/** Never fails: where nothing can be written or what stands there is damaged, the id is derived from the repo's path. */
export async function readRepoId(repo: Repo): Promise<string> {
  const file = path.join(repo.reverieDir, 'repo-id');
  const known = await readId(file);
  if (known !== undefined) return known;
  const derived = createHash('sha256').update(repo.commonDir).digest('hex').slice(0, 16);
  if (!repo.writable) return derived;
  await mkdir(repo.reverieDir, { recursive: true, mode: 0o700 });
  await createFile(file, `${randomBytes(8).toString('hex')}\n`);
  return (await readId(file)) ?? derived;
}

async function readId(file: string): Promise<string | undefined> {
  try {
    const id = (await readFile(file, 'utf8')).trim();
    return pattern.test(id) ? id : undefined;
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'EACCES') return undefined;
    throw cause;
  }
}
