/** What a change takes away from modules although other files still use it: exports, parameters, whole modules. */
import { misfit, shifted } from '../../../core/analysis/cross-file/call-fits.js';
import { changedSignature, removedExport, removedModule } from '../../../core/analysis/cross-file/descriptions.js';
import { fileIndex } from '../../../core/analysis/cross-file/file-index.js';
import type { ModuleSurface } from '../../../core/analysis/cross-file/module-surface.js';
import { addedLines, overlaps } from '../../../core/changes/added-lines.js';
import type { ChangedFile, ChangeSet, Contents, LineRange } from '../../../core/changes/change-set.js';
import type { CheckRemark } from '../../../core/analysis/change-checks/change-check.js';
import { callsOf } from './calls-of.js';
import { type Modules, type ModuleStyle, moduleStyle } from './modules.js';
import { importersOf, type Importer, isImport, placesText, type Reference, referenceTo } from './references.js';

/** A module that a change touches; `now` is absent for one that is gone from its old path. */
export type TouchedModule = { file: ChangedFile; oldPath: string; before: ModuleSurface; now?: ModuleSurface };

/** A remark about a file, placed on the side that shows it. */
export type SidedRemark = CheckRemark & { file: ChangedFile; side: 'old' | 'new' };

export type UserInput = { changes: ChangeSet; contents: Contents; modules: Modules; warn: (message: string) => void };

export async function brokenUsers(touched: TouchedModule[], style: ModuleStyle['style'], input: UserInput): Promise<SidedRemark[]> {
  const own: Loss[] = [];
  for (const module of touched) {
    if (moduleStyle(module.oldPath)?.style !== style) continue;
    const loss = await lossOf(module, input.modules);
    if (loss.now === undefined || loss.names.length + loss.signatures.length > 0) own.push(loss);
  }
  const [first] = own;
  if (!first) return [];
  const language = moduleStyle(first.oldPath)!;
  const paths = await input.contents.paths();
  const moved = own.filter(({ now }) => now === undefined).map(({ oldPath }) => oldPath);
  const files = fileIndex(paths, moved);
  const { importers, cut } = await followed(own, language, files, input);
  if (cut) input.warn('Not every file that may use what this change removes was looked at: too many match');
  const remarks: SidedRemark[] = [];
  for (const module of own) {
    const users = importers.filter(({ target }) => target === module.oldPath);
    remarks.push(
      ...(module.now === undefined ? await goneModule(module, users, language, input) : await goneNames(module, importers, input)),
    );
    if (module.now) remarks.push(...(await changedCalls(module, module.now, users, input)));
  }
  return remarks;
}

/** Names that a module no longer has, and those of functions that take other parameters. */
type Loss = TouchedModule & { names: string[]; signatures: string[] };

async function lossOf(module: TouchedModule, modules: Modules): Promise<Loss> {
  const { file, before, now } = module;
  const loss: Loss = { ...module, names: [], signatures: [] };
  if (!now) return loss;
  for (const [name, { signature }] of before.names) {
    const after = now.names.get(name);
    if (after) {
      if (signature && after.signature && JSON.stringify(signature) !== JSON.stringify(after.signature)) loss.signatures.push(name);
    } else if (before.opaque === undefined && now.opaque === undefined && (await modules.provides(file.path, name)) === 'no')
      loss.names.push(name);
  }
  return loss;
}

/** Words of which one stands in every file that can be concerned; undefined when that may be any. */
function wordsOf(names: string[]): string[] | undefined {
  return names.includes('default') ? undefined : names;
}

/** The importers of the modules, and of those that show everything of them on. */
async function followed(
  losses: Loss[],
  style: ModuleStyle,
  files: Modules['files'],
  input: UserInput,
): Promise<{ importers: Importer[]; cut: boolean }> {
  const importers: Importer[] = [];
  const seen = new Set<string>();
  let open = new Map(
    losses.map(({ oldPath, now, names, signatures }) => [oldPath, now === undefined ? undefined : wordsOf([...names, ...signatures])]),
  );
  const all = [...open.values()].includes(undefined) ? undefined : [...open.values()].flatMap((words) => words ?? []);
  let cut = false;
  for (let depth = 0; depth < 3 && open.size > 0; depth++) {
    for (const path of open.keys()) seen.add(path);
    const found = await importersOf(open, style, files, input.contents, input.modules);
    importers.push(...found.importers);
    cut ||= found.cut;
    const onward = found.importers.filter(({ entry, path }) => showsOn(entry.names, style, entry.reExport) && !seen.has(path));
    open = new Map(onward.map(({ path }) => [path, all]));
  }
  return { importers, cut };
}

function showsOn(names: { name: string; local: string }[], { style }: ModuleStyle, reExport: boolean): boolean {
  return style === 'python' ? names.length === 0 : reExport && names.some(({ name, local }) => name === '*' && local === '');
}

