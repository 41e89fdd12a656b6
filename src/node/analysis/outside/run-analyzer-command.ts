/** Runs an analyzer's command over the work tree and reads what it prints. What goes wrong becomes a problem of the report, never a lost review. */
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { pathFilter } from '../../../core/changes/glob.js';
import { readEslintJson } from '../../../core/analysis/outside/read-eslint-json.js';
import { readSarif } from '../../../core/analysis/outside/read-sarif.js';
import type { AnalyzerCommand, OutsideReading, OutsideReport } from '../../../core/analysis/outside/outside-remark.js';
import { toolName } from '../../../core/analysis/outside/rule-name.js';
import { safeText } from '../../../core/analysis/outside/safe-text.js';
import { commandConsent } from './command-consent.js';
import { analyzerEnvironment, findProgram } from './find-program.js';
import { runProgram } from './run-program.js';

export type CommandRun = {
  /** Absolute path of the work tree, where the command runs. */
  root: string;
  /** Changed paths that are there. */
  files: string[];
  signal: AbortSignal;
  /** Default: the process's own. */
  env?: NodeJS.ProcessEnv;
  /** Bytes of output that are read; default 60 MB. */
  maxOutput?: number;
};

const filesWord = '{files}';

/** Characters of file names in one call: Windows takes 32,767 in all. */
const longestCall = 20_000;

/** Rejects only when aborted. */
export async function runAnalyzerCommand(command: AnalyzerCommand, run: CommandRun): Promise<OutsideReport> {
  const { root, signal } = run;
  const report: OutsideReport = { origin: `analyzer ${command.name}`, from: 'command', remarks: [], problems: [] };
  const filter = command.files && pathFilter(command.files);
  const wanted = run.files.filter((file) => filter === undefined || filter(file));
  const files = command.command.includes(filesWord) ? await onDisk(root, wanted) : wanted;
  if (files.length === 0 && (filter !== undefined || command.command.includes(filesWord))) return report;
  if (command.consent !== undefined && (await commandConsent(command, root)).hash !== command.consent) {
    return { ...report, problems: ['it was not run, as what it executes has changed since you allowed it: review again to decide anew'] };
  }
  const [program = '', ...words] = command.command;
  const env = analyzerEnvironment(run.env ?? process.env);
  const found = await findProgram(program, root, env);
  if ('problem' in found) return { ...report, problems: [`${found.problem}: install it, or name the program by its path in the command`] };
  const timeoutMs = (command.timeoutSeconds ?? 120) * 1000;
  for (const args of calls(words, files)) {
    signal.throwIfAborted();
    const result = await runProgram(found.file, args, { cwd: root, env, timeoutMs, maxOutput: run.maxOutput ?? 60_000_000, signal });
    if (result.state === 'failed') {
      report.problems.push(`${whyFailed(result)}${lastWords(result.stderr)}`);
      break;
    }
    // a linter that finds something exits with 1
    const reading = readOutput(result.stdout, command, root);
    if (reading.state === 'refused') {
      const printed = result.stdout.trim() === '' ? 'it printed nothing' : `what it printed cannot be read: ${reading.reason}`;
      report.problems.push(
        `it exited with ${result.code ?? 'a signal'}, and ${printed} (let it print SARIF 2.1.0 or ESLint’s JSON to stdout)${lastWords(result.stderr)}`,
      );
      break;
    }
    for (const remark of reading.remarks) report.remarks.push(remark);
    report.tools = [...new Set([...(report.tools ?? []), ...reading.tools])];
    for (const problem of reading.problems) if (!report.problems.includes(problem)) report.problems.push(problem);
    if (reading.texts) report.texts = { ...report.texts, ...reading.texts };
  }
  return report;
}

/** Of another version's files those that are there: a linter stops at one that is not. */
async function onDisk(root: string, files: string[]): Promise<string[]> {
  const there: string[] = [];
  for (const file of files) if (await isFile(path.join(root, file))) there.push(file);
  return there;
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await lstat(file)).isFile();
  } catch {
    return false; // not in the work tree
  }
}

function readOutput(stdout: string, { name, format }: AnalyzerCommand, root: string): OutsideReading {
  // package managers print a line or two of their own before a script's output
  const json = stdout.slice(Math.max(stdout.search(/^\uFEFF?[[{]/m), 0));
  const isList = json.replace(/^\uFEFF/, '').startsWith('[');
  return (format ?? (isList ? 'eslint' : 'sarif')) === 'eslint'
    ? readEslintJson(json, { roots: [root], tool: toolName(name) })
    : readSarif(json, { roots: [root] });
}

/** The arguments of each call: all files in one, or in as many as their names need. */
function calls(words: string[], files: string[]): string[][] {
  if (!words.includes(filesWord)) return [words];
  const parts: string[][] = [[]];
  let length = 0;
  for (const file of files) {
    // a file may be called `--fix`
    const word = file.startsWith('-') ? `./${file}` : file;
    length += word.length + 1;
    if (length > longestCall && parts.at(-1)!.length > 0) {
      parts.push([]);
      length = word.length + 1;
    }
    parts.at(-1)!.push(word);
  }
  return parts.map((part) => words.flatMap((word) => (word === filesWord ? part : [word])));
}

function whyFailed({ reason, detail }: { reason: 'not-found' | 'not-startable' | 'timeout' | 'too-much-output'; detail: string }): string {
  switch (reason) {
    case 'not-found':
    case 'not-startable':
      return `it cannot be started: ${safeText(detail)}`;
    case 'timeout':
      return `it did not end within ${detail} and was stopped: give it fewer files ({files}) or more time (timeoutSeconds)`;
    case 'too-much-output':
      return `it printed more than ${detail} and was stopped: give it fewer files ({files})`;
  }
}

/** What it said on stderr of what went wrong, in one line. */
function lastWords(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:at\s|Node\.js v|\^+$)/.test(line));
  const telling = lines.find((line) => /(?:error|exception|panic\w*|fatal)\b.{0,3}:/i.test(line)) ?? lines.slice(-2).join(' ');
  return telling === '' ? '' : `; it said: ${safeText(telling.slice(0, 400))}`;
}
