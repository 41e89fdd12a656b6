/** A manifest whose dependencies change while its lock file stays as it was. */
import type { ChangedFile, Contents } from '../../changes/change-set.js';
import { linesOf } from '../../changes/lines.js';
import { addedLines, removedLines } from '../../changes/added-lines.js';
import type { ChangeSetCheck, ChangeSetInput, CheckDescription, FileRemark } from './change-check.js';
import { type Dependencies, type ManifestKind, manifestKinds } from './manifest-kinds.js';

const unlocked: CheckDescription = {
  id: 'change/manifest-without-lock',
  title: 'Dependencies change, but the lock file does not',
  why: 'An install that goes by the lock (as in CI) fails or installs what the lock says, not what the manifest asks for. Bring the lock file up to date and commit both together.',
  severity: 'medium',
  category: 'correctness',
  confidence: 0.85,
};

export const manifestWithoutLock: ChangeSetCheck = {
  about: [unlocked],
  async remarks(input) {
    // whole files have no older side to compare with
    if (input.changes.scope.kind === 'files') return [];
    const remarks: FileRemark[] = [];
    for (const file of input.changes.files) {
      const kind = manifestKinds.find(({ manifest }) => manifest.test(nameOf(file.path)));
      if (!kind || file.skip !== undefined || file.status === 'deleted' || file.status === 'unmerged' || file.hunks.length === 0) continue;
      const remark = await manifestRemark(file, kind, input);
      if (remark) remarks.push(remark);
    }
    return remarks;
  },
};

async function manifestRemark(file: ChangedFile, kind: ManifestKind, input: ChangeSetInput): Promise<FileRemark | undefined> {
  const { contents, changes } = input;
  const [before, after] = await Promise.all([contents.read(file, 'old'), contents.read(file, 'new')]);
  if (after.state !== 'text' || (before.state !== 'text' && before.state !== 'absent')) return undefined;
  const now = kind.dependencies(after.text);
  const then = before.state === 'text' ? kind.dependencies(before.text) : new Map<string, string>();
  if (!now || !then) return undefined;
  const changed = await changedNames(kind, now, then, input);
  if (changed.length === 0) return undefined;
  const lock = await lockOf(file.path, kind, contents);
  if (lock === undefined || changes.files.some((f) => f.path === lock || f.oldPath === lock)) return undefined;
  const text = await contents.readPath(lock);
  const lockText = text.state === 'text' ? text.text : undefined;
  // the index may hold the lock's change already: its text alone can tell
  if (changes.scope.kind === 'unstaged' && lockText === undefined) return undefined;
  const open = changed.filter((name) => {
    const wanted = now.get(name);
    if (wanted !== undefined) return lockText === undefined || !kind.knows(lockText, name, wanted, nameOf(lock));
    if (kind.removal(nameOf(lock)) === 'may leave the lock' || lock.includes('/') !== file.path.includes('/')) return false;
    return lockText === undefined || !isJsonLock(lock) || kind.knows(lockText, name, then.get(name)!, nameOf(lock));
  });
  if (open.length === 0) return undefined;
  const shown = open.slice(0, 5).map((name) => `\`${name.split(' ').at(-1)}\``);
  return {
    file,
    check: unlocked,
    place: placeOf(file, after.text, open, now) ?? { why: 'only lines were removed' },
    body: `${nameOf(file.path)} changes ${shown.join(', ')}${open.length > 5 ? ` and ${open.length - 5} more` : ''}, and \`${lock}\` is not part of the change. ${unlocked.why} (\`${kind.command(nameOf(lock))}\`)`,
  };
}

/** Dependencies that are new, gone or wanted otherwise; without packages of the same repository that change their version along. */
async function changedNames(
  kind: ManifestKind,
  now: Dependencies,
  then: Dependencies,
  { changes, contents }: ChangeSetInput,
): Promise<string[]> {
  const names = [...new Set([...now.keys(), ...then.keys()])].filter((name) => now.get(name) !== then.get(name));
  if (names.length === 0 || !kind.manifest.test('package.json')) return names;
  const own = new Set<string>();
  for (const file of changes.files) {
    if (nameOf(file.path) !== 'package.json' || file.status === 'deleted') continue;
    const content = await contents.read(file, 'new');
    const name = content.state === 'text' ? /"name"\s*:\s*"([^"]+)"/.exec(content.text)?.[1] : undefined;
    if (name !== undefined) own.add(name);
  }
  return names.filter((name) => !own.has(name));
}

/** The lock that speaks for a manifest: beside it, or above it when the folder belongs to a workspace there. */
async function lockOf(path: string, kind: ManifestKind, contents: Contents): Promise<string | undefined> {
  const paths = await contents.paths();
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const prefix = at === '' ? '' : `${at}/`;
    const found = kind.locks.map((name) => prefix + name).find((lock) => paths.has(lock));
    if (found !== undefined) {
      if (at === folder) return found;
      const text = async (name: string): Promise<string | undefined> => {
        const content = await contents.readPath(prefix + name);
        return content.state === 'text' ? content.text : undefined;
      };
      const root = await text(nameOf(path));
      return kind.workspaces?.({ folder, lockFolder: at, root, pnpm: await text('pnpm-workspace.yaml') }) ? found : undefined;
    }
    if (at === '') return undefined;
  }
}

/** The first added line that names one of the dependencies, or any added line near where one went. */
function placeOf(file: ChangedFile, text: string, names: string[], now: Dependencies): FileRemark['place'] | undefined {
  const lines = linesOf(text);
  const words = names.filter((name) => now.has(name)).map((name) => name.split(' ').at(-1)!);
  for (const { startLine, endLine } of addedLines(file)) {
    for (let line = startLine; line <= endLine; line++) {
      if (words.some((word) => lines[line - 1]?.includes(word))) return { startLine: line, endLine: line };
    }
  }
  const [first] = removedLines(file).length > 0 ? addedLines(file) : [];
  return first && { startLine: first.startLine, endLine: first.startLine };
}

/** Locks that hold what the manifest wants word for word: one that no longer holds what was taken away follows already. */
function isJsonLock(lock: string): boolean {
  return nameOf(lock) === 'package-lock.json';
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
