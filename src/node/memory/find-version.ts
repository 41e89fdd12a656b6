/** Looks through every object of memory for the last version that can still be read, when `main` no longer tells. */
import { parseMessage } from '../../core/memory/version-message.js';
import { readSeal } from '../../core/memory/version-seal.js';
import type { Hasher } from '../../core/ports.js';
import { lessonFiles } from './lesson-files.js';
import type { MemoryRepo } from './memory-repo.js';
import { readObjects } from './objects.js';
import { readSeals } from './read-seals.js';
import { listRefs } from './refs.js';
import { pendingRefs } from './stale-locks.js';

/** A commit that was never named by `main`, only by a writer that lost or was killed, is none of memory's versions. */
export async function lastVersion(repo: MemoryRepo, hash: Pick<Hasher, 'seal'>, tips: string[]): Promise<string | undefined> {
  const commits = await allCommits(repo);
  const pending = new Set((await listRefs(repo.dir, pendingRefs)).values());
  const candidates = [...commits]
    .filter(([id, { mayBeSealed }]) => mayBeSealed && (tips.includes(id) || !pending.has(id)))
    .flatMap(([id]) => {
      const depth = depthOf(commits, id);
      return depth === undefined ? [] : [{ id, depth, known: tips.includes(id) }];
    })
    .sort((a, b) => b.depth - a.depth || Number(b.known) - Number(a.known) || (a.id < b.id ? -1 : 1));
  for (const { id } of candidates) if (await canBeRead(repo, hash, id)) return id;
  return undefined;
}

/** True when the version carries this machine's seal, and its history and lessons are all there. */
export async function canBeRead(repo: MemoryRepo, hash: Pick<Hasher, 'seal'>, commit: string): Promise<boolean> {
  const versions = await readSeals(repo, [commit], hash);
  const newest = versions?.at(-1);
  if (newest?.commit !== commit || newest.seal === undefined) return false;
  return isWhole(repo, commit);
}

/** True when its lessons can be listed; a lesson whose own text is gone counts as broken, not as lost. */
export async function isWhole(repo: MemoryRepo, commit: string): Promise<boolean> {
  try {
    return (await lessonFiles(repo, commit)).commit === commit;
  } catch {
    return false;
  }
}

type Commits = Map<string, { parents: string[]; mayBeSealed: boolean }>;

async function allCommits(repo: MemoryRepo): Promise<Commits> {
  const listed = (await repo.gitOk(['cat-file', '--batch-all-objects', '--batch-check=%(objectname)'])).toString('utf8');
  const ids = await readable(listed.split('\n').filter(Boolean), async (some) => {
    const types = await repo.gitOk(['cat-file', '--batch-check=%(objecttype) %(objectname)'], some.map((id) => `${id}\n`).join(''));
    return [...types.toString('utf8').matchAll(/^commit ([0-9a-f]+)$/gm)].map(([, id = '']) => id);
  });
  const commits: Commits = new Map();
  for (const object of await readable(ids, (some) => readObjects(repo, some))) {
    if (object?.type !== 'commit') continue;
    const text = object.data.toString('utf8');
    const end = text.indexOf('\n\n');
    const message = text.slice(end + 2);
    const parents = [...text.slice(0, end).matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, id = '']) => id);
    const act = parseMessage(message);
    const isVersion =
      act.operation !== undefined ||
      act.reverts !== undefined ||
      act.rollback !== undefined ||
      /\nReverie-(?:Restores|PutsAside): /.test(message);
    commits.set(object.id, { parents, mayBeSealed: isVersion && readSeal(message) !== undefined });
  }
  return commits;
}

/** Versions before it, along the first parents; undefined when one of them is missing. */
function depthOf(commits: Commits, from: string): number | undefined {
  let depth = 0;
  for (let at: string | undefined = from; at !== undefined; depth++) {
    const commit = commits.get(at);
    if (!commit || depth > commits.size) return undefined;
    at = commit.parents[0];
  }
  return depth;
}

/** Git ends at the first object that is damaged: the others are found by halves. */
async function readable<T>(ids: string[], read: (ids: string[]) => Promise<T[]>): Promise<T[]> {
  try {
    return await read(ids);
  } catch (error) {
    if (ids.length === 0) throw error;
    if (ids.length === 1) return [];
    const middle = ids.length >>> 1;
    return [...(await readable(ids.slice(0, middle), read)), ...(await readable(ids.slice(middle), read))];
  }
}
