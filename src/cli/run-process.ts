/** Ties the CLI to its process: streams, Ctrl+C and the exit code. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { exitCode } from './exit-code.js';
import { runCli } from './run-cli.js';
import type { CommandContext, Terminal } from './terminal.js';
import { quoteWord } from './text/quote-word.js';

/** Runs the process's own command line and exits. `root` is the folder of package.json. */
export async function runProcess(root: URL): Promise<void> {
  const version = readVersion(root);
  const lost: Lost = {};
  const context: CommandContext = {
    terminal: processTerminal(lost),
    signal: interruption(),
    command: calledAs(process.argv[1] ?? 'reverie', process.cwd()),
    version,
    async open(options) {
      const { anthropicAccess, createReverie, openRepo } = await import('../node/engine.js');
      const { anthropic, kind = 'cli' } = options;
      const repo = await openRepo(options.repo);
      // one place has one kind of writer
      const storage = kind === 'mcp' ? path.join(options.storage ?? repo.reverieDir, 'mcp') : options.storage;
      return createReverie({
        repo,
        kind,
        assets: fileURLToPath(new URL('dist/assets', root)),
        version,
        ...(storage !== undefined && { storage }),
        ...(anthropic && { model: (ports) => anthropicAccess(anthropic, ports.clock) }),
      });
    },
  };
  const code = await runCli(process.argv.slice(2), context);
  if (lost.output) {
    const { message } = lost.output;
    await context.terminal.err(
      `reverie: The result could not be written: ${message}\nNext: Make room for it, or name a file with --output\n`,
    );
  }
  // a library's forgotten handle must not keep a finished command alive
  process.exit(lost.output ? exitCode.problem : code);
}

/** Why a part of the result did not reach stdout: half a report must not look like a whole one. */
type Lost = { output?: NodeJS.ErrnoException };

/** Aborts on the first Ctrl+C (or a termination request), so that what was found is kept; a second one ends the process at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(exitCode.cancelled);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

function processTerminal(lost: Lost): Terminal {
  const { stdout, stderr } = process;
  return {
    cwd: process.cwd(),
    env: process.env,
    stdin: { tty: isatty(0) },
    input: process.stdin,
    stdout: { tty: isatty(1) },
    stderr: { tty: isatty(2) },
    ...(stdout.isTTY && stdout.columns > 0 && { columns: stdout.columns }),
    out: writer(stdout, (error) => (lost.output ??= error)),
    err: writer(stderr),
    ...(isatty(0) && isatty(2) && { ask }),
    ...(isatty(0) && { edit: openEditor }),
  };
}

/** A line of the person's; nothing when they stop it or close the input. */
async function ask(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  // no terminal of its own: Ctrl+C stays the process's
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    return await Promise.race([lines.question(question, { signal }), closed]);
  } catch (error) {
    if (signal.aborted) return '';
    throw error;
  } finally {
    lines.close();
  }
}

/** `VISUAL`, else `EDITOR`, may have arguments: both are the person's own, and run as a shell has them. */
async function openEditor(file: string): Promise<void> {
  const { VISUAL, EDITOR } = process.env;
  const editor = VISUAL?.trim() || EDITOR?.trim() || (process.platform === 'win32' ? 'notepad' : 'vi');
  const { spawn } = await import('node:child_process');
  // stdout is the result's: the editor draws on the terminal behind stderr when that is one
  const stdout = isatty(1) ? 'inherit' : 2;
  const command = process.platform === 'win32' ? `${editor} "${file}"` : `${editor} "$REVERIE_LESSON_FILE"`;
  const child = spawn(command, { shell: true, stdio: ['inherit', stdout, 'inherit'], env: { ...process.env, REVERIE_LESSON_FILE: file } });
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) {
    const { HumanError } = await import('../core/human-error.js');
    throw new HumanError(`The editor (${editor}) ended with ${code ?? 'a signal'}, so nothing was changed`, {
      next: 'Set VISUAL or EDITOR to your editor',
    });
  }
}

/** Resolves when the text is flushed. A reader that went away (`| head`) ends the output, not the work; `onLost` hears of all else. */
function writer(stream: NodeJS.WriteStream, onLost?: (error: NodeJS.ErrnoException) => void): (text: string) => Promise<void> {
  let gone = false;
  const fail = (error: NodeJS.ErrnoException): void => {
    gone = true;
    if (error.code !== 'EPIPE') onLost?.(error);
  };
  stream.on('error', fail);
  return (text) =>
    new Promise((resolve) => {
      if (gone) resolve();
      else
        stream.write(text, (error) => {
          if (error) fail(error);
          resolve();
        });
    });
}

/** The installed command by its name; a script file as `node` with the shorter of its two paths. */
function calledAs(script: string, cwd: string): string {
  if (path.basename(script, '.js') !== 'cli') return 'reverie';
  const relative = path.relative(cwd, script);
  return `node ${quoteWord(relative.length < script.length ? relative : script)}`;
}

function readVersion(root: URL): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
}
