/** Where the lesson files lie in a version, and which are there. */
import type { MemoryRepo } from './memory-repo.js';
import { parseTree, readObjects, type TreeEntry } from './objects.js';

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

/** The Markdown files of a version, by one git. */
export async function lessonFiles(repo: MemoryRepo, version: string): Promise<LessonFiles> {
  const names = [lessonsFolder, ...folders];
  const [commit, ...trees] = await readObjects(repo, [`${version}^{commit}`, ...names.map((name) => `${version}:${name}`)]);
  const files = new Map<string, TreeEntry>();
  for (const [index, tree] of trees.entries()) {
    if (tree?.type !== 'tree') continue;
    for (const entry of parseTree(tree)) if (entry.name.endsWith('.md')) files.set(`${names[index]}/${entry.name}`, entry);
  }
  return { commit: commit?.id, files };
}
