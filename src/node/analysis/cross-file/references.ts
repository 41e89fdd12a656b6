/** Finds where the new side still refers to what modules had. */
import type { ImportEntry } from '../../../core/analysis/cross-file/module-surface.js';
import { type FileIndex, folderOf } from '../../../core/analysis/cross-file/file-index.js';
import { pythonSpecifiers } from '../../../core/analysis/cross-file/resolve-python.js';
import { scriptNames, scriptSpecifiers } from '../../../core/analysis/cross-file/resolve-script.js';
import { skipReason } from '../../../core/changes/skip.js';
import type { Contents } from '../../../core/changes/change-set.js';
import { meantToBreak } from './missing-imports.js';
import { type Modules, type ModuleStyle, moduleStyle } from './modules.js';

/** One import of a module elsewhere: by `entry`, as `local` when the module itself has a name there. */
export type Importer = {
  path: string;
  entry: ImportEntry;
  target: string;
  namespace?: string;
  /** `from specifier import name`, where the name is a module. */ member?: { specifier: string; name: string };
};

type Targets = ReadonlyMap<string, string[] | undefined>;

/** More files than this are not parsed, or not even looked at. */
const mostFiles = 300;
const mostRead = 4_000;

export type Found = { importers: Importer[]; cut: boolean };

/** The imports on the new side that mean one of `targets` (with the words of which one stands in any file that is concerned), where `files` says what an import means. */
export async function importersOf(
  targets: Targets,
  style: ModuleStyle,
  files: FileIndex,
  contents: Contents,
  modules: Modules,
): Promise<Found> {
  const paths = await contents.search([...new Set([...targets.keys()].flatMap((path) => style.search(path)))], style.endings);
  const looked = paths.slice(0, mostRead).filter((path) => skipReason(path) === undefined && !meantToBreak.test(path));
  const named = scriptNames(targets.keys());
  const importers: Importer[] = [];
  let parsed = 0;
  for (const path of looked) {
    if (!(await mayMean(path, { targets, style, files, contents, named }))) continue;
    if (++parsed > mostFiles) break;
    for (const entry of await modules.imports(path)) {
      if (entry.guarded) continue;
      const resolved = style.resolve(entry.specifier, path, files);
      const target = resolved.state === 'file' ? resolved.path : undefined;
      if (target !== undefined && targets.has(target) && target !== path) {
        const whole = entry.names.find(({ name, local }) => name === '*' && local !== '');
        importers.push({ path, entry, target, ...(whole && { namespace: whole.local }) });
      }
      if (style.style === 'python') importers.push(...modulesOf(path, entry, targets, style, files));
    }
  }
  return { importers, cut: parsed > mostFiles || paths.length > mostRead };
}

/** Parsing costs a hundred times more than a look at what stands in quotes. */
async function mayMean(
  path: string,
  {
    targets,
    style,
    files,
    contents,
    named,
  }: { targets: Targets; style: ModuleStyle; files: FileIndex; contents: Contents; named: (specifier: string) => boolean },
): Promise<boolean> {
  const content = await contents.readPath(path);
  if (content.state !== 'text') return false;
  const { text } = content;
  const holds = (words: string[] | undefined): boolean =>
    words === undefined || words.some((word) => text.includes(word)) || /\bexport\s*\*|\bimport\s*\*/.test(text);

  if (style.style === 'script') {
    return scriptSpecifiers(text).some((specifier) => {
      if (!named(specifier)) return false;
      const resolved = style.resolve(specifier, path, files);
      return resolved.state === 'file' && targets.has(resolved.path) && holds(targets.get(resolved.path));
    });
  }
  if (![...targets.values()].some(holds)) return false;
  return pythonSpecifiers(text).some((specifier) => {
    const resolved = style.resolve(specifier, path, files);
    if (resolved.state === 'file' && targets.has(resolved.path)) return true;
    // `from package import module`
    const folder = resolved.state === 'file' && resolved.path.endsWith('__init__.py') ? folderOf(resolved.path) : undefined;
    return [...targets.keys()].some((target) => {
      const own = target.endsWith('/__init__.py') ? folderOf(folderOf(target)) : folderOf(target);
      return folder === undefined ? resolved.state === 'unknown' && own.endsWith(specifier.split('.').at(-1)!) : own === folder;
    });
  });
}

/** `from package import module`. */
function modulesOf(path: string, entry: ImportEntry, targets: Targets, style: ModuleStyle, files: FileIndex): Importer[] {
  return entry.names.flatMap(({ name, local }) => {
    if (name === '*' || entry.names.length === 0) return [];
    const specifier = `${entry.specifier}${entry.specifier.endsWith('.') ? '' : '.'}${name}`;
    const resolved = style.resolve(specifier, path, files);
    if (resolved.state !== 'file' || !targets.has(resolved.path) || resolved.path === path) return [];
    const whole = { ...entry, specifier, names: [{ name: '*', local, line: entry.line }] };
    return [{ path, entry: whole, target: resolved.path, namespace: local, member: { specifier: entry.specifier, name } }];
  });
}

/** True when the whole file says so too: what looks like an import may stand in a text in quotes. */
export async function isImport({ path, entry }: Importer, modules: Modules): Promise<boolean> {
  return (await modules.surface(path)).imports.some(({ line, guarded }) => line === entry.line && !guarded);
}

export type Reference = { path: string; line: number };

/** Where the importer names `name` of its module; undefined when it does not. */
export async function referenceTo(name: string, { path, entry, namespace }: Importer, contents: Contents): Promise<Reference | undefined> {
  const imported = entry.names.find((n) => n.name === name);
  if (imported) return { path, line: imported.line };
  if (namespace === undefined || name === 'default') return undefined;
  const content = await contents.readPath(path);
  const lines = content.state === 'text' ? content.text.split('\n') : [];
  const member = new RegExp(String.raw`(?<![\w$.'"])${escaped(namespace)}\s*\.\s*${escaped(name)}(?![\w$])`);
  const comment = moduleStyle(path)?.style === 'python' ? /#.*$/ : /\/\/.*$|^\s*\*.*$/;
  const at = lines.findIndex((line) => line.length < 2_000 && member.test(line.replace(comment, '')));
  return at < 0 ? undefined : { path, line: at + 1 };
}

function escaped(name: string): string {
  return name.replaceAll(/[$.]/g, String.raw`\$&`);
}

/** Up to five places as Markdown, and how many more there are. */
export function placesText(references: Reference[]): string {
  const shown = references.slice(0, 5).map(({ path, line }) => `\`${path}:${line}\``);
  return `${shown.join(', ')}${references.length > 5 ? ` and ${references.length - 5} more` : ''}`;
}
