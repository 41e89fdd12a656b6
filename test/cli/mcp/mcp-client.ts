/** `reverie mcp` as a real process, spoken to by the SDK's own client or by raw lines. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { cli, start } from '../bundle.js';

export type Answer = {
  isError?: boolean;
  structuredContent?: Record<string, unknown>;
  content: { type: string; text: string }[];
};

/** The structured part of an answer. */
// the type is the caller's word
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function structured<T>({ structuredContent }: { structuredContent?: unknown }): T {
  return structuredContent as T;
}

export interface McpSession {
  client: Client;
  call(name: string, args?: Record<string, unknown>, options?: Parameters<Client['callTool']>[2]): Promise<Answer>;
  stderr(): string;
  pid: number;
  close(): Promise<void>;
}

/** `roots`: folders that the client tells of when it is asked. */
export async function mcpSession(cwd: string, options: { args?: string[]; roots?: string[] } = {}): Promise<McpSession> {
  const { args = [], roots } = options;
  const transport = new StdioClientTransport({ command: process.execPath, args: [await cli(), 'mcp', ...args], cwd, stderr: 'pipe' });
  let stderr = '';
  transport.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const client = new Client({ name: 'test', version: '1' }, { capabilities: roots ? { roots: { listChanged: true } } : {} });
  if (roots) {
    client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: roots.map((folder) => ({ uri: `file://${folder}` })) }));
  }
  await client.connect(transport);
  return {
    client,
    call: async (name, given = {}, more) => (await client.callTool({ name, arguments: given }, undefined, more)) as Answer,
    stderr: () => stderr,
    pid: transport.pid ?? 0,
    close: () => client.close(),
  };
}

export type Message = { id?: number | null; result?: Record<string, unknown>; error?: { code: number; message: string }; method?: string };

export interface RawSession {
  child: ChildProcessWithoutNullStreams;
  /** Writes a line as it is. */
  line(text: string): void;
  /** Resolves with the next message that fits. */
  next(fits: (message: Message) => boolean): Promise<Message>;
  /** The answer to a request. */
  ask(id: number, method: string, params?: unknown): Promise<Message>;
  stderr(): string;
  /** Ends its input; resolves with the exit code. */
  end(): Promise<number | null>;
}

export async function rawSession(cwd: string): Promise<RawSession> {
  const child = start(await cli(), ['mcp'], { cwd });
  const messages: Message[] = [];
  const waiting: { fits: (message: Message) => boolean; found: (message: Message) => void }[] = [];
  let [rest, stderr] = ['', ''];
  child.stdin.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      // whatever is on stdout is the protocol
      const message = JSON.parse(line) as Message;
      const at = waiting.findIndex((w) => w.fits(message));
      if (at < 0) messages.push(message);
      else waiting.splice(at, 1)[0]?.found(message);
    }
  });
  const session: RawSession = {
    child,
    line: (text) => void child.stdin.write(`${text}\n`),
    next: (fits) =>
      new Promise((found) => {
        const at = messages.findIndex(fits);
        const [message] = at < 0 ? [] : messages.splice(at, 1);
        if (message) found(message);
        else waiting.push({ fits, found });
      }),
    ask(id, method, params) {
      session.line(JSON.stringify({ jsonrpc: '2.0', id, method, ...(params !== undefined && { params }) }));
      return session.next((m) => m.id === id);
    },
    stderr: () => stderr,
    end: () =>
      new Promise((resolve) => {
        child.once('close', (code) => resolve(code));
        child.stdin.end();
      }),
  };
  return session;
}

export const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } };
