/** The texts of a change set's files: blobs through one git process, the work tree through the file system. */
import type { ChangedFile, Content, Contents, Side } from '../../core/changes/change-set.js';
import { countLines } from '../../core/changes/lines.js';
import type { BlobReader } from '../git/blob-reader.js';
import type { RepoGit } from '../git/repo-git.js';
import { decodeText, oversized } from './decode-text.js';
import { ignoredPaths, pathsOfNewSide, searchNewSide } from './new-side.js';
import type { Sides } from './resolve-scope.js';
import type { WorkTree } from './work-tree.js';

export type ContentSources = {
  git: RepoGit;
  blobs: BlobReader;
  tree: WorkTree;
  sides: Pick<Sides, 'newSide' | 'head'>;
  /** `working-tree-encoding` by path. */
  encodings: Map<string, string>;
  signal: AbortSignal;
};

export interface OpenContents extends Contents {
  /** Takes the new side of a file that was read already. */
  readonly keepNew: (path: string, content: Content) => void;
}

/** Characters kept for further readings; what comes later is read again each time. */
const maxKept = 32_000_000;

export function openContents({ git, blobs, tree, sides, encodings, signal }: ContentSources): OpenContents {
  const cache = new Map<string, Promise<Content>>();
  let kept = 0;
  let listed: Promise<ReadonlySet<string>> | undefined;
  const once = (key: string, read: () => Promise<Content>): Promise<Content> => {
    signal.throwIfAborted();
    let content = cache.get(key);
    if (!content) {
      content = read();
      cache.set(key, content);
      content.then(
        (found) => {
          const size = found.state === 'text' ? found.text.length : 0;
          if (kept + size > maxKept) cache.delete(key);
          else kept += size;
        },
        () => cache.delete(key),
      );
    }
    return content;
  };

  async function blob(name: string, gone: Content): Promise<Content> {
    const found = await blobs.read(name);
    signal.throwIfAborted();
    switch (found.state) {
      case 'found':
        return decodeText(found.bytes);
      case 'oversized':
        return { state: 'oversized', reason: oversized(found.size), bytes: found.size };
      case 'missing':
        return gone;
      case 'failed':
        return { state: 'unreadable', reason: found.reason };
    }
  }

  async function workFile(path: string): Promise<Content> {
    const found = await tree.read(path);
    switch (found.state) {
      case 'file':
        return decodeText(found.bytes, encodings.get(path));
      case 'link':
        return { state: 'text', text: found.target };
      case 'oversized':
        return { state: 'oversized', reason: oversized(found.size), bytes: found.size };
      case 'absent':
        return { state: 'absent' };
      case 'unreadable':
        return { state: 'unreadable', reason: found.reason };
    }
  }

  async function newSide(file: ChangedFile): Promise<Content> {
    if (file.status === 'deleted') return { state: 'absent' };
    if (sides.newSide !== 'work tree') return file.newBlob === undefined ? { state: 'absent' } : blob(file.newBlob, missing(file.newBlob));
    const content = await workFile(file.path);
    if (content.state === 'absent' && file.newMode !== undefined)
      return { state: 'unreadable', reason: 'it vanished after the changes were read' };
    const last = file.hunks.at(-1)?.new.endLine ?? 0;
    // an editor may have saved since; hunks on the wrong lines would be worse than no review
    if (content.state === 'text' && countLines(content.text) < last)
      return { state: 'unreadable', reason: 'it changed after the changes were read' };
    return content;
  }

  async function oldSide(file: ChangedFile): Promise<Content> {
    return file.oldBlob === undefined ? { state: 'absent' } : blob(file.oldBlob, missing(file.oldBlob));
  }

  async function sideOf(file: ChangedFile, side: Side): Promise<Content> {
    if (file.kind === 'submodule') return { state: 'binary', reason: 'submodule' };
    return side === 'old' ? oldSide(file) : newSide(file);
  }

  return {
    keepNew: (path, content) => void once(`new ${path}`, () => Promise.resolve(content)),
    // a finding may ask for an older blob of the same file
    read: (file, side) => once(side === 'old' ? `old ${file.oldBlob} ${file.path}` : `new ${file.path}`, () => sideOf(file, side)),
    readPath: (path) =>
      once(`path ${path}`, () => {
        if (sides.newSide === 'work tree') return workFile(path);
        if (path === '' || path.startsWith('/') || path.split('/').some((s) => s === '..' || s === '.'))
          return Promise.resolve({ state: 'absent' });
        return blob(`${sides.newSide === 'index' ? '' : sides.head}:${path}`, { state: 'absent' });
      }),
    paths: () => (listed ??= pathsOfNewSide({ git, sides, signal }).then((paths) => new Set(paths))),
    search: (texts, endings) => searchNewSide({ git, sides, signal }, texts, endings),
    ignored: async (paths) => new Set(await ignoredPaths({ git, signal }, paths)),
    start: () => blobs.start(),
    close: () => blobs.close(),
  };
}

function missing(id: string): Content {
  return { state: 'unreadable', reason: `git has no object ${id.slice(0, 12)} here` };
}
