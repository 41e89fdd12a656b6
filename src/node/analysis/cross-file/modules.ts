/** Reads modules of the new side, each once, and follows what they show on. */
import { type FileIndex } from '../../../core/analysis/cross-file/file-index.js';
import { type ImportEntry, type ModuleSurface, opaqueSurface, type Resolution } from '../../../core/analysis/cross-file/module-surface.js';
import { pythonSearch, resolvePython } from '../../../core/analysis/cross-file/resolve-python.js';
import { resolveScript, scriptSearch } from '../../../core/analysis/cross-file/resolve-script.js';
import { plainExports } from '../../../core/analysis/cross-file/plain-exports.js';
import { hasIndentedImports, onlyImports } from '../../../core/analysis/cross-file/only-imports.js';
import type { HeadStyle } from '../../../core/analysis/cross-file/touched-heads.js';
import { type Language, languageOf } from '../../../core/analysis/language.js';
import type { Contents } from '../../../core/changes/change-set.js';
import type { Syntax, SyntaxTree } from '../syntax.js';
import { pythonSurface } from './python-surface.js';
import { scriptSurface } from './script-surface.js';

export type ModuleStyle = {
  style: HeadStyle;
  language: Language;
  /** Names of the files that may import such a module. */
  endings: string[];
  resolve: (specifier: string, from: string, files: FileIndex) => Resolution;
  search: (path: string) => string[];
  surface: (tree: SyntaxTree) => ModuleSurface;
};

const script = {
  style: 'script',
  endings: ['.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts'],
  resolve: resolveScript,
  search: scriptSearch,
  surface: scriptSurface,
} as const;
const python = { style: 'python', endings: ['.py'], resolve: resolvePython, search: pythonSearch, surface: pythonSurface } as const;

/** Undefined for files that are no modules of a language whose imports are followed. Declarations alone (`.d.ts`, `.pyi`) are none. */
export function moduleStyle(path: string): ModuleStyle | undefined {
  if (/\.d\.[cm]?ts$|\.pyi$/.test(path)) return undefined;
  const language = languageOf(path);
  if (language === 'python') return { ...python, endings: [...python.endings], language };
  return language === 'javascript' || language === 'typescript' || language === 'tsx'
    ? { ...script, endings: [...script.endings], language }
    : undefined;
}

/** What a module says of a name: it has it, it has not, or nobody can tell. */
export type Provides = 'yes' | 'no' | 'unknown';

export interface Modules {
  readonly files: FileIndex;
  /** True once more than one review's share of text was asked for: nothing is said of the rest. */
  exhausted(): boolean;
  /** The surface of a file of the new side. */
  surface(path: string): Promise<ModuleSurface>;
  /** Only what a file of the new side imports: that costs less than its surface. */
  imports(path: string): Promise<ImportEntry[]>;
  /** Whether the file's lines show the name, or may show any, as far as they can be read without a tree; false says nothing. */
  declares(path: string, name: string): Promise<boolean>;
  /** The surface of any text. */
  read(path: string, text: string): Promise<ModuleSurface>;
  provides(path: string, name: string): Promise<Provides>;
  /** Hands a file's tree to `use`; undefined when it cannot be read or parsed. */
  withTree<T>(path: string, use: (tree: SyntaxTree) => T): Promise<T | undefined>;
}

/** How much text one review parses to follow imports: two to four seconds of work at the most. */
const mostCharacters = 6_000_000;

export function openModules(syntax: Syntax, contents: Contents, files: FileIndex): Modules {
  const surfaces = new Map<string, Promise<ModuleSurface>>();
  const plain = new Map<string, Promise<Set<string>>>();
  let left = mostCharacters;
  let exhausted = false;

  async function parsed<T>(path: string, text: string, use: (tree: SyntaxTree, style: ModuleStyle) => T): Promise<T | undefined> {
    const style = moduleStyle(path);
    if (!style || text.length > 1_000_000) return undefined;
    if (text.length > left) {
      exhausted = true;
      return undefined;
    }
    left -= text.length;
    await syntax.load([style.language]);
    return syntax.withTree(style.language, text, (tree) => use(tree, style));
  }

  async function textOf(path: string): Promise<string | undefined> {
    const content = await contents.readPath(path);
    if (content.state !== 'text') return undefined;
    // a link reads as the path that it leads to
    return /^[^\s;(){}=]{1,300}$/.test(content.text) ? undefined : content.text;
  }

  const modules: Modules = {
    files,
    exhausted: () => exhausted,
    async read(path, text) {
      return (await parsed(path, text, (tree, style) => style.surface(tree))) ?? opaqueSurface('it cannot be read');
    },
    surface(path) {
      let surface = surfaces.get(path);
      if (!surface) {
        surface = textOf(path).then((text) => (text === undefined ? opaqueSurface('it cannot be read') : modules.read(path, text)));
        surfaces.set(path, surface);
      }
      return surface;
    },
    async imports(path) {
      const known = surfaces.get(path);
      const text = known ? undefined : await textOf(path);
      const imports = text !== undefined && moduleStyle(path)?.style === 'script' ? onlyImports(text) : undefined;
      if (imports?.trim() === '' && !hasIndentedImports(text!)) return [];
      const surface = imports === undefined ? undefined : await modules.read(path, imports);
      // what cannot be read without the rest is read with it
      return surface === undefined || surface.imports.length === 0 ? (await modules.surface(path)).imports : surface.imports;
    },
    async declares(path, name) {
      const style = moduleStyle(path)?.style;
      // what the tree says is better, and costs nothing more
      if (!style || surfaces.has(path)) return false;
      let names = plain.get(path);
      if (!names) plain.set(path, (names = textOf(path).then((text) => plainExports(text ?? '', style))));
      const plainly = await names;
      return plainly.has(name) || plainly.has('*');
    },
    provides: (path, name) => provides(modules, path, name, 0),
    async withTree(path, use) {
      const text = await textOf(path);
      return text === undefined ? undefined : parsed(path, text, (tree) => use(tree));
    },
  };
  return modules;
}

/** Longer chains of modules that show each other on are not followed. */
const maxDepth = 6;

async function provides(modules: Modules, path: string, name: string, depth: number): Promise<Provides> {
  const style = moduleStyle(path);
  if (!style || depth > maxDepth) return 'unknown';
  if (await modules.declares(path, name)) return 'yes';
  const surface = await modules.surface(path);
  if (surface.names.has(name)) return 'yes';
  if (surface.opaque !== undefined) return 'unknown';
  let known = true;
  for (const star of surface.stars) {
    const resolved = style.resolve(star, path, modules.files);
    const said = resolved.state === 'file' ? await provides(modules, resolved.path, name, depth + 1) : 'unknown';
    // `export *` never shows the default
    if (name === 'default' && style.style === 'script') continue;
    if (said === 'yes') return 'yes';
    if (said === 'unknown') known = false;
  }
  return known ? 'no' : 'unknown';
}
