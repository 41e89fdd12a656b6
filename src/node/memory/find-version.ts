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

/**
 * A commit that was never named by `main`, only by a writer that lost or was killed, is none of memory's versions. `tips` are those known to
 * have been versions, newest first (see `KnownTips`): they, what they were made from, and what was made from the newest of them count. Where
 * none of them is left, every sealed version does that no writer's ref names.
 */
export async function lastVersion(repo: MemoryRepo, hash: Pick<Hasher, 'seal'>, tips: string[]): Promise<string | undefined> {
  const commits = await allCommits(repo);
  const pending = [...(await listRefs(repo.dir, pendingRefs)).values()];
  const known = new Set(tips.flatMap((tip) => historyOf(commits, tip)));
  // one write makes a chain of commits, of which its ref names the last alone
  const unfinished = new Set(pending.flatMap((id) => historyOf(commits, id)).filter((id) => !known.has(id)));
  const places = placesOf(commits, tips[0]);
  const candidates = [...commits]
    .flatMap(([id, { mayBeSealed }]) => {
      const place = places.get(id);
      return mayBeSealed && place ? [{ id, ...place, isTip: tips.includes(id) }] : [];
    })
    .filter(({ id, follows }) => (known.size === 0 ? !pending.includes(id) : known.has(id) || (follows && !unfinished.has(id))))
    .sort((a, b) => +b.follows - +a.follows || b.depth - a.depth || +b.isTip - +a.isTip || (a.id < b.id ? -1 : 1));
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

/** The version and those before it, along the first parents, as far as they are there. */
function historyOf(commits: Commits, from: string): string[] {
  const history = new Set<string>();
  for (let at: string | undefined = from; at !== undefined && commits.has(at) && !history.has(at); at = commits.get(at)?.parents[0])
    history.add(at);
  return [...history];
}

/** `depth`: versions before it, along the first parents. `follows`: `newest` is it, or one of them. */
type Place = { depth: number; follows: boolean };

/** Where each version stands; without those before which one is missing. */
function placesOf(commits: Commits, newest: string | undefined): Map<string, Place> {
  const next = new Map<string | undefined, string[]>();
  for (const [id, { parents }] of commits) next.set(parents[0], [...(next.get(parents[0]) ?? []), id]);
  const places = new Map<string, Place>();
  let level = next.get(undefined) ?? [];
  for (let depth = 0; level.length > 0; depth++) {
    for (const id of level) {
      const before = places.get(commits.get(id)?.parents[0] ?? '');
      places.set(id, { depth, follows: id === newest || before?.follows === true });
    }
    level = level.flatMap((id) => next.get(id) ?? []);
  }
  return places;
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
