/** Reads git objects in one `git cat-file`, and the entries of trees. */
import { createHash } from 'node:crypto';
import type { MemoryRepo } from './memory-repo.js';

export type GitObject = { id: string; type: string; data: Buffer };
export type TreeEntry = { mode: string; name: string; id: string };

/** The objects by names that git understands (`<commit>:lessons`, `<commit>^{tree}`), in order; undefined for one that is missing. */
export async function readObjects(repo: MemoryRepo, names: string[]): Promise<(GitObject | undefined)[]> {
  if (names.length === 0) return [];
  const out = await repo.gitOk(['cat-file', '--batch', '--buffer'], names.map((name) => `${name}\n`).join(''));
  const objects: (GitObject | undefined)[] = [];
  for (let at = 0; at < out.length;) {
    const end = out.indexOf(10, at);
    const [, id, type, size] = /^([0-9a-f]{40,64}) ([a-z]+) (\d+)$/.exec(out.toString('utf8', at, end)) ?? [];
    at = end + 1;
    if (id && type) {
      objects.push({ id, type, data: out.subarray(at, at + Number(size)) });
      at += Number(size) + 1;
    } else objects.push(undefined);
  }
  return objects;
}

/** Sizes in bytes by blob id, without reading the blobs. */
export async function readSizes(repo: MemoryRepo, ids: string[]): Promise<Map<string, number>> {
  const out = await repo.gitOk(['cat-file', '--batch-check=%(objectname) %(objectsize)', '--buffer'], ids.map((id) => `${id}\n`).join(''));
  const sizes = new Map<string, number>();
  for (const line of out.toString('utf8').split('\n')) {
    const [id, size] = line.split(' ');
    if (id && /^\d+$/.test(size ?? '')) sizes.set(id, Number(size));
  }
  return sizes;
}

/** The entries of one tree object: `<mode> <name>\0<id bytes>`, repeated. */
export function parseTree({ id: tree, data }: GitObject): TreeEntry[] {
  const idBytes = tree.length / 2;
  const entries: TreeEntry[] = [];
  for (let at = 0; at < data.length;) {
    const space = data.indexOf(32, at);
    const nul = data.indexOf(0, space);
    const id = data.toString('hex', nul + 1, nul + 1 + idBytes);
    entries.push({ mode: data.toString('latin1', at, space), name: data.toString('utf8', space + 1, nul), id });
    at = nul + 1 + idBytes;
  }
  return entries;
}

/** The id git gives to a blob with this text; `like` is any id of the same repository. */
export function blobId(text: string, like: string): string {
  const data = Buffer.from(text);
  return createHash(like.length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${data.length}\0`)
    .update(data)
    .digest('hex');
}
