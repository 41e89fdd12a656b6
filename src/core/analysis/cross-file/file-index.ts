/** The files of one side of a repository, by folder. */

export interface FileIndex {
  has(path: string): boolean;
  /** Names of what lies directly in a folder; empty when there is no such folder. */
  entries(folder: string): ReadonlySet<string>;
  /** True when something on the way to the path is a link or a submodule, whose inside is not listed. */
  leadsOutside(path: string): boolean;
}

/** `moved`: paths that are looked at as if they were still there. */
export function fileIndex(paths: ReadonlySet<string>, moved: Iterable<string> = []): FileIndex {
  const folders = new Map<string, Set<string>>();
  const add = (path: string): void => {
    for (let at = path; at !== '';) {
      const slash = at.lastIndexOf('/');
      const folder = slash < 0 ? '' : at.slice(0, slash);
      const entries = folders.get(folder);
      const name = at.slice(slash + 1);
      if (entries?.has(name)) return;
      if (entries) entries.add(name);
      else folders.set(folder, new Set([name]));
      at = folder;
    }
  };
  for (const path of paths) add(path);
  const extra = new Set(moved);
  for (const path of extra) add(path);
  const none = new Set<string>();
  return {
    has: (path) => paths.has(path) || extra.has(path),
    entries: (folder) => folders.get(folder) ?? none,
    leadsOutside(path) {
      for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        if (paths.has(path.slice(0, slash))) return true;
      }
      return false;
    },
  };
}

/** The folder of a path; empty at the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Joins with `.` and `..` taken out; undefined when it leads out of the root. */
export function joinPath(folder: string, relative: string): string | undefined {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
