/** Finds the file that an import of JavaScript or TypeScript means, where the repository alone decides that. */
import { type FileIndex, folderOf, joinPath } from './file-index.js';
import type { Resolution } from './module-surface.js';

const endings = ['.ts', '.tsx', '.d.ts', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts', '.d.mts', '.d.cts', '.json'];

/** What TypeScript may have written the ending for. */
const written: Record<string, string[]> = {
  '.js': ['.ts', '.tsx', '.d.ts', '.jsx'],
  '.jsx': ['.tsx', '.d.ts'],
  '.mjs': ['.mts', '.d.mts'],
  '.cjs': ['.cts', '.d.cts'],
};

/** Relative imports; and those from a root by the usual signs (`@/`, `~/`), when only one file can be meant. Packages are unknown. */
export function resolveScript(specifier: string, from: string, files: FileIndex): Resolution {
  const clean = specifier.replace(/\?.*$/, '');
  if (/[!*$:]/.test(clean) || clean === '') return { state: 'unknown' };
  if (/^\.{1,2}(?:\/|$)/.test(clean)) {
    const base = joinPath(folderOf(from), clean);
    if (base === undefined || files.leadsOutside(base) || files.leadsOutside(`${base}/x`)) return { state: 'unknown' };
    return resolveBase(base, clean.endsWith('/') || /(?:^|\/)\.{1,2}$/.test(clean), files);
  }
  const tail = /^(?:@|~|#|src)\/(.*[^./].*)$/.exec(clean)?.[1];
  return tail === undefined ? { state: 'unknown' } : resolveTail(tail, from, files);
}

function resolveBase(base: string, folderOnly: boolean, files: FileIndex): Resolution {
  const found = fileAt(base, folderOnly, files);
  if (found !== undefined) return { state: 'file', path: found };
  const inside = files.entries(base);
  // a folder that is a package, or one that a loader knows how to take
  if (inside.has('package.json') || [...inside].some((name) => name.startsWith('index.'))) return { state: 'unknown' };
  // other endings and platforms (`a.vue`, `a.ios.js`, `a.wasm`) are known to loaders only
  const plain = base.slice(base.lastIndexOf('/') + 1).replace(/\.[cm]?jsx?$/, '');
  if (!folderOnly && [...files.entries(folderOf(base))].some((name) => name.startsWith(`${plain}.`))) return { state: 'unknown' };
  return {
    state: 'missing',
    wanted: [
      ...(folderOnly ? [] : [base, ...endings.map((e) => base + e), ...replaced(base)]),
      ...endings.map((e) => (base === '' ? `index${e}` : `${base}/index${e}`)),
    ],
  };
}

/** Asks what lies in the folder first: most of what is looked for is nowhere near. */
function fileAt(base: string, folderOnly: boolean, files: FileIndex): string | undefined {
  const folder = folderOf(base);
  const name = base.slice(base.lastIndexOf('/') + 1);
  const beside = files.entries(folder);
  if (beside.size === 0) return undefined;
  if (!folderOnly) {
    const names = [name, ...endings.map((e) => name + e), ...replaced(name)];
    const found = names.find((n) => beside.has(n) && files.has(folder === '' ? n : `${folder}/${n}`));
    if (found !== undefined) return folder === '' ? found : `${folder}/${found}`;
  }
  const inside = base === '' || beside.has(name) ? files.entries(base) : undefined;
  const index = inside && endings.map((e) => `index${e}`).find((n) => inside.has(n) && files.has(base === '' ? n : `${base}/${n}`));
  if (index === undefined) return undefined;
  return base === '' ? index : `${base}/${index}`;
}

function replaced(base: string): string[] {
  const ending = /\.[cm]?jsx?$/.exec(base)?.[0];
  return ending === undefined ? [] : (written[ending] ?? []).map((e) => base.slice(0, -ending.length) + e);
}

/** Below the nearest folder above that has it, if no other one does. */
function resolveTail(tail: string, from: string, files: FileIndex): Resolution {
  const found = new Set<string>();
  for (let folder = folderOf(from); ; folder = folderOf(folder)) {
    for (const root of [folder, folder === '' ? 'src' : `${folder}/src`, folder === '' ? 'app' : `${folder}/app`]) {
      const base = joinPath(root, tail);
      const path = base === undefined ? undefined : fileAt(base, false, files);
      if (path !== undefined) found.add(path);
    }
    if (folder === '') break;
  }
  const [only, ...others] = found;
  return only !== undefined && others.length === 0 ? { state: 'file', path: only } : { state: 'unknown' };
}

const specifierEndings = ['.js', '.jsx', '.mjs', '.cjs', '.ts', '.tsx', '.mts', '.cts', '.json'];

/** Specifiers that stand in a text, some of them perhaps in comments or strings: a cheap first look. */
export function scriptSpecifiers(text: string): string[] {
  return [...text.matchAll(/(?:from|import|require)\s{0,4}\(?\s{0,4}(?:'([^'\n]{1,300})'|"([^"\n]{1,300})")/g)].map((m) => m[1] ?? m[2]!);
}

/** Whether a specifier may mean one of the modules, by its last word alone: to find out for certain costs many looks into folders. */
export function scriptNames(paths: Iterable<string>): (specifier: string) => boolean {
  const names = new Set<string>();
  for (const path of paths) {
    const [file = '', folder] = path.split('/').toReversed();
    // with each of its endings and without: `x.d.ts` is meant by `x`, `x.d` and `x.js`
    for (let name = file; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) names.add(name);
    if (folder !== undefined && file.startsWith('index.')) names.add(folder);
  }
  const folders = names.has('index');
  return (specifier) => {
    const clean = specifier.replace(/\?.*$/, '').replace(/\/+$/, '');
    const last = clean.slice(clean.lastIndexOf('/') + 1);
    if (last === '' || last === '.' || last === '..') return folders;
    return names.has(last) || names.has(last.replace(/\.[cm]?[jt]sx?$/, ''));
  };
}

/** Texts of which one stands in every relative import of the module (and in many others). */
export function scriptSearch(path: string): string[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const stem = name.replace(/(?:\.d)?\.[^.]+$/, '');
  const stems = stem === 'index' ? ['index', folderOf(path).split('/').at(-1) ?? ''] : [stem];
  const dots = stem === 'index' ? ["'.'", '"."', "'./'", '"./"', "'..'", '".."', "'../", '"../'].slice(0, 6) : [];
  return [...dots, ...stems.flatMap((s) => (s === '' ? [] : ['', '/', ...specifierEndings].flatMap((e) => [`/${s}${e}'`, `/${s}${e}"`])))];
}
