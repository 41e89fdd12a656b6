/** Finds the file that an import of Python means, where the repository alone decides that. */
import { type FileIndex, folderOf } from './file-index.js';
import type { Resolution } from './module-surface.js';

/** `specifier` is the module as written: `.mod`, `..pkg.mod`, `app.mod`. Names of other distributions are unknown. */
export function resolvePython(specifier: string, from: string, files: FileIndex): Resolution {
  const dots = /^\.*/.exec(specifier)![0].length;
  const parts = specifier.slice(dots).split('.').filter(Boolean);
  if (dots > 0) {
    let folder = folderOf(from);
    for (let up = 1; up < dots; up++) {
      if (folder === '') return { state: 'unknown' };
      folder = folderOf(folder);
    }
    return resolveIn(folder, parts, files);
  }
  const [first] = parts;
  if (first === undefined) return { state: 'unknown' };
  const roots = new Set<string>();
  // below a package the imports begin at its outermost folder
  for (let folder = folderOf(from); ; folder = folderOf(folder)) {
    for (const root of [folder, join(folder, 'src')]) if (isModule(root, first, files)) roots.add(root);
    if (folder === '') break;
  }
  const [root, ...others] = [...roots].filter((r) => !files.entries(r).has('__init__.py'));
  return root === undefined || others.length > 0 ? { state: 'unknown' } : resolveIn(root, parts, files);
}

function resolveIn(root: string, parts: string[], files: FileIndex): Resolution {
  const base = parts.reduce(join, root);
  if (files.leadsOutside(`${base}/x`)) return { state: 'unknown' };
  const wanted = [`${base}.py`, join(base, '__init__.py')];
  // a package wins over a module of the same name
  const found = parts.length === 0 ? [wanted[1]!] : wanted.toReversed();
  const path = found.find((p) => files.has(p));
  if (path !== undefined) return { state: 'file', path };
  if (files.entries(base).size > 0) return { state: 'unknown' }; // a namespace package
  const name = parts.at(-1);
  // compiled modules and stubs
  if (name === undefined || [...files.entries(folderOf(base))].some((entry) => entry.startsWith(`${name}.`))) return { state: 'unknown' };
  return { state: 'missing', wanted: found };
}

function isModule(root: string, name: string, files: FileIndex): boolean {
  return files.has(join(root, `${name}.py`)) || files.has(join(join(root, name), '__init__.py'));
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Modules that a text imports, some of them perhaps in texts in quotes: a cheap first look. */
export function pythonSpecifiers(text: string): string[] {
  const found = text.matchAll(
    /^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import\b|import[ \t]+([\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[\w.]+(?:[ \t]+as[ \t]+\w+)?)*))/gm,
  );
  return [...found].flatMap(([, from, names]) =>
    from === undefined ? (names ?? '').split(',').map((name) => name.trim().split(/\s/)[0]!) : [from],
  );
}

/** Texts of which one stands in every import of the module (and in many others). */
export function pythonSearch(path: string): string[] {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.py$/, '');
  const stem = name === '__init__' ? folderOf(path).split('/').at(-1) : name;
  const own = stem === undefined || stem === '' ? [] : [`${stem} import`, `import ${stem}`, `.${stem}`, `, ${stem}`, `    ${stem},`];
  return name === '__init__' ? [...own, 'from . import', 'from .. import'] : own;
}
