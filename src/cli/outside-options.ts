/** The options by which other analyzers join a review: files that they wrote, and commands that a person gives. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { AnalyzerCommand, OutsideInput, OutsideReport } from '../core/analysis/outside/outside-remark.js';
import { HumanError } from '../core/human-error.js';
import { readSarifFile } from '../node/analysis/outside/read-sarif-file.js';
import { splitWords } from './split-words.js';

/** `repo`: the folder as the person named it; `root`: the repo's root without links. */
type Place = { cwd: string; repo?: string | undefined; root: string };

export type OutsideOptions = { sarif?: string[]; sarifBaseline?: string[]; analyzer?: string[] };

/** Undefined without any of the options. Throws a HumanError for what cannot be read: a report that is missing must not look like one without results. */
export async function readOutside(options: OutsideOptions, place: Place): Promise<OutsideInput | undefined> {
  const { sarif, sarifBaseline, analyzer } = options;
  if (!sarif && !sarifBaseline && !analyzer) return undefined;
  const commands = analyzer?.map(readCommand);
  const [reports, baseline] = await Promise.all([readAll(sarif ?? [], place), readAll(sarifBaseline ?? [], place)]);
  return { reports, ...(sarifBaseline && { baseline }), ...(commands && { commands }) };
}

/** `NAME=COMMAND`, or the command alone, which is then called as its program. */
export function readCommand(text: string): AnalyzerCommand {
  const named = /^([\w.@-]{1,60})=(?=\S)/.exec(text.trim());
  const words = splitWords(named ? text.trim().slice(named[0].length) : text);
  if ('problem' in words)
    throw new HumanError(`--analyzer ${text}: ${words.problem}`, { next: "Write it as --analyzer 'NAME=PROGRAM ARGUMENT… {files}'" });
  return { name: named?.[1] ?? toolOf(words.words), command: words.words };
}

/** Programs that run another one, which is what a finding is known by. */
const launcher = /^(?:node|deno|bun|npx|bunx|pnpx|npm|pnpm|yarn|uv|uvx|pipx|poetry|python[\d.]*|py|ruby|bundle|php)$/;

/** The program's name, or that of what it launches: `npx eslint`, `node tools/lint.js`, `python3 -m pylint` are eslint, lint, pylint. */
function toolOf([program = '', ...args]: string[]): string {
  const name = nameOf(program);
  const inline = args.some((word) => /^(?:-[ecpr]|--eval|--print)$/.test(word));
  if (!launcher.test(name) || inline) return name;
  const launched = args.find((word) => !word.startsWith('-') && !/^(?:run|exec|x|dlx|tool)$/.test(word)) ?? '';
  const said = nameOf(launched.replace(/(?<=.)@[\w.^~-]+$/, ''));
  return /^[\w.-]{1,60}$/.test(said) ? said : name;
}

function nameOf(program: string): string {
  return path.basename(program).replace(/\.\w{1,4}$/, '');
}

async function readAll(files: string[], place: Place): Promise<OutsideReport[]> {
  const roots = await rootsOf(place);
  return Promise.all(files.map((file) => readSarifFile(path.resolve(place.cwd, file), { name: file, roots })));
}

/** The root, and what it is called where the way to it leads over a link. */
async function rootsOf({ cwd, repo, root }: Place): Promise<string[]> {
  const named = path.resolve(cwd, repo ?? '.');
  const below = path.relative(root, await realpath(named));
  if (below.split(path.sep)[0] === '..' || path.isAbsolute(below)) return [root];
  return [root, below === '' ? named : path.resolve(named, path.relative(below, ''))];
}
