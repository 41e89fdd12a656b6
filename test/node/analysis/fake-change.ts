/** A change set made of texts, for tests of analyzers. */
import type { ChangedFile, ChangeSet, Content, Contents } from '../../../src/core/changes/change-set.js';
import { hunksBetween } from '../../../src/core/changes/hunks-between.js';

export type Version = string | Exclude<Content, { state: 'text' | 'absent' }> | undefined;
export type FakeFile = { path: string; before?: Version; after?: Version; skip?: string } & Partial<
  Pick<ChangedFile, 'oldPath' | 'oldMode' | 'newMode' | 'kind'>
>;

const toContent = (version: Version): Content =>
  version === undefined ? { state: 'absent' } : typeof version === 'string' ? { state: 'text', text: version } : version;
const textOf = (version: Version): string => (typeof version === 'string' ? version : version === undefined ? '' : 'unread\n');

/** `others` are texts of the new side that did not change. Asked for a side that the change does not have, it says `absent`; `reads` lists what was asked for. */
export function fakeChange(
  files: FakeFile[],
  others: Record<string, string> = {},
): { changes: ChangeSet; contents: Contents; reads: string[] } {
  const reads: string[] = [];
  const newSide = new Map([
    ...Object.entries(others),
    ...files.flatMap(({ path, after }) => (after === undefined ? [] : [[path, textOf(after)] as const])),
  ]);
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
      readPath: async (path) => toContent(byPath.get(path)?.after ?? others[path]),
      paths: async () => new Set(newSide.keys()),
      search: async (texts, endings) =>
        [...newSide]
          .filter(([path, text]) => endings.some((e) => path.endsWith(e)) && texts.some((t) => text.includes(t)))
          .map(([path]) => path),
      ignored: async () => new Set(),
      close: async () => undefined,
    },
  };
}

function changedFile({ path, before, after, skip, kind = 'text', ...rest }: FakeFile): ChangedFile {
  return {
    path,
    status: rest.oldPath !== undefined ? 'renamed' : before === undefined ? 'added' : after === undefined ? 'deleted' : 'modified',
    kind,
    ...rest,
    hunks: kind === 'text' ? hunksBetween(textOf(before), textOf(after)) : [],
    ...(skip !== undefined && { skip }),
  };
}
