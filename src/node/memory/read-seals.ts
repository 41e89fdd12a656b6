/** Reads versions from the oldest on and tells which carry a seal of this machine, and what they did to the files. */
import { parseMessage } from '../../core/memory/version-message.js';
import { readSeal, sealOf, type Follows } from '../../core/memory/version-seal.js';
import type { Hasher } from '../../core/ports.js';
import type { MemoryRepo } from './memory-repo.js';

export type FileEdit = { path: string; /** null: removed. */ blob: string | null };

export type ReadVersion = {
  commit: string;
  parent: string | null;
  edits: FileEdit[];
  /** Of this machine; absent: pulled, forged, made by hand, or older than seals. */
  seal?: string;
  /** What a sealed one did: brought lessons by an operation, or went back to files that had stood before. */
  did?: 'operation' | 'back';
};

/**
 * The first-parent history of these revisions (`<commit>`, `<old>..<new>`), oldest first; undefined when git knows no such commits. `before`
 * is the seal of the newest version that is not among them.
 */
export async function readSeals(
  repo: Pick<MemoryRepo, 'git'>,
  revisions: string[],
  hash: Pick<Hasher, 'seal'>,
  before?: string,
): Promise<ReadVersion[] | undefined> {
  // every diff is against the first parent, also that of a merge: what it brings from elsewhere, nobody here has sealed
  // a mailmap would be read from HEAD, which may be what is damaged
  const log = ['log', '-z', '--no-mailmap', '--first-parent', '-m', '--reverse', '--raw', '--no-abbrev', '--no-renames'];
  const plain = ['--no-show-signature', '--no-color', '--encoding=UTF-8', '--format=tformat:%x02%H%x00%P%x00%T%x00%B%x00'];
  const { code, stdout } = await repo.git([...log, ...plain, ...revisions, '--']);
  if (code !== 0) return undefined;
  const versions: ReadVersion[] = [];
  let seal = before;
  for (const { commit, parents, tree, message, edits } of parseLog(stdout.toString('utf8'))) {
    const [parent = null] = parents;
    const version: ReadVersion = { commit, parent, edits };
    const read = readSeal(message);
    if (read && parents.length < 2) {
      const { operation, rollback } = parseMessage(message);
      const content = rollback === undefined ? { changes: edits } : { tree };
      const places: Follows[] = [{ parent }, ...(seal === undefined ? [] : [{ seal }])];
      if (places.some((follows) => sealOf({ message: read.message, follows, content }, hash) === read.seal)) {
        version.seal = read.seal;
        version.did = operation ? 'operation' : 'back';
      }
    }
    seal = version.seal;
    versions.push(version);
  }
  return versions;
}

type Logged = { commit: string; parents: string[]; tree: string; message: string; edits: FileEdit[] };

function* parseLog(out: string): Generator<Logged> {
  const fields = out.split('\0');
  for (let at = 0; at + 3 < fields.length;) {
    const [commit = '', parents = '', tree = '', message = ''] = fields.slice(at, at + 4);
    at += 4;
    const edits: FileEdit[] = [];
    while (at < fields.length && !fields[at]?.startsWith('\u0002')) {
      const [, mode, blob] = /^\n?:\d{6} (\d{6}) [0-9a-f]+ ([0-9a-f]+) [A-Z]\d*$/.exec(fields[at] ?? '') ?? [];
      if (blob !== undefined) edits.push({ path: fields[at + 1] ?? '', blob: mode === '000000' ? null : blob });
      at += blob === undefined ? 1 : 2;
    }
    yield { commit: commit.replace('\u0002', ''), parents: parents.split(' ').filter(Boolean), tree, message, edits };
  }
}
