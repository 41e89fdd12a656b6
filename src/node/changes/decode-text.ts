/** Bytes to text, so that lines keep their numbers whatever the encoding. */
import { isUtf8 } from 'node:buffer';
import type { Content } from '../../core/changes/change-set.js';

/** How far git looks for a NUL before it takes a file for text. */
const binaryProbe = 8_000;

/**
 * UTF-8, else Latin-1 (every byte is one character then, and line breaks stay line breaks). `encoding` is a `working-tree-encoding`
 * attribute. A byte-order mark is kept.
 */
export function decodeText(bytes: Buffer, encoding?: string): Content {
  if (encoding !== undefined) return decodeAs(bytes, encoding);
  if (bytes.subarray(0, binaryProbe).includes(0)) return { state: 'binary', reason: 'binary', bytes: bytes.length };
  return { state: 'text', text: bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1') };
}

function decodeAs(bytes: Buffer, encoding: string): Content {
  try {
    return { state: 'text', text: new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { state: 'unreadable', reason: `not in its working-tree-encoding ${encoding}` };
  }
}

/** `oversized: 3.1 MB` */
export function oversized(bytes: number): string {
  return `oversized: ${(bytes / 1_000_000).toFixed(1)} MB`;
}
