/** Where lesson files come from: an operation that is written in the log, or a hand that nothing is known of. Each blob is looked up once. */
import type { MemoryRepo } from './memory-repo.js';
import { cacheFile, readCache, writeCache } from './cache-file.js';
import { operationTrailer } from '../../core/memory/version-message.js';

export interface LessonOrigins {
  /**
   * Ids of the lessons whose blob no operation up to this version brought; a rollback or a revert vouches for nothing that was not
   * vouched for before. Runs at most one git, and none while all blobs are known.
   */
  unverified(version: string, blobs: ReadonlyMap<string, string>): Promise<ReadonlySet<string>>;
  /** Notes the blobs that operations of this process have just brought between these two versions. */
  note(parent: string | null, version: string, blobs: string[]): void;
  /** Keeps what was found out for the next process. */
  settled(): Promise<void>;
}

/** `upTo`: the version whose whole history has been looked through. */
type Known = { upTo: string | null; verified: Set<string> };

export function lessonOrigins(repo: MemoryRepo): LessonOrigins {
  const file = cacheFile(repo, 'lesson-origins-v1');
  let loading: Promise<Known> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let changed = false;

  const inTurn = <T>(task: (known: Known) => Promise<T> | T): Promise<T> => {
    const next = turn.then(async () => task(await (loading ??= load(file))));
    turn = next.catch(() => undefined);
    return next;
  };

  return {
    unverified: (version, blobs) =>
      inTurn(async (known) => {
        const unknown = () => [...blobs].filter(([, blob]) => !known.verified.has(blob)).map(([id]) => id);
        if (unknown().length > 0 && known.upTo !== version) {
          await lookThrough(repo, known, version);
          changed = true;
        }
        return new Set(unknown());
      }),
    note: (parent, version, blobs) =>
      void inTurn((known) => {
        for (const blob of blobs) known.verified.add(blob);
        if (known.upTo === parent) known.upTo = version;
        changed = true;
      }),
    async settled() {
      await turn;
      if (!changed || !repo.writable) return;
      changed = false;
      await inTurn(({ upTo, verified }) =>
        // a cache that cannot be written costs time, nothing else
        writeCache(file, { upTo, verified: [...verified] }).catch(() => undefined),
      );
    },
  };
}

/** Adds what operations brought since the version that was looked through last. */
async function lookThrough(repo: MemoryRepo, known: Known, version: string): Promise<void> {
  const fresh = await broughtBy(repo, known.upTo === null ? [version] : [`${known.upTo}..${version}`]);
  // the memory that the cache knew is not this one
  if (!fresh) known.verified.clear();
  for (const blob of fresh ?? (await broughtBy(repo, [version])) ?? []) known.verified.add(blob);
  known.upTo = version;
}

/** Blob ids of the lesson files that the operations among these commits wrote; undefined when git knows no such commits. */
async function broughtBy(repo: MemoryRepo, revisions: string[]): Promise<string[] | undefined> {
  const { code, stdout } = await repo.git([
    'log',
    '-z',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--no-show-signature',
    '--no-color',
    '--format=',
    `--grep=^${operationTrailer}: {`,
    ...revisions,
    '--',
    'lessons',
  ]);
  if (code !== 0) return undefined;
  return [...stdout.toString('utf8').matchAll(/:\d{6} \d{6} [0-9a-f]{40,64} ([0-9a-f]{40,64}) [AMT]\0/g)].flatMap(([, blob]) => blob ?? []);
}

async function load(file: string): Promise<Known> {
  const cached = (await readCache(file)) as { upTo: string | null; verified: string[] } | undefined;
  return { upTo: cached?.upTo ?? null, verified: new Set(cached?.verified) };
}
