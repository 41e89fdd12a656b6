/** Opens a repo's memory: the store of its versions, its leases and its audit refs. Nothing is read or written before it is asked for. */
import type { Repo } from '../../core/changes/change-set.js';
import { HumanError } from '../../core/human-error.js';
import type { MemoryStore } from '../../core/memory/memory-store.js';
import type { Ports } from '../../core/ports.js';
import type { AuditRefs } from '../../core/transcript/transcript-store.js';
import { applyOperations, type Writing } from './apply-operations.js';
import { auditRefs } from './audit-refs.js';
import type { Writer } from './advance.js';
import { knownTips } from './known-tips.js';
import { leases } from './leases.js';
import { lessonCache } from './lesson-cache.js';
import { lessonOrigins } from './lesson-origins.js';
import { maintenance, type MaintenanceLimits } from './maintenance.js';
import { flatLessonPath, lessonPath, lessonsFolder } from './lesson-files.js';
import { memoryReader } from './memory-reader.js';
import { forgetMemory } from './forget-memory.js';
import { lostVersion, type LostVersion } from './lost-version.js';
import { mainRef, type MainRef } from './mend-main.js';
import { memoryRepo, type MemoryRepo } from './memory-repo.js';
import { proposals } from './proposals.js';
import { olderBases } from './older-bases.js';
import { staleLocks } from './stale-locks.js';
import { takeBack } from './take-back.js';
import { inEffect, memoryVersion, readLog } from './version-log.js';

export type MemoryOptions = {
  repo: Pick<Repo, 'reverieDir' | 'writable'>;
  ports: Ports;
  /** How long (ms) a lease's heartbeat must have stood still before another process may take it. Default 6 s. */
  leaseTermMs?: number;
  /** How long (ms) a lock left by a killed git must have stood still before it is removed. Default 30 s. */
  lockTermMs?: number;
  maintenance?: MaintenanceLimits;
};

export interface OpenMemory {
  store: MemoryStore;
  auditRefs: AuditRefs;
  repo: MemoryRepo;
  /** See `MainRef`. */
  mended: MainRef['notes'];
  /** See `lostVersion`. */
  lostVersion(): Promise<LostVersion | undefined>;
  forget(): Promise<void>;
  close(): Promise<void>;
}

const main = 'refs/heads/main';
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

export async function openMemory(options: MemoryOptions): Promise<OpenMemory> {
  const { clock, hash } = options.ports;
  const repo = memoryRepo(options.repo);
  const cache = lessonCache(repo);
  const origins = lessonOrigins(repo, hash);
  const reader = memoryReader(repo, cache, origins);
  const writer: Writer = { repo, clock, locks: staleLocks(repo, clock, options.lockTermMs ?? 30_000) };
  const held = leases({ ...writer, termMs: options.leaseTermMs ?? 6000 });
  const packing = maintenance(repo, options.maintenance);
  const tips = knownTips(repo, hash);
  const ref = mainRef({ repo, main, hash, tips, clock, locks: writer.locks });
  const tip = () => ref.tip();
  const whole = <T>(task: () => Promise<T>) => ref.whole(task);
  let noting: Promise<void> = Promise.resolve();

  const inTurn = queue();
  const writing: Writing = {
    writer,
    reader,
    cache,
    origins,
    hash,
    main,
    tips,
    mainRef: ref,
    wrote(version, noted) {
      noting = noting.then(() => tips.note(version, noted));
      packing.afterWrite();
    },
  };
  const back = takeBack(writing);
  const store: MemoryStore = {
    writable: repo.writable,
    async read(version) {
      const newest = () => whole(async () => reader.at(await tip()));
      const { lessons, blobs, broken, unverified, ...rest } =
        version === undefined ? await newest() : await reader.at(await resolve(version));
      const mended = version === undefined ? (await ref.notes()).map(({ note }) => note) : [];
      return {
        version: rest.version,
        lessons: [...lessons.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
        blobs: new Map(blobs),
        broken: [...broken],
        unverified,
        ...(mended.length > 0 && { mended }),
      };
    },
    apply: applyOperations(writing, inTurn),
    async onNewest(operation) {
      const snapshot = await whole(async () => reader.at(await tip()));
      const now = snapshot.lessons.get(operation.lesson);
      if (!now) return { state: 'fits', operation };
      return (await olderBases([operation], snapshot, cache)).rebase(operation, now);
    },
    ...proposals(writer, main, hash),
    history: ({ lesson, limit } = {}) =>
      whole(async () => {
        const newest = await tip();
        if (newest === null) return [];
        const args = limit === undefined ? [] : [`--max-count=${limit}`];
        const paths = lesson === undefined ? [] : [lessonPath(lesson), flatLessonPath(lesson)];
        const [versions, sealed] = await Promise.all([readLog(repo, [...args, newest, '--', ...paths]), origins.sealed(newest)]);
        return versions.map((version) => memoryVersion(version, sealed));
      }),
    inEffect: () =>
      whole(async () => {
        const newest = await tip();
        return newest === null ? new Set() : inEffect(await readLog(repo, [newest, '--']));
      }),
    async diff(from, to) {
      const sides = [from === null ? emptyTree : await resolve(from), await resolve(to)];
      const fixed = ['--no-ext-diff', '--no-textconv', '--no-color', '--no-renames', '--src-prefix=a/', '--dst-prefix=b/'];
      return (await repo.gitOk(['diff', ...fixed, ...sides, '--', lessonsFolder])).toString('utf8');
    },
    rollback: (version, { message }) => inTurn(async () => back.rollback(await resolve(version), message)),
    revert: (operation, { message }) => inTurn(() => back.revert(operation, message)),
    restore: (lesson, { message, version }) =>
      inTurn(async () => back.restore(lesson, version === undefined ? undefined : await resolve(version), message)),
    putAside: (file, { message }) => inTurn(() => back.putAside(file, message)),
    lease: held.lease,
    clearLease: held.clear,
  };

  /** A commit id from a person's whole or short one. */
  async function resolve(version: string): Promise<string> {
    const unknown = new HumanError(`Memory has no version ${version}`, { next: 'List the versions with reverie memory history' });
    if (!/^[0-9a-f]{4,64}$/.test(version) || !(await repo.exists())) throw unknown;
    const { code, stdout } = await repo.git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${version}^{commit}`]);
    if (code !== 0) throw unknown;
    return stdout.toString('utf8').trim();
  }

  return {
    store,
    auditRefs: auditRefs(writer),
    repo,
    mended: () => ref.notes(),
    lostVersion: () => lostVersion(repo, hash, ref, tips),
    forget: () =>
      inTurn(async () => {
        await noting;
        await tips.forget();
        await forgetMemory(repo, writer.locks);
      }),
    async close() {
      await held.close();
      await Promise.all([cache.settled(), origins.settled(), packing.settled(), noting]);
    },
  };
}

/** Runs tasks one after the other: within a process, writers take turns instead of racing each other. */
function queue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = last.then(task, task);
    last = next.catch(() => undefined);
    return next;
  };
}
