/** Reads a file of JSON Lines piece by piece: it may be longer than the longest string. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { HumanError } from '../core/human-error.js';
import type { Terminal } from './terminal.js';

/** `number` counts from 1, empty lines too, which are not given. `damaged`: some bytes are not UTF-8, and stand as �. */
export type JsonLine = { text: string; number: number; damaged: boolean };

/** `-` is stdin. Throws a HumanError, with the reason, for what cannot be read. */
export async function* jsonLines(terminal: Pick<Terminal, 'cwd' | 'input'>, file: string, signal: AbortSignal): AsyncGenerator<JsonLine[]> {
  let rest: Buffer[] = [];
  let number = 0;
  try {
    for await (const bytes of open(terminal, file)) {
      signal.throwIfAborted();
      const piece = number === 0 && rest.length === 0 ? withoutMark(bytes, file) : bytes;
      let start = 0;
      const lines: JsonLine[] = [];
      for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, start)) {
        add(lines, [...rest, piece.subarray(start, end)], ++number);
        rest = [];
        start = end + 1;
      }
      if (start < piece.length) rest.push(piece.subarray(start));
      yield lines;
    }
    const lines: JsonLine[] = [];
    add(lines, rest, number + 1);
    yield lines;
  } catch (cause) {
    if (cause instanceof HumanError || signal.aborted) throw cause;
    throw new HumanError(`${file} cannot be read: ${reasonOf(cause)}`, { next: 'Name a file of JSON Lines', cause });
  }
}

const newline = 10;

function open({ cwd, input }: Pick<Terminal, 'cwd' | 'input'>, file: string): AsyncIterable<Buffer> {
  if (file === '-' && input) return input;
  return createReadStream(path.resolve(cwd, file), { highWaterMark: 1 << 20 });
}

/** The beginning says what it is, where it is not UTF-8. */
function withoutMark(bytes: Buffer, file: string): Buffer {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    throw new HumanError(`${file} is UTF-16`, { next: 'Save it as UTF-8 (PowerShell: Out-File -Encoding utf8)' });
  if (first === 0x1f && second === 0x8b) throw new HumanError(`${file} is compressed`, { next: `Unpack it first: gunzip -k ${file}` });
  return first === 0xef && second === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function add(lines: JsonLine[], parts: Buffer[], number: number): void {
  const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  const text = bytes.toString('utf8');
  if (text.trim() !== '') lines.push({ text, number, damaged: !isUtf8(bytes) });
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  const known: Record<string, string> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'you may not read it',
    ERR_STRING_TOO_LONG: 'a line is longer than a text can be',
  };
  return known[code ?? ''] ?? message;
}
