/** Where lesson files come from: an operation that was sealed here, or somebody of whom nothing is known. Each version is looked at once. */
import type { Hasher } from '../../core/ports.js';
import { cacheFile, readCache, writeCache } from './cache-file.js';
import type { MemoryRepo } from './memory-repo.js';
import { readSeals, type ReadVersion } from './read-seals.js';

export interface LessonOrigins {
  /**
   * Ids of the lessons whose file no sealed operation up to this version brought. A rollback or a revert vouches for nothing that was not
   * vouched for before; an older text that somebody else brings again is theirs. Runs at most two gits, and none for the newest version known.
   */
  unverified(version: string, blobs: ReadonlyMap<string, string>, paths: ReadonlyMap<string, string>): Promise<ReadonlySet<string>>;
  /** The versions up to this one that carry a seal of this machine. */
  sealed(version: string): Promise<ReadonlySet<string>>;
  /** Notes what operations of this process have just brought between these two versions. */
  note(parent: string | null, made: NewVersions): void;
  /** Keeps what was found out for the next process. */
  settled(): Promise<void>;
}

/** Commits just written, the seal of the newest, and the files they brought. */
export type NewVersions = { commits: string[]; seal: string | undefined; brought: { path: string; blob: string }[] };

type Known = {
  /** The version whose whole history has been looked through, and its seal. */
  upTo: string | null;
  seal: string | undefined;
  /** Path → blob, for the files that stand at `upTo` as a sealed version left them. */
  standing: Map<string, string>;
  /** Blobs that a sealed operation ever brought. */
  ever: Set<string>;
  sealed: Set<string>;
};

export function lessonOrigins(repo: MemoryRepo, hash: Pick<Hasher, 'seal'>): LessonOrigins {
  const file = cacheFile(repo, 'lesson-origins-v2');
  // a cache under another key is another machine's
  const owner = hash.seal('reverie memory cache').slice(0, 16);
  let loading: Promise<Known> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let changed = false;

  const inTurn = <T>(task: (known: Known) => Promise<T> | T): Promise<T> => {
    const next = turn.then(async () => task(await (loading ??= load(file, owner))));
    turn = next.catch(() => undefined);
    return next;
  };
  const upTo = async (known: Known, version: string): Promise<void> => {
    if (known.upTo === version) return;
    if ((await lookThrough(repo, hash, known, version)) === 'newer') changed = true;
  };

  return {
    unverified: (version, blobs, paths) =>
      inTurn(async (known) => {
        await upTo(known, version);
        const newest = known.upTo === version;
        const vouched = (id: string, blob: string) => (newest ? known.standing.get(paths.get(id) ?? '') === blob : known.ever.has(blob));
        return new Set([...blobs].filter(([id, blob]) => !vouched(id, blob)).map(([id]) => id));
      }),
    sealed: (version) =>
      inTurn(async (known) => {
        await upTo(known, version);
        return new Set(known.sealed);
      }),
    note: (parent, { commits, seal, brought }) =>
      void inTurn((known) => {
        // another process wrote in between: what is new is read when it is asked for
        if (known.upTo !== parent) return;
        for (const commit of commits) known.sealed.add(commit);
        for (const { path, blob } of brought) {
          known.standing.set(path, blob);
          known.ever.add(blob);
        }
        known.upTo = commits.at(-1) ?? parent;
        known.seal = seal;
        changed = true;
      }),
    async settled() {
      await turn;
      if (!changed || !repo.writable) return;
      changed = false;
      await inTurn(({ standing, ever, sealed, ...rest }) =>
        // a cache that cannot be written costs time, nothing else
        writeCache(file, { owner, ...rest, standing: [...standing], ever: [...ever], sealed: [...sealed] }).catch(() => undefined),
      );
    },
  };
}

/** Takes in what is newer than what is known; everything anew when the history is another one. `older`: nothing was to be taken in. */
async function lookThrough(repo: MemoryRepo, hash: Pick<Hasher, 'seal'>, known: Known, version: string): Promise<'older' | 'newer'> {
  if (known.upTo !== null) {
    const fresh = await readSeals(repo, [`${known.upTo}..${version}`], hash, known.seal);
    if (fresh?.length === 0) return 'older';
    if (fresh?.[0]?.parent === known.upTo) {
      for (const read of fresh) takeIn(known, read);
      return 'newer';
    }
  }
  Object.assign(known, nothing());
  for (const read of (await readSeals(repo, [version], hash)) ?? []) takeIn(known, read);
  known.upTo = version;
  return 'newer';
}

function takeIn(known: Known, { commit, edits, seal, did }: ReadVersion): void {
  for (const { path, blob } of edits) {
    const vouched = blob !== null && seal !== undefined && (did === 'operation' || known.ever.has(blob));
    if (vouched) {
      known.standing.set(path, blob);
      known.ever.add(blob);
    } else known.standing.delete(path);
  }
  if (seal !== undefined) known.sealed.add(commit);
  known.upTo = commit;
  known.seal = seal;
}

function nothing(): Known {
  return { upTo: null, seal: undefined, standing: new Map(), ever: new Set(), sealed: new Set() };
}

type Cached = { owner: string; upTo: string | null; seal?: string; standing: [string, string][]; ever: string[]; sealed: string[] };

async function load(file: string, owner: string): Promise<Known> {
  const cached = (await readCache(file)) as Cached | undefined;
  if (cached?.owner !== owner) return nothing();
  const { upTo, seal, standing, ever, sealed } = cached;
  return { upTo, seal, standing: new Map(standing), ever: new Set(ever), sealed: new Set(sealed) };
}
