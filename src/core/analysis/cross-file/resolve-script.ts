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
  const tail = /^(?:@|~|#|src)\/(.+)$/.exec(clean)?.[1];
  return tail === undefined ? { state: 'unknown' } : resolveTail(tail, from, files);
}

function resolveBase(base: string, folderOnly: boolean, files: FileIndex): Resolution {
  const stem = base.slice(base.lastIndexOf('/') + 1);
  const wanted = [
    ...(folderOnly ? [] : [base, ...endings.map((e) => base + e), ...replaced(base)]),
    ...endings.map((e) => (base === '' ? `index${e}` : `${base}/index${e}`)),
  ];
  const found = wanted.find((path) => files.has(path));
  if (found !== undefined) return { state: 'file', path: found };
  const inside = files.entries(base);
  // a folder that is a package, or one that a loader knows how to take
  if (inside.has('package.json') || [...inside].some((name) => name.startsWith('index.'))) return { state: 'unknown' };
  // other endings and platforms (`a.vue`, `a.ios.js`, `a.wasm`) are known to loaders only
  const plain = stem.replace(/\.[cm]?jsx?$/, '');
  if (!folderOnly && [...files.entries(folderOf(base))].some((name) => name.startsWith(`${plain}.`))) return { state: 'unknown' };
  return { state: 'missing', wanted };
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
      const resolved = base === undefined ? undefined : resolveBase(base, false, files);
      if (resolved?.state === 'file') found.add(resolved.path);
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

/** Texts of which one stands in every relative import of the module (and in many others). */
export function scriptSearch(path: string): string[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const stem = name.replace(/(?:\.d)?\.[^.]+$/, '');
  const stems = stem === 'index' ? ['index', folderOf(path).split('/').at(-1) ?? ''] : [stem];
  const dots = stem === 'index' ? ["'.'", '"."', "'./'", '"./"', "'..'", '".."', "'../", '"../'].slice(0, 6) : [];
  return [...dots, ...stems.flatMap((s) => (s === '' ? [] : ['', '/', ...specifierEndings].flatMap((e) => [`/${s}${e}'`, `/${s}${e}"`])))];
}
