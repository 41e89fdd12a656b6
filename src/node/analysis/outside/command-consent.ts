/** What a person agrees to when a command may run: its words, and the files of the repo that it would execute, bound by one hash. */
import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { AnalyzerCommand } from '../../../core/analysis/outside/outside-remark.js';
import { analyzerEnvironment, findProgram } from './find-program.js';

/** `files`: paths from the repo's root, in order, whose contents are part of the hash. */
export type CommandConsent = { hash: string; files: string[] };

/** A named folder or an archive of programs is not read whole. */
const largestFile = 20_000_000;

/**
 * The hash of the command's words, the folder it runs in, and the contents of what it names inside the repo: scripts, the program itself,
 * what `npx` and its like would start, the scripts of `package.json` behind `npm run`, a Makefile behind `make`, and configurations that
 * are programs (`eslint.config.js`). What those load in turn is not part of it.
 */
export async function commandConsent(command: AnalyzerCommand, root: string): Promise<CommandConsent> {
  const hash = createHash('sha256');
  const add = (...parts: string[]): void => void hash.update(JSON.stringify(parts)).update('\n');
  add('reverie analyzer 1', await real(root), ...command.command);
  const files: string[] = [];
  for (const name of [...new Set(await executed(command.command, root))].toSorted()) {
    const content = await contentOf(path.join(root, name));
    if (content === undefined) continue;
    files.push(name);
    add(
      name,
      createHash('sha256')
        .update(name === 'package.json' ? scriptsOf(content) : content)
        .digest('hex'),
    );
  }
  return { hash: hash.digest('hex'), files };
}

/** Configurations that linters execute. */
const programConfig =
  /^(?:\.?(?:eslint|stylelint|oxlint|biome|prettier|jest|vite|vitest|babel)(?:rc|\.config)\.[cm]?[jt]s|noxfile\.py|tasks\.py|conftest\.py|Rakefile|Gemfile|\.rubocop\.rb)$/;

/** Paths from the root that the words may make run; some may not be there. */
async function executed(words: string[], root: string): Promise<string[]> {
  const [program = '', ...args] = words;
  const names: string[] = [];
  const found = await findProgram(program, root, analyzerEnvironment(process.env));
  for (const file of 'file' in found ? [found.file, await real(found.file)] : []) names.push(path.relative(await real(root), file));
  for (const piece of words.flatMap(piecesOf)) {
    const file = path.relative(root, path.resolve(root, piece));
    if (file !== '') names.push(file, ...impliedBy.map((end) => `${file}${end}`));
  }
  const plain = args.filter((word) => !word.startsWith('-'));
  const launcher = path.basename(program).replace(/\.(?:exe|cmd)$/i, '');
  if (/^(?:npx|bunx|pnpx|npm|pnpm|yarn|bun)$/.test(launcher)) {
    names.push('package.json');
    for (const word of plain.slice(0, 3)) {
      const bin = path.join('node_modules', '.bin', word);
      names.push(bin, path.relative(root, await real(path.join(root, bin))), path.join('node_modules', word, 'package.json'));
    }
  }
  if (/^g?make$/.test(launcher)) names.push('GNUmakefile', 'makefile', 'Makefile');
  if (launcher === 'go') for (const word of plain) names.push(...(await goFiles(root, word)));
  if (launcher === 'just') names.push('justfile', 'Justfile', '.justfile');
  names.push(...(await readdir(root)).filter((name) => programConfig.test(name)));
  return names
    .filter((name) => name !== '' && !path.isAbsolute(name) && name.split(path.sep)[0] !== '..')
    .map((name) => name.replaceAll('\\', '/'));
}

/** What a runtime takes when only the beginning of a script's path is given: `node tools/lint`, `python -m tools.lint`. */
const impliedBy = ['.js', '.cjs', '.mjs', '.ts', '.py', '/index.js', '/__main__.py'];

/** Paths that a word may hold: itself, an option's value, a module's name, the words of a script for a shell. */
function piecesOf(word: string): string[] {
  const parts = word.length > 4_000 ? [] : word.split(/[\s'"`;&|()<>=$,]+/).filter((part) => part !== '');
  const modules = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/.test(word) ? [word.replaceAll('.', '/')] : [];
  return [word, ...parts.slice(0, 200), ...modules];
}

/** The program of `go run ./tools/lint`. */
async function goFiles(root: string, folder: string): Promise<string[]> {
  if (!/^\.{0,2}[\\/]|^\.$/.test(folder)) return [];
  try {
    const inside = path.relative(root, path.resolve(root, folder));
    return (await readdir(path.join(root, inside))).filter((name) => name.endsWith('.go')).map((name) => path.join(inside, name));
  } catch {
    return []; // no folder
  }
}

async function contentOf(file: string): Promise<Buffer | undefined> {
  try {
    const { size } = await stat(file);
    if (size > largestFile) return Buffer.from(`${size} bytes`);
    return await readFile(file);
  } catch {
    return undefined; // a folder, or not there: the words alone count
  }
}

/** Other changes of `package.json` make nothing else run. */
function scriptsOf(content: Buffer): Buffer {
  try {
    const json = JSON.parse(content.toString('utf8')) as { scripts?: unknown };
    return Buffer.from(JSON.stringify(json.scripts ?? null));
  } catch {
    return content; // broken: as it stands
  }
}

async function real(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    return file; // not there
  }
}