async function goneModule(
  { file, oldPath }: TouchedModule,
  users: Importer[],
  style: ModuleStyle,
  input: UserInput,
): Promise<SidedRemark[]> {
  const references: Reference[] = [];
  for (const user of users) {
    const { path, entry, member } = user;
    if (isChanged(input.changes, path, { startLine: entry.line, endLine: entry.endLine })) continue;
    const resolved = style.resolve(entry.specifier, path, input.modules.files);
    if (resolved.state !== 'missing' || !(await isImport(user, input.modules))) continue;
    // `from package import name` may be there still, as a name of the package
    const owner = member && style.resolve(member.specifier, path, input.modules.files);
    if (owner?.state !== 'file' || (await input.modules.provides(owner.path, member!.name)) === 'no')
      references.push({ path, line: entry.line });
  }
  if (references.length === 0 || (await input.contents.ignored([oldPath])).size > 0) return [];
  const renamed = file.status === 'renamed';
  return [
    {
      file,
      side: renamed ? 'new' : 'old',
      check: removedModule,
      place: renamed ? { why: `the file was moved from ${oldPath}` } : { startLine: 1, endLine: 1 },
      title: renamed
        ? `The module is moved, and ${count(references)} still ${references.length === 1 ? 'imports' : 'import'} it from its old place`
        : `The module is deleted, and ${count(references)} still ${references.length === 1 ? 'imports' : 'import'} it`,
      body: `${renamed ? `\`${oldPath}\`` : 'It'} is imported in ${placesText(references)}. ${removedModule.why}`,
    },
  ];
}

async function goneNames({ file, oldPath, before, names }: Loss, importers: Importer[], input: UserInput): Promise<SidedRemark[]> {
  const remarks: SidedRemark[] = [];
  for (const name of names) {
    const { line } = before.names.get(name)!;

    const references = new Map<string, Reference>();
    for (const importer of importers) {
      const reference = await referenceTo(name, importer, input.contents);
      if (
        !reference ||
        references.has(reference.path) ||
        isChanged(input.changes, reference.path, { startLine: reference.line, endLine: reference.line })
      )
        continue;
      // it reaches the name through the module that lost it, and by no other way
      if (!leadsTo(importer.target, oldPath, importers) || (await input.modules.provides(importer.target, name)) !== 'no') continue;
      if (await isImport(importer, input.modules)) references.set(reference.path, reference);
    }
    if (references.size === 0) continue;
    const users = [...references.values()];
    remarks.push({
      file,
      side: 'old',
      check: removedExport,
      place: { startLine: line, endLine: line },
      title: `${name === 'default' ? 'The default export' : `‘${name}’`} is removed or renamed, and ${count(users)} still ${users.length === 1 ? 'uses' : 'use'} it`,
      body: `It is used in ${placesText(users)}. ${removedExport.why}`,
    });
  }
  return remarks;
}

function leadsTo(target: string, wanted: string, importers: Importer[]): boolean {
  const seen = new Set<string>();
  const open = [target];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === wanted) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    for (const { path, target: next } of importers) if (path === at) open.push(next);
  }
  return false;
}

async function changedCalls(
  { file, before, signatures }: Loss,
  now: ModuleSurface,
  users: Importer[],
  input: UserInput,
): Promise<SidedRemark[]> {
  const remarks: SidedRemark[] = [];
  for (const name of signatures) {
    const { signature, line, endLine } = now.names.get(name)!;
    const old = before.names.get(name)?.signature;
    if (!signature || !old) continue;
    const wrong: (Reference & { why: string })[] = [];
    for (const { path, entry, namespace } of users) {
      const local =
        entry.names.find((n) => n.name === name)?.local ??
        (namespace !== undefined && name !== 'default' ? `${namespace}.${name}` : undefined);
      if (local === undefined || wrong.some((w) => w.path === path)) continue;
      const calls = (await input.modules.withTree(path, (tree) => callsOf(tree, local))) ?? [];
      for (const call of calls) {
        const isNew = isTouched(input.changes, path, { startLine: call.line, endLine: call.endLine });
        const order = !isNew && shifted(old, signature) && (call.positional ?? 0) > firstShift(old.names, signature.names);
        const why = misfit(call, old, signature) ?? (order ? 'its arguments stand in the old order' : undefined);
        if (why !== undefined) wrong.push({ path, line: call.line, why });
      }
    }
    const [example] = wrong;
    if (!example) continue;
    remarks.push({
      file,
      side: 'new',
      check: changedSignature,
      place: firstAdded(file, { startLine: line, endLine }),
      title: `${name === 'default' ? 'The default export' : `‘${name}’`} takes other parameters now, and ${count(wrong)} still ${wrong.length === 1 ? 'calls' : 'call'} it as before`,
      body: `In ${placesText(wrong)}: ${example.why}. ${changedSignature.why}`,
    });
  }
  return remarks;
}

/** The first place that has another name now. */
function firstShift(old: (string | undefined)[], now: (string | undefined)[]): number {
  return old.findIndex((name, i) => name !== undefined && now.includes(name) && now.indexOf(name) !== i);
}

function firstAdded(file: ChangedFile, range: LineRange): LineRange {
  const hunk = addedLines(file).find((added) => overlaps([added], range));
  const line = hunk ? Math.max(hunk.startLine, range.startLine) : range.startLine;
  return { startLine: line, endLine: line };
}

/** What stands on an added line is judged as an import of its own. */
function isChanged(changes: ChangeSet, path: string, range: LineRange): boolean {
  const file = changes.files.find((f) => f.path === path);
  return file !== undefined && overlaps(addedLines(file), range);
}

/** Also by lines that were taken out of it. */
function isTouched(changes: ChangeSet, path: string, range: LineRange): boolean {
  const hunks = changes.files.find((f) => f.path === path)?.hunks ?? [];
  return hunks.some(({ new: now }) => now.startLine <= range.endLine && now.endLine >= range.startLine - 1);
}

function count(references: Reference[]): string {
  return references.length === 1 ? 'one place' : `${references.length} places`;
}
