/** A change set: what changed between two sides of a repository, as data. Contents are read through `Contents`. */
import * as z from 'zod';

/** Lines are 1-based and inclusive; an empty range (an insertion point) has `endLine = startLine - 1`. */
export const LineRange = z.object({ startLine: z.int(), endLine: z.int() });
export type LineRange = z.infer<typeof LineRange>;

export const Scope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('uncommitted') }),
  z.object({ kind: z.literal('staged') }),
  z.object({ kind: z.literal('unstaged') }),
  /** The current work tree's branch (HEAD) against its merge base with `base` (default: see decisions on the base of a branch). */
  z.object({ kind: z.literal('branch'), base: z.string().optional() }),
  z.object({ kind: z.literal('commit'), commit: z.string() }),
  z.object({ kind: z.literal('range'), from: z.string(), to: z.string() }),
  /** Whole files as they are in the work tree: every line counts as added; with `lines` only those of each file. */
  z.object({ kind: z.literal('files'), paths: z.array(z.string()), lines: LineRange.optional() }),
]);
export type Scope = z.infer<typeof Scope>;

export const Hunk = z.object({ old: LineRange, new: LineRange });
export type Hunk = z.infer<typeof Hunk>;

export const FileStatus = z.enum(['added', 'modified', 'deleted', 'renamed', 'copied', 'type-changed', 'unmerged']);
export type FileStatus = z.infer<typeof FileStatus>;

export const ChangedFile = z.object({
  /** Path from the repo's root with `/`, on the new side (on the old side for a deletion). */
  path: z.string(),
  /** Only for renames and copies. */
  oldPath: z.string().optional(),
  status: FileStatus,
  /** What the entry is on the side that exists. */
  kind: z.enum(['text', 'binary', 'symlink', 'submodule']),
  /** Git file modes such as `100644`; absent where the side does not exist. */
  oldMode: z.string().optional(),
  newMode: z.string().optional(),
  /** Blob ids; absent where the side does not exist or is the work tree. */
  oldBlob: z.string().optional(),
  newBlob: z.string().optional(),
  /** Zero-context hunks in order; empty for mode-only, binary, symlink and submodule changes. */
  hunks: z.array(Hunk),
  /** Why this file is not reviewed (`generated: package-lock.json`, `binary`, `ignored by .reverie/ignore`…). */
  skip: z.string().optional(),
});
export type ChangedFile = z.infer<typeof ChangedFile>;

export const ChangeSet = z.object({
  scope: Scope,
  /** Commit id of the old side; absent when it is the empty tree or the index. */
  base: z.string().optional(),
  /** Commit id of the new side; absent when the new side is the index or the work tree. */
  head: z.string().optional(),
  /** Commit id of HEAD when the change set was read; absent in a repo without commits. */
  headCommit: z.string().optional(),
  /** Short branch name; absent when HEAD is detached. */
  branch: z.string().optional(),
  files: z.array(ChangedFile),
});
export type ChangeSet = z.infer<typeof ChangeSet>;

export type Side = 'old' | 'new';

/** One side of one file. `text` is decoded with `\n`, `\r\n` kept as they are; a byte-order mark is kept. */
export type Content =
  | { state: 'text'; text: string }
  | { state: 'absent' }
  /** `bytes`: how large it is, where that is known. */
  | { state: 'binary' | 'oversized' | 'unreadable'; reason: string; bytes?: number };

/** Reads the sides of the files of one change set. A file is kept once it was read, up to a limit of memory. */
export interface Contents {
  read(file: ChangedFile, side: Side): Promise<Content>;
  /** Any other text of the new side by its path (for cross-file checks and anchors outside the change set). */
  readPath(path: string): Promise<Content>;
  /** Every path of the new side, links and submodules included; of a work tree those that are tracked or not ignored. Throws when git cannot list them. */
  paths(): Promise<ReadonlySet<string>>;
  /** Paths of the new side's text files that hold one of `texts` literally, of those whose names end in one of `endings`. Throws when git cannot search. */
  search(texts: string[], endings: string[]): Promise<string[]>;
  /** Those of the paths that the repository's ignore files leave out of version control. */
  ignored(paths: string[]): Promise<ReadonlySet<string>>;
  /** Gets ready for readings that are sure to come: the earlier, the less it costs. */
  start?(): void;
  close(): Promise<void>;
}

/** The repository as the engine meets it. */
export interface Repo {
  /** Absolute path of the work tree's root. */
  root: string;
  /** Absolute path of the git common dir (shared by all worktrees). */
  commonDir: string;
  /** Absolute path of the folder that holds Reverie's files of this repo: `<common dir>/reverie`, or `modules/<name>` below the superproject's for a submodule. */
  reverieDir: string;
  /** False when `reverieDir` cannot be written: memory is read-only then. */
  writable: boolean;
}

export interface ChangeReader {
  readonly repo: Repo;
  /**
   * Reads a change set. `paths` are globs from the repo's root that limit it.
   * Throws a HumanError for an unknown ref, a missing merge base, or a git that is missing or too old.
   */
  read(scope: Scope, options: { paths?: string[]; signal: AbortSignal }): Promise<{ changes: ChangeSet; contents: Contents }>;
  /** True when `ancestor` is reachable from `descendant`; false also when either is unknown. */
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
}
