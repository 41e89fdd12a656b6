/** The options by which other analyzers join a review: files that they wrote, and commands that a person gives. */
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { longestReport, type AnalyzerCommand, type OutsideInput, type OutsideReport } from '../core/analysis/outside/outside-remark.js';
import { readSarif } from '../core/analysis/outside/read-sarif.js';
import { HumanError } from '../core/human-error.js';
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
  return Promise.all(
    files.map(async (file): Promise<OutsideReport> => {
      const reading = readSarif(await readText(path.resolve(place.cwd, file), file), { roots });
      if (reading.state === 'refused') throw new HumanError(`${file} cannot be read as SARIF: ${reading.reason}`, { next: reading.next });
      return { origin: file, from: 'file', remarks: reading.remarks, tools: reading.tools, problems: reading.problems };
    }),
  );
}

/** The root, and what it is called where the way to it leads over a link. */
async function rootsOf({ cwd, repo, root }: Place): Promise<string[]> {
  const named = path.resolve(cwd, repo ?? '.');
  const below = path.relative(root, await realpath(named));
  if (below.split(path.sep)[0] === '..' || path.isAbsolute(below)) return [root];
  return [root, below === '' ? named : path.resolve(named, path.relative(below, ''))];
}

async function readText(file: string, name: string): Promise<string> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw new HumanError(`${name} is a folder`, { next: 'Name the SARIF files in it' });
    if (found.size > longestReport) {
      throw new HumanError(`${name} has more than ${longestReport / 1_000_000} MB`, {
        next: 'Let the analyzer report on less, or split its report',
      });
    }
    const bytes = await readFile(file);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b)
      throw new HumanError(`${name} is compressed`, { next: `Unpack it first: gunzip -k ${name}` });
    return new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes);
  } catch (cause) {
    if (cause instanceof HumanError) throw cause;
    const reason =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : cause instanceof Error ? cause.message : String(cause);
    throw new HumanError(`${name} cannot be read: ${reason}`, {
      next: 'Check the path; let the analyzer write the file before the review',
      cause,
    });
  }
}
