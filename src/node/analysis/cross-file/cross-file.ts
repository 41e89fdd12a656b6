/** Reviews a change across files: imports of what does not exist, and what was taken away from those who use it. Says nothing where it is not certain. */
import type { Analyzer } from '../../../core/analysis/analyzer.js';
import { fileIndex } from '../../../core/analysis/cross-file/file-index.js';
import { touchesExports } from '../../../core/analysis/cross-file/touched-heads.js';
import { toCandidate } from '../../../core/analysis/remark.js';
import { makeAnchor } from '../../../core/changes/make-anchor.js';
import { addedLines } from '../../../core/changes/added-lines.js';
import type { ChangedFile, Contents } from '../../../core/changes/change-set.js';
import { linesOf } from '../../../core/changes/lines.js';
import type { Redact } from '../../../core/ports.js';
import type { Candidate } from '../../../core/review/finding.js';
import { openSyntax } from '../syntax.js';
import { brokenUsers, type SidedRemark, type TouchedModule } from './broken-users.js';
import { mayImport, missingImports } from './missing-imports.js';
import { type Modules, moduleStyle, openModules } from './modules.js';

export type CrossFileOptions = { assets: string; redact: Redact };

/** More changed modules than this are a restructuring that nobody reviews by its imports. */
const mostModules = 1_000;

/** Answers for no file of its own: the rules read each of them too. */
export function createCrossFileChecks({ assets, redact }: CrossFileOptions): Analyzer {
  const syntax = openSyntax(assets);
  return {
    name,
    async analyze({ changes, contents, signal, warn }, emit) {
      // whole files have no older side: nothing was added to them, nothing taken away
      if (changes.scope.kind === 'files') return [];
      const { importing, exporting } = await touched(changes.files, contents);
      if (importing.length + exporting.length === 0 || signal.aborted) return [];
      if (importing.length + exporting.length > mostModules) {
        warn(`Imports across files were not checked: ${importing.length + exporting.length} modules change`);
        return [];
      }
      const modules = openModules(syntax, contents, fileIndex(await contents.paths()));
      const say = speaker(contents, redact, emit);
      for (const file of importing) {
        if (signal.aborted) return [];
        for (const remark of await missingImports(file, contents, modules)) await say({ ...remark, file, side: 'new' });
      }
      const surfaces: TouchedModule[] = [];
      for (const file of exporting) if (!signal.aborted) surfaces.push(...(await surfacesOf(file, contents, modules)));
      for (const style of ['script', 'python'] as const) {
        if (signal.aborted) return [];
        for (const remark of await brokenUsers(surfaces, style, { changes, contents, modules, warn })) await say(remark);
      }
      if (modules.exhausted()) warn('Imports across files were checked in part: the change touches too many modules');
      return [];
    },
  };
}

const name = 'cross-file';

/** Files whose imports or exports the change may touch, by a look at their lines. */
async function touched(files: ChangedFile[], contents: Contents): Promise<{ importing: ChangedFile[]; exporting: ChangedFile[] }> {
  const importing: ChangedFile[] = [];
  const exporting: ChangedFile[] = [];
  for (const file of files) {
    const style = moduleStyle(file.path);
    if (!style || file.skip !== undefined || file.kind !== 'text' || file.status === 'unmerged') continue;
    if (file.status === 'deleted' || file.status === 'renamed') exporting.push(file);
    const added = addedLines(file);
    if (file.status === 'deleted' || file.hunks.length === 0) continue;
    const content = await contents.read(file, 'new');
    if (content.state !== 'text') continue;
    let now: string[] | undefined;
    const newLines = (): string[] => (now ??= linesOf(content.text));
    if (added.length > 0 && mayImport(file, content.text, { style, lines: newLines })) importing.push(file);
    if (file.status === 'added' || file.status === 'renamed' || file.status === 'copied') continue;
    const old = await contents.read(file, 'old');
    if (old.state !== 'text' || (style.style === 'script' && !old.text.includes('export'))) continue;
    if (touchesExports(linesOf(old.text), newLines(), file.hunks, style.style)) exporting.push(file);
  }
  return { importing, exporting };
}

async function surfacesOf(file: ChangedFile, contents: Contents, modules: Modules): Promise<TouchedModule[]> {
  const oldPath = file.oldPath ?? file.path;
  if (!moduleStyle(oldPath)) return [];
  const [old, now] = await Promise.all([contents.read(file, 'old'), contents.read(file, 'new')]);
  if (old.state !== 'text') return [];
  const before = await modules.read(oldPath, old.text);
  if (file.status === 'deleted' || file.status === 'renamed') return [{ file, oldPath, before }];
  return now.state === 'text' ? [{ file, oldPath, before, now: await modules.surface(file.path) }] : [];
}

function speaker(contents: Contents, redact: Redact, emit: (candidate: Candidate) => void): (remark: SidedRemark) => Promise<void> {
  // one file can have hundreds of remarks, and its whole text is searched for secrets
  const sides = new Map<string, { lines: string[]; redactedLines: () => string[] }>();
  const linesAt = async (file: ChangedFile, side: SidedRemark['side']): Promise<{ lines: string[]; redactedLines: () => string[] }> => {
    const key = `${side}:${file.path}`;
    let known = sides.get(key);
    if (!known) {
      const content = await contents.read(file, side);
      const text = content.state === 'text' ? content.text : '';
      let redacted: string[] | undefined;
      known = { lines: linesOf(text), redactedLines: () => (redacted ??= linesOf(redact(text))) };
      sides.set(key, known);
    }
    return known;
  };
  return async ({ file, side, check, place, title, body }) => {
    const said = {
      rule: check.id,
      category: check.category,
      severity: check.severity,
      confidence: check.confidence,
      title: title ?? check.title,
      body: body ?? check.why,
    };
    const { lines, redactedLines } = await linesAt(file, side);
    const path = file.path;
    if ('startLine' in place && side === 'new') emit(toCandidate({ ...said, ...place }, { path, lines, redact, redactedLines }, name));
    else
      emit({
        ...said,
        title: redact(said.title),
        body: redact(said.body),
        source: { kind: 'analyzer', name },
        anchor:
          'why' in place ? { state: 'file', path, side, why: place.why } : makeAnchor({ path, side, lines: redactedLines(), ...place }),
      });
  };
}
