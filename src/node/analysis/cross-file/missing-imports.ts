/** Imports that a change adds, of what does not exist. */
import { missingExport, missingModule } from '../../../core/analysis/cross-file/descriptions.js';
import { folderOf } from '../../../core/analysis/cross-file/file-index.js';
import type { ImportEntry, ModuleSurface } from '../../../core/analysis/cross-file/module-surface.js';
import { touchesImports } from '../../../core/analysis/cross-file/touched-heads.js';
import { addedLines, overlaps } from '../../../core/changes/added-lines.js';
import type { ChangedFile, Contents, LineRange } from '../../../core/changes/change-set.js';
import type { CheckRemark } from '../../../core/analysis/change-checks/change-check.js';
import { type Modules, type ModuleStyle, moduleStyle } from './modules.js';

/** Where tools put what they make, and where tests keep code that is meant to be broken. */
const made =
  /(?:^|\/)(?:dist|build|out|lib|es|esm|cjs|generated|__generated__|gen|codegen|artifacts|coverage|node_modules|\.[^/]+)(?:\/|$)|generated|codegen|_version$|_pb2?$/i;
export const meantToBreak =
  /(?:^|\/)(?:__)?(?:fixtures?|test-?fixtures|testdata|test-?data|test-?cases?|templates?|snapshots?|stubs?)(?:__)?\//i;

/** True when the file may hold such imports: a first look at its lines. */
export function mayImport(file: ChangedFile, text: string, { style, lines }: { style: ModuleStyle; lines: () => string[] }): boolean {
  if (meantToBreak.test(file.path) || !/import|require|export/.test(text)) return false;
  return touchesImports(lines(), addedLines(file), style.style);
}

export async function missingImports(file: ChangedFile, contents: Contents, modules: Modules): Promise<CheckRemark[]> {
  const cheap = await wrongImports(await modules.imports(file.path), file, contents, modules);
  // what looks like an import may stand in a text in quotes: the whole file tells
  return cheap.length === 0 ? [] : wrongImports((await modules.surface(file.path)).imports, file, contents, modules);
}

async function wrongImports(imports: ImportEntry[], file: ChangedFile, contents: Contents, modules: Modules): Promise<CheckRemark[]> {
  const style = moduleStyle(file.path)!;
  const added = addedLines(file);
  const entries = imports.filter((e) => !e.guarded && overlaps(added, { startLine: e.line, endLine: e.endLine }));
  if (entries.length === 0) return [];
  let old: Promise<OldImports> | undefined;
  const before = (): Promise<OldImports> => (old ??= oldImports(file, contents, modules));
  const found = entries.map((entry) => ({ entry, resolved: style.resolve(entry.specifier, file.path, modules.files) }));
  // git is asked once for all: it costs a process
  let asked: Promise<ReadonlySet<string>> | undefined;
  const ignored = (): Promise<ReadonlySet<string>> =>
    (asked ??= contents.ignored(found.flatMap(({ resolved }) => (resolved.state === 'missing' ? resolved.wanted : []))));
  const remarks: CheckRemark[] = [];
  for (const { entry, resolved } of found) {
    if (resolved.state === 'unknown') continue;
    if (resolved.state === 'missing') {
      if (isMade(resolved.wanted[0] ?? '', file.path)) continue;
      // what the repository ignores is made by a tool; what lies in the work tree is there, whatever git knows of it
      if ((await before()).has(entry.specifier)) continue;
      const leftOut = await ignored();
      if (resolved.wanted.some((path) => leftOut.has(path))) continue;
      remarks.push({
        check: missingModule,
        place: within(entry, added),
        title: `The import of ‘${entry.specifier}’ leads nowhere`,
      });
      continue;
    }
    remarks.push(...(await missingNames(entry, resolved.path, { file, style, added, before, modules })));
  }
  return remarks;
}

/** A target whose own part of the way, beyond the folders that it shares with its importer, is named as what tools make. */
function isMade(target: string, importer: string): boolean {
  let shared = 0;
  for (let i = 0; i < target.length && target[i] === importer[i]; i++) if (target[i] === '/') shared = i + 1;
  return made.test(target.slice(shared));
}

/** Names by specifier. */
type OldImports = Map<string, Set<string>>;

type NameInput = { file: ChangedFile; style: ModuleStyle; added: LineRange[]; before: () => Promise<OldImports>; modules: Modules };

async function missingNames(
  entry: ImportEntry,
  target: string,
  { file, style, added, before, modules }: NameInput,
): Promise<CheckRemark[]> {
  const remarks: CheckRemark[] = [];
  for (const { name, line } of entry.names) {
    const place = { startLine: line, endLine: line };
    if (name === '*' || !overlaps(added, place)) continue;
    if ((await provides(target, name, { file, style, entry, modules })) !== 'no' || (await before()).get(entry.specifier)?.has(name))
      continue;
    remarks.push({
      check: missingExport,
      place,
      title: name === 'default' ? `‘${entry.specifier}’ has no default export` : `‘${entry.specifier}’ has no ‘${name}’`,
      body: `It is \`${target}\`. ${missingExport.why}`,
    });
  }
  return remarks;
}

async function provides(
  target: string,
  name: string,
  { file, style, entry, modules }: { file: ChangedFile; style: ModuleStyle; entry: ImportEntry; modules: Modules },
): Promise<'yes' | 'no' | 'unknown'> {
  // every module has some names without declaring them: __doc__, __file__, __name__
  if (style.style === 'python' && /^__\w+__$/.test(name)) return 'yes';
  // a module of the package, rather than a name of its own
  if (style.style === 'python' && target.endsWith('__init__.py')) {
    const inside = style.resolve(`${entry.specifier}${entry.specifier.endsWith('.') ? '' : '.'}${name}`, file.path, modules.files);
    if (inside.state !== 'missing') return 'yes';
  }
  return modules.provides(target, name);
}

/** The imports of the old version: what was wrong before is not this change's. */
async function oldImports(file: ChangedFile, contents: Contents, modules: Modules): Promise<OldImports> {
  const old = await contents.read(file, 'old');
  const surface: ModuleSurface | undefined = old.state === 'text' ? await modules.read(file.path, old.text) : undefined;
  const known = new Map<string, Set<string>>();
  // a file that moved says the same from another place
  if (file.oldPath !== undefined && folderOf(file.oldPath) !== folderOf(file.path)) return known;
  for (const { specifier, names } of surface?.imports ?? []) {
    const all = known.get(specifier) ?? new Set();
    for (const { name } of names) all.add(name);
    known.set(specifier, all);
  }
  return known;
}

/** The first added line of an import. */
function within(entry: LineRangeOf, added: LineRange[]): LineRange {
  for (let line = entry.line; line <= entry.endLine; line++) {
    const place = { startLine: line, endLine: line };
    if (overlaps(added, place)) return place;
  }
  return { startLine: entry.line, endLine: entry.line };
}

type LineRangeOf = { line: number; endLine: number };
