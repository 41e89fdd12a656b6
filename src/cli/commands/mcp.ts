/** `reverie mcp`: serves coding agents over stdio until the client goes. */
import path from 'node:path';
import { HumanError } from '../../core/human-error.js';
import { exitCode } from '../exit-code.js';
import { readModelOptions, type ModelOptions } from '../model-options.js';
import type { CommandContext } from '../terminal.js';
import { printable } from '../text/printable.js';

export type McpOptions = ModelOptions & { repo?: string; storage?: string };

/** Resolves when the client has closed its end, or the process is asked to end. */
export async function mcpCommand(context: CommandContext, options: McpOptions): Promise<number> {
  const { terminal } = context;
  if (!terminal.input) throw new HumanError('There is no input to read a client’s messages from', { next: 'Let an MCP client start it' });
  if (terminal.stdin.tty) await terminal.err('reverie: this speaks MCP with a coding agent’s client, which starts it; Ctrl+C ends it\n');
  const model = readModelOptions(options, terminal.env);
  // a library that prints would break the protocol
  console.log = console.info = console.debug = console.error;
  const { serve } = await import('../mcp/serve.js');
  await serve({
    version: context.version,
    input: terminal.input,
    write: (text) => terminal.out(text),
    log: (line) => void terminal.err(`reverie mcp: ${line.split('\n').map(printable).join('\n')}\n`),
    signal: context.signal,
    cwd: terminal.cwd,
    ...(options.repo !== undefined && { repo: options.repo }),
    ...(model && { model: model.request }),
    open: (folder) =>
      context.open({
        repo: folder,
        kind: 'mcp',
        ...(options.storage !== undefined && { storage: path.resolve(terminal.cwd, options.storage) }),
        ...(model && { anthropic: model.settings }),
      }),
  });
  return exitCode.ok;
}
