/** Makes the files of a change set out of what git compared: kinds, sides and reasons to skip. */
import type { ChangedFile, FileStatus } from '../../core/changes/change-set.js';
import { hunksBetween } from '../../core/changes/hunks-between.js';
import type { IgnoreRules } from '../../core/changes/ignore-rules.js';
import { type PathAttributes, skipReason } from '../../core/changes/skip.js';
import type { BlobReader } from '../git/blob-reader.js';
import { decodeText, oversized } from './decode-text.js';
import type { DiffEntry } from './read-diff.js';
import type { Sides } from './resolve-scope.js';
import { isPointer, lfsPointer, strangeName } from './whole-file.js';
import type { WorkTree } from './work-tree.js';

export type Judgement = {
  sides: Pick<Sides, 'newSide'>;
  attributes: Map<string, PathAttributes>;
  /** Attributes make git compare the file's lines whatever its size is. */
  isForced: (path: string) => boolean;
  ignored: IgnoreRules;
  tree: WorkTree;
  blobs: BlobReader;
  maxBytes: number;
};

/**
 * Attributes that the reviewed commits change themselves cannot keep anything out of their review: a change would hide itself. (The work
 * tree's own attributes are the reader's word.)
 */
export function trustedAttributes(
  entries: DiffEntry[],
  sides: Pick<Sides, 'newSide'>,
  read: Map<string, PathAttributes>,
): Map<string, PathAttributes> {
  const changed =
    sides.newSide === 'commit' && entries.some((e) => [e.path, e.oldPath].some((p) => p?.split('/').at(-1) === '.gitattributes'));
  return changed ? new Map() : read;
}

export async function changedFile(entry: DiffEntry, unmerged: boolean, judgement: Judgement): Promise<ChangedFile> {
  const { raw, patch } = entry;
  const inWorkTree = judgement.sides.newSide === 'work tree';
  const file: ChangedFile = {
    path: entry.path,
    ...(entry.oldPath !== undefined && { oldPath: entry.oldPath }),
    status: unmerged ? 'unmerged' : statuses[raw.status],
    kind: kindOf(entry),
    ...(raw.oldMode !== undefined && { oldMode: raw.oldMode }),
    ...(raw.newMode !== undefined && { newMode: raw.newMode }),
    ...(raw.oldId !== undefined && { oldBlob: raw.oldId }),
    ...(raw.newId !== undefined && !inWorkTree && { newBlob: raw.newId }),
    hunks: [],
  };
  if (file.kind === 'text') file.hunks = patch.hunks;
  if (file.kind === 'binary') return binaryFile(file, judgement);
  const skip = reason(file, entry, judgement) ?? (await pointerReason(file, entry, judgement)) ?? (await sizeReason(file, judgement));
  return skip === undefined ? file : { ...file, skip };
}

function kindOf({ raw, patch }: DiffEntry): ChangedFile['kind'] {
  const mode = raw.newMode ?? raw.oldMode;
  if (mode === '160000') return 'submodule';
  if (mode === '120000') return 'symlink';
  return patch.binary ? 'binary' : 'text';
}

function reason(file: ChangedFile, entry: DiffEntry, judgement: Judgement): string | undefined {
  if (entry.encoding === 'other') return strangeName;
  if (file.kind === 'submodule' || file.kind === 'symlink') return file.kind;
  if (file.status === 'unmerged' && judgement.sides.newSide === 'index') return 'unmerged: the conflict is not resolved yet';
  return skipReason(file.path, judgement.attributes.get(file.path), judgement.ignored);
}

