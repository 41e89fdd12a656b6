/** The repo's private key, under which secrets are hashed: random, made once, readable by its owner only. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Repo } from '../../core/changes/change-set.js';
import { createFile, errorCode, replaceFile } from './atomic-file.js';

const keyBytes = 32;

/**
 * Reads `<reverieDir>/key`, making it first when it is missing; two processes at once get the same key.
 * Never fails: where nothing can be written, the key is derived from the repo's path. Such a key is stable but can be
 * guessed, so a hashed secret of few bits could be found by trial; what is sealed then holds for this process only (`sealing`).
 */
export async function readRepoKey(repo: Repo): Promise<RepoKey> {
  const file = path.join(repo.reverieDir, 'key');
  try {
    const key = (await readKey(file)) ?? (await makeKey(file));
    return key ? { key } : guessable(repo);
  } catch {
    // a folder that cannot be written or read is no reason not to review
    return guessable(repo);
  }
}

/** `sealing`: the key for seals, where it is another one. */
export type RepoKey = { key: Uint8Array; sealing?: Uint8Array };

function guessable(repo: Repo): RepoKey {
  return { key: derivedKey(repo), sealing: randomBytes(keyBytes) };
}

async function readKey(file: string): Promise<Uint8Array | undefined> {
  try {
    const key = await readFile(file);
    return key.length === keyBytes ? key : undefined;
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

async function makeKey(file: string): Promise<Uint8Array | undefined> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const key = randomBytes(keyBytes);
  // whoever was first decides; a key of a wrong length is damage and is replaced
  if ((await createFile(file, key)) === 'exists' && !(await readKey(file))) await replaceFile(file, key);
  return await readKey(file);
}

function derivedKey(repo: Repo): Uint8Array {
  return createHash('sha256').update(`reverie key of ${repo.commonDir}`).digest();
}
