/** Reads a file of JSON lines as it is: what can be read, what cannot, a torn tail, and whether the hash chain holds. Never throws. */
import type { Hasher } from '../ports.js';
import { firstPrev, schemaVersion, type Unreadable } from './envelope.js';
import type { TornTail } from './transcript-store.js';

/** One line that ends with a newline. `seq` and `prev` are what the line says, when it can be read so far; `unsealed`: it has no seal that holds. */
export type JsonLine<E> = { hash: string; unsealed?: true } & ReadLine<E>;
type ReadLine<E> = { seq?: number; prev?: string } & ({ event: E } | { event?: undefined; unreadable: Unreadable });

export type JsonLines<E> = {
  lines: JsonLine<E>[];
  torn?: TornTail;
  /** How many bytes the whole lines take: where a next reading goes on. */
  bytes: number;
};

/** Turns the parsed JSON of a line into an event, or says why it is none. */
export type ReadEvent<E> = (value: unknown) => { state: 'event'; event: E } | { state: 'unreadable'; reason: string };

const newline = 0x0a;

/** `bytes` may start at any line of a file. A last line without a newline, or one that is no JSON, was torn by a crash: it is no event. */
export function parseJsonLines<E>(
  bytes: Uint8Array,
  readEvent: ReadEvent<E>,
  hash: Pick<Hasher, 'sha256'>,
  holds: (line: string) => boolean = () => true,
): JsonLines<E> {
  const lines: JsonLine<E>[] = [];
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(newline, start);
    if (end < 0) return { lines, torn: tornTail(bytes.subarray(start)), bytes: start };
    const slice = bytes.subarray(start, end);
    const text = decode(slice);
    const json = text.state === 'text' ? parseJson(text.text) : text;
    if (json.state === 'damaged' && end === bytes.length - 1) return { lines, torn: tornTail(bytes.subarray(start)), bytes: start };
    lines.push({ hash: hash.sha256(slice), ...readLine(json, text.text, readEvent), ...(!holds(text.text) && { unsealed: true }) });
    start = end + 1;
  }
  return { lines, bytes: start };
}

/** The chain is broken before, or at, the line `seq`. */
export type ChainProblem = { seq: number; problem: string };

/** Checks that every line counts on and carries the hash of the line before it; goes on after a break. */
export function verifyChain(lines: JsonLine<unknown>[]): ChainProblem[] {
  const problems: ChainProblem[] = [];
  let expected = 0;
  let before = firstPrev;
  for (const line of lines) {
    if (line.prev !== undefined && line.prev !== before) {
      problems.push({ seq: expected, problem: `broken chain at seq ${expected}` });
    } else if (line.seq !== undefined && line.seq !== expected) {
      problems.push({ seq: expected, problem: `wrong order: seq ${line.seq} stands where ${expected} belongs` });
    }
    if (line.prev === undefined) problems.push({ seq: expected, problem: `damaged line at seq ${expected}` });
    expected = (line.seq ?? expected) + 1;
    before = line.hash;
  }
  return problems;
}

/** Chooses the schema by `type` and tells a newer version from damage. `types` are all types this version knows. */
export function readVersioned<E>(
  value: unknown,
  types: ReadonlySet<string>,
  parse: (value: object) => E | string,
): ReturnType<ReadEvent<E>> {
  const record = asRecord(value);
  if (!record) return { state: 'unreadable', reason: 'not an event' };
  const { v, type } = record;
  if (typeof v === 'number' && v > schemaVersion) {
    return { state: 'unreadable', reason: `written by a newer version of Reverie (schema ${v})` };
  }
  if (typeof type !== 'string') return { state: 'unreadable', reason: 'an event without a type' };
  if (!types.has(type)) return { state: 'unreadable', reason: `unknown event type ${JSON.stringify(type)}` };
  const event = parse(record);
  return typeof event === 'string'
    ? { state: 'unreadable', reason: `a ${type} event of another shape: ${event}` }
    : { state: 'event', event };
}

type Decoded = { state: 'text'; text: string } | { state: 'damaged'; text: string; reason: string };
type Parsed = { state: 'json'; value: unknown } | { state: 'damaged'; reason: string };

function readLine<E>(json: Parsed, line: string, readEvent: ReadEvent<E>): ReadLine<E> {
  if (json.state === 'damaged') return { unreadable: { type: 'unreadable', line, reason: json.reason } };
  const record = asRecord(json.value);
  const chain = {
    ...(typeof record?.seq === 'number' && { seq: record.seq }),
    ...(typeof record?.prev === 'string' && { prev: record.prev }),
  };
  const read = readEvent(json.value);
  return read.state === 'event'
    ? { ...chain, event: read.event }
    : { ...chain, unreadable: { type: 'unreadable', line, reason: read.reason } };
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lossy = new TextDecoder('utf-8', { ignoreBOM: true });

function decode(bytes: Uint8Array): Decoded {
  try {
    return { state: 'text', text: strict.decode(bytes) };
  } catch {
    // the decoder says only that it failed; the damaged text is kept as far as it can be shown
    return { state: 'damaged', text: decodeLossy(bytes), reason: 'damaged: not valid UTF-8' };
  }
}

function decodeLossy(bytes: Uint8Array): string {
  try {
    return lossy.decode(bytes);
  } catch {
    // longer than the longest string
    return '';
  }
}

function parseJson(text: string): Parsed {
  try {
    return { state: 'json', value: JSON.parse(text) };
  } catch {
    // the parser's message quotes the text and differs between versions
    return { state: 'damaged', reason: 'damaged: not JSON' };
  }
}

function tornTail(bytes: Uint8Array): TornTail {
  return { bytes: bytes.length, text: decodeLossy(bytes) };
}
