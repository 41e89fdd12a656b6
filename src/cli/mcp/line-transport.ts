/**
 * JSON-RPC messages as lines over stdin and stdout, as MCP's stdio transport has it. Unlike the SDK's own, it answers what is no message with
 * the error that JSON-RPC names for it, takes a line of any length without keeping it, and lets running calls end when the input does.
 */
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { JSONRPCMessageSchema, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';

/** Longer lines are refused. No call of a tool comes near it. */
export const longestLine = 4_000_000;

const codes = { parse: -32700, invalidRequest: -32600, invalidParams: -32602, internal: -32603 } as const;

export type LineTransportOptions = {
  input: Readable;
  /** Resolves when the text is handed over, also when nobody reads any more. */
  write: (text: string) => Promise<void>;
  /** The input has ended: no further message will come. */
  onEnd: () => void;
};

export function lineTransport({ input, write, onEnd }: LineTransportOptions): Transport {
  const decoder = new StringDecoder('utf8');
  let line = '';
  let tooLong = false;
  let ended = false;

  const transport: Transport = {
    async start() {
      input.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
      input.once('end', end);
      input.once('close', end);
      input.on('error', (error: Error) => {
        transport.onerror?.(error);
        end();
      });
    },
    send: (message) => write(`${JSON.stringify(readable(message))}\n`),
    async close() {
      input.pause();
      transport.onclose?.();
    },
  };
  return transport;

  function take(text: string): void {
    const parts = text.split('\n');
    for (const [index, part] of parts.entries()) {
      if (!tooLong && line.length + part.length > longestLine) {
        tooLong = true;
        line = '';
        void refuse(codes.invalidRequest, `The message is longer than ${longestLine} characters`, null);
      }
      if (!tooLong) line += part;
      if (index === parts.length - 1) break;
      const whole = line;
      line = '';
      if (tooLong) tooLong = false;
      else read(whole);
    }
  }

  function end(): void {
    if (ended) return;
    ended = true;
    // a last line without its newline
    if (line.trim() && !tooLong) read(line);
    onEnd();
  }

  function read(text: string): void {
    if (!text.trim()) return;
    let value: unknown;
    try {
      value = JSON.parse(text.replace(/^\uFEFF/, ''));
    } catch {
      return void refuse(codes.parse, 'Parse error: each line must be one JSON-RPC message, and this one is no JSON', null);
    }
    const problem = problemOf(value);
    if (problem) return void refuse(problem.code, problem.message, idOf(value));
    const message = JSONRPCMessageSchema.safeParse(value);
    if (!message.success) return void refuse(codes.invalidRequest, 'Invalid request: it is no JSON-RPC 2.0 message', idOf(value));
    transport.onmessage?.(message.data);
  }

  function refuse(code: number, message: string, id: string | number | null): Promise<void> {
    return write(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })}\n`);
  }
}

function problemOf(value: unknown): { code: number; message: string } | undefined {
  const invalid = (message: string) => ({ code: codes.invalidRequest, message: `Invalid request: ${message}` });
  if (Array.isArray(value)) return invalid('batches are not taken; send one message a line');
  if (typeof value !== 'object' || value === null) return invalid('a message is an object');
  const { jsonrpc, method, params, id } = value as Record<string, unknown>;
  if (jsonrpc !== '2.0') return invalid('“jsonrpc” must be "2.0"');
  if (method === undefined) return undefined;
  if (typeof method !== 'string') return invalid('“method” must be a string');
  if (id !== undefined && typeof id !== 'string' && !Number.isInteger(id)) return invalid('“id” must be a string or a whole number');
  if (params === undefined || id === undefined) return undefined;
  if (typeof params !== 'object' || params === null || Array.isArray(params))
    return { code: codes.invalidParams, message: 'Invalid params: they must be an object' };
  if (method !== 'tools/call') return undefined;
  const { name, arguments: given } = params as Record<string, unknown>;
  if (typeof name !== 'string') return { code: codes.invalidParams, message: 'Invalid params: “name” must be the name of a tool' };
  if (given !== undefined && (typeof given !== 'object' || given === null || Array.isArray(given)))
    return { code: codes.invalidParams, message: 'Invalid params: “arguments” must be an object' };
  return undefined;
}

function idOf(value: unknown): string | number | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
  return typeof id === 'string' || (typeof id === 'number' && Number.isInteger(id)) ? id : null;
}

/** The SDK answers params that do not fit with the issues of its schema as JSON: said in words instead. */
function readable(message: JSONRPCMessage): JSONRPCMessage {
  if (!('error' in message) || !message.error.message.startsWith('[')) return message;
  try {
    const issues = JSON.parse(message.error.message) as { path?: unknown[]; message?: string }[];
    const words = issues.slice(0, 3).map(({ path = [], message: what = '' }) => `${path.map(String).join('.')}: ${what}`);
    return { ...message, error: { code: codes.invalidParams, message: `Invalid params: ${words.join('; ')}` } };
  } catch {
    return message;
  }
}
