/** Where the lesson files lie in a version, and which are there. */
import type { MemoryRepo } from './memory-repo.js';
import { type GitObject, parseTree, readObjects, type TreeEntry } from './objects.js';

export const lessonsFolder = 'lessons';

/**
 * Where a lesson is written: `lessons/a/<id>.md`, in the folder of its id's last sign. Ids end in a random tail, so the folders fill evenly,
 * and a version writes two small trees instead of one with every lesson in it.
 */
export function lessonPath(id: string): string {
  return `${lessonsFolder}/${id.at(-1) ?? '-'}/${id}.md`;
}

/** Where else a lesson is found: put there by hand, or before there were folders. Its next change moves it. */
export function flatLessonPath(id: string): string {
  return `${lessonsFolder}/${id}.md`;
}

const folders = Array.from('0123456789abcdefghijklmnopqrstuvwxyz-', (sign) => `${lessonsFolder}/${sign}`);

export type LessonFiles = {
  /** The commit's id; undefined when there is no such commit. */
  commit: string | undefined;
  /** By path; links and submodules included. */
  files: Map<string, TreeEntry>;
};

/** The Markdown files of a version, by one git. Throws when a folder of it is lost: that lessons are gone is not the same as that there are none. */
export async function lessonFiles(repo: MemoryRepo, version: string): Promise<LessonFiles> {
  const names = [lessonsFolder, ...folders];
  const [commit, root, ...trees] = await readObjects(repo, [
    `${version}^{commit}`,
    `${version}^{tree}`,
    ...names.map((name) => `${version}:${name}`),
  ]);
  const files = new Map<string, TreeEntry>();
  if (commit) assertWhole(version, root, trees);
  for (const [index, tree] of trees.entries()) {
    if (tree?.type !== 'tree') continue;
    for (const entry of parseTree(tree)) if (entry.name.endsWith('.md')) files.set(`${names[index]}/${entry.name}`, entry);
  }
  return { commit: commit?.id, files };
}

/** Each folder that is named must be there; `trees` are `lessons` and the folders in it. */
function assertWhole(version: string, root: GitObject | undefined, [top, ...below]: (GitObject | undefined)[]): void {
  const folderNames = (tree: GitObject): string[] =>
    parseTree(tree)
      .filter(({ mode }) => mode === '40000')
      .map(({ name }) => name);
  const lost = (name: string): Error => new Error(`${version}:${name} is lost: its object is missing`);
  if (root?.type !== 'tree') throw lost('');
  if (!top && folderNames(root).includes(lessonsFolder)) throw lost(lessonsFolder);
  if (top?.type !== 'tree') return;
  const there = new Set(folderNames(top));
  for (const [index, folder] of folders.entries()) {
    if (!below[index] && there.has(folder.slice(lessonsFolder.length + 1))) throw lost(folder);
  }
}
