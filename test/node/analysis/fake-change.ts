/** A change set made of texts, for tests of analyzers. */
import type { ChangedFile, ChangeSet, Content, Contents } from '../../../src/core/changes/change-set.js';
import { hunksBetween } from '../../../src/core/changes/hunks-between.js';

export type Version = string | Exclude<Content, { state: 'text' | 'absent' }> | undefined;
export type FakeFile = { path: string; before?: Version; after?: Version; skip?: string };

const toContent = (version: Version): Content =>
  version === undefined ? { state: 'absent' } : typeof version === 'string' ? { state: 'text', text: version } : version;
const textOf = (version: Version): string => (typeof version === 'string' ? version : version === undefined ? '' : 'unread\n');

/** Asked for a side that the change does not have, it says `absent`; `reads` lists what was asked for. */
export function fakeChange(files: FakeFile[]): { changes: ChangeSet; contents: Contents; reads: string[] } {
  const reads: string[] = [];
  const byPath = new Map(files.map((file) => [file.path, file]));
  return {
    reads,
    changes: { scope: { kind: 'uncommitted' }, files: files.map(changedFile) },
    contents: {
      read: async (file, side) => {
        reads.push(`${side} ${file.path}`);
        const fake = byPath.get(file.path);
        return toContent(side === 'old' ? fake?.before : fake?.after);
      },
      readPath: async (path) => toContent(byPath.get(path)?.after),
      close: async () => undefined,
    },
  };
}

function changedFile({ path, before, after, skip }: FakeFile): ChangedFile {
  return {
    path,
    status: before === undefined ? 'added' : after === undefined ? 'deleted' : 'modified',
    kind: 'text',
    hunks: hunksBetween(textOf(before), textOf(after)),
    ...(skip !== undefined && { skip }),
  };
}
