/** The port to memory's versions. Every change is a commit; nothing is rewritten in place. */
import type { Lesson } from './lesson.js';
import type { Operation } from './operation.js';
import type { Rebased } from './rebase-operation.js';

/** A commit of the memory repository. `unverified`: it carries no seal of this machine, so nothing vouches for what it says of itself. */
export type MemoryVersion = { commit: string; at: string; subject: string; operations: Operation[]; unverified?: true };

/** A lesson file that cannot be read: shown as broken and kept. */
export type BrokenLesson = { path: string; reason: string; text: string; /** Its blob id; absent: it is not a file. */ blob?: string };

/**
 * All lessons of one version; `blobs` gives each lesson's blob id. `unverified` names those whose file no sealed operation brought: edited
 * by hand, or pulled from somewhere. They act as on trial (see `asItActs`).
 */
export type Memory = {
  version: string | null;
  lessons: Lesson[];
  blobs: Map<string, string>;
  broken: BrokenLesson[];
  unverified: ReadonlySet<string>;
  /** What had to be mended so that memory could be read, for people; of the newest version only. */
  mended?: string[];
};

/** What waits on a branch `dreams/<id>`. `unverified` names the operations that no dream of this machine proposed there: pulled, forged or changed. */
export type Proposal = { dream: string; at: string; operations: Operation[]; unverified?: string[] };

export type ApplyResult =
  | { state: 'applied'; version: string; operations: string[]; refused: { operation: string; reason: string }[] }
  | { state: 'refused'; reason: string };

export type ApplyOptions = {
  message: string;
  fence?: Lease;
  signal?: AbortSignal;
  verifiedOnly?: true;
  /** A file that cannot be read, and that an operation may replace: a person mended it. Its bytes stay in history. */
  mends?: string;
};

export interface MemoryStore {
  /** False when the common dir cannot be written. */
  readonly writable: boolean;
  /** The lessons of `version` (default: the tip of `main`). An absent repository reads as empty. */
  read(version?: string): Promise<Memory>;
  /**
   * Replays operations one by one on the newest tip (one commit each) and moves `main` by compare-and-swap, retried on a newer tip.
   * An operation that no longer fits is refused by name, the others are applied; one made from an older state of its lesson (`base`) leaves
   * what others changed since. `fence` is a lease that must still be held when `main` moves.
   * `verifiedOnly` refuses what touches an unverified lesson: applying an operation vouches for the whole lesson, and only a person may.
   */
  apply(operations: Operation[], options: ApplyOptions): Promise<ApplyResult>;
  /** An operation as it would be applied to the newest version now, whatever has changed since it was made; writes nothing. */
  onNewest(operation: Operation): Promise<Rebased>;
  /** Stores operations on `dreams/<dream>` for a person to decide. */
  propose(dream: string, operations: Operation[], options: { fence?: Lease }): Promise<void>;
  proposals(): Promise<Proposal[]>;
  /** Removes operations from a proposal; the branch goes with the last one. */
  settle(dream: string, operations: string[]): Promise<void>;
  /** Newest first; for one lesson when given. */
  history(options?: { lesson?: string; limit?: number }): Promise<MemoryVersion[]>;
  /** Ids of the operations in effect: applied, and neither taken back nor rolled back. */
  inEffect(): Promise<ReadonlySet<string>>;
  /** A unified diff of the lesson files between two versions. */
  diff(from: string | null, to: string): Promise<string>;
  /** Makes the lessons of `version` the newest version again: a new commit, whose message says on whose word. */
  rollback(version: string, options: { message: string }): Promise<ApplyResult>;
  /** Takes back one operation by a new commit; refused with a reason when a later one changed the same lesson. */
  revert(operation: string, options: { message: string }): Promise<ApplyResult>;
  /**
   * Puts one lesson's file back as it was in `version` (default: the newest version in which it could be read and was another than now): a
   * broken one, one that a rollback took away, or one to go back with alone. What is there now stays in history. A new version; it vouches
   * for nothing that was not vouched for then.
   */
  restore(lesson: string, options: { message: string; version?: string }): Promise<ApplyResult>;
  /** Moves a file that cannot be read out of the lessons, below `put-aside/`, its bytes as they are. A new version. */
  putAside(path: string, options: { message: string }): Promise<ApplyResult>;
  /** Takes a lease by its name; see `Lease`. `refused` says who seems to hold it. */
  lease(
    name: string,
    options?: { signal?: AbortSignal; wait?: boolean },
  ): Promise<{ state: 'held'; lease: Lease } | { state: 'refused'; reason: string }>;
  /** Removes a lease that still points to `object`, for which it was seen to stand still for its term: its holder is dead. */
  clearLease(name: string, object: string): Promise<void>;
}

/** A lease is a ref with a heartbeat; it is lost when this process stalls for longer than its term and another takes it. */
export interface Lease {
  readonly name: string;
  /** Aborts when the lease is lost. */
  readonly signal: AbortSignal;
  /** The `<ref> <object>` that must still stand when `main` is moved. */
  fence(): { ref: string; object: string };
  release(): Promise<void>;
}