/** A line of a patch can look like a pointer's, and an attribute can be put on any file: the contents decide. */
async function pointerReason(
  file: ChangedFile,
  entry: DiffEntry,
  { attributes, sides, blobs, tree }: Judgement,
): Promise<string | undefined> {
  const inWorkTree = sides.newSide === 'work tree';
  const filtered = inWorkTree && attributes.get(file.path)?.filter === 'lfs';
  if (!entry.patch.pointer && !filtered) return undefined;
  const old = file.oldBlob === undefined ? undefined : await blobs.read(file.oldBlob);
  // filters do not run here, so the work tree's real file would be compared with its pointer
  if (filtered && (old === undefined || (old.state === 'found' && isPointer(old.bytes)))) return lfsPointer;
  if (!entry.patch.pointer) return undefined;
  if (file.status === 'deleted') return old?.state === 'found' && isPointer(old.bytes) ? lfsPointer : undefined;
  const bytes = inWorkTree ? await workBytes(file, tree) : await blobBytes(file.newBlob, blobs);
  return bytes && isPointer(bytes) ? lfsPointer : undefined;
}

async function workBytes(file: ChangedFile, tree: WorkTree): Promise<Buffer | undefined> {
  const found = await tree.read(file.path);
  return found.state === 'file' ? found.bytes : undefined;
}

async function blobBytes(id: string | undefined, blobs: BlobReader): Promise<Buffer | undefined> {
  const found = id === undefined ? undefined : await blobs.read(id);
  return found?.state === 'found' ? found.bytes : undefined;
}

/** Git takes a file above the limit for binary, unless an attribute calls it text. */
async function sizeReason(file: ChangedFile, judgement: Judgement): Promise<string | undefined> {
  if (!judgement.isForced(file.path)) return undefined;
  const largest = Math.max(...(await Promise.all([blobSize(file.oldBlob, judgement), newSize(file, judgement)])));
  return largest > judgement.maxBytes ? oversized(largest) : undefined;
}

/** Git compared no lines: because of the content, its size, or an attribute, which only counts where attributes are trusted. */
async function binaryFile(file: ChangedFile, judgement: Judgement): Promise<ChangedFile> {
  const attributes = judgement.attributes.get(file.path) ?? {};
  const named = skipReason(file.path, attributes, judgement.ignored);
  if (named !== undefined) return { ...file, skip: named };
  const sizes = await Promise.all([blobSize(file.oldBlob, judgement), newSize(file, judgement)]);
  const largest = Math.max(...sizes);
  if (largest > judgement.maxBytes) return { ...file, skip: oversized(largest) };
  const judged = judgement.sides.newSide === 'commit' && attributes.binary !== 'set';
  const hidden = judged ? await hiddenText(file, judgement.blobs) : undefined;
  return hidden ?? { ...file, skip: 'binary' };
}

/** The file as text when its contents are text after all: an attribute of the reviewed commits called it binary. */
async function hiddenText(file: ChangedFile, blobs: BlobReader): Promise<ChangedFile | undefined> {
  const [before, after] = await Promise.all([textOf(file.oldBlob, blobs), textOf(file.newBlob, blobs)]);
  if (before === undefined || after === undefined) return undefined;
  return { ...file, kind: 'text', hunks: hunksBetween(before, after) };
}

async function textOf(blob: string | undefined, blobs: BlobReader): Promise<string | undefined> {
  if (blob === undefined) return '';
  const found = await blobs.read(blob);
  const content = found.state === 'found' ? decodeText(found.bytes) : undefined;
  return content?.state === 'text' ? content.text : undefined;
}

async function blobSize(id: string | undefined, { blobs }: Judgement): Promise<number> {
  return id === undefined ? 0 : ((await blobs.size(id)) ?? 0);
}

async function newSize(file: ChangedFile, judgement: Judgement): Promise<number> {
  if (judgement.sides.newSide !== 'work tree') return blobSize(file.newBlob, judgement);
  return (await judgement.tree.stat(file.path))?.size ?? 0;
}

const statuses: Record<DiffEntry['raw']['status'], FileStatus> = {
  A: 'added',
  C: 'copied',
  D: 'deleted',
  M: 'modified',
  R: 'renamed',
  T: 'type-changed',
  U: 'unmerged',
};
