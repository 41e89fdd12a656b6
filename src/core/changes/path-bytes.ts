/** Paths as git writes them: bytes in lists, C-quoted in patch headers. */

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const latin1 = new TextDecoder('latin1');

/** The path as text. A name that is not UTF-8 is shown byte by byte and says so: it cannot be opened under that text. */
export function decodePath(bytes: Uint8Array): { path: string; encoding: 'utf-8' | 'other' } {
  try {
    return { path: utf8.decode(bytes), encoding: 'utf-8' };
  } catch {
    return { path: latin1.decode(bytes), encoding: 'other' };
  }
}

/** `prefix` and path as a patch header shows them with `core.quotePath=false`: plain, or in double quotes with C escapes. */
export function quotedPath(prefix: string, path: Uint8Array): Uint8Array {
  const name = [...new TextEncoder().encode(prefix), ...path];
  if (!name.some(needsEscape)) return Uint8Array.from(name);
  return Uint8Array.from([doubleQuote, ...name.flatMap((byte) => (needsEscape(byte) ? escape(byte) : [byte])), doubleQuote]);
}

const doubleQuote = 0x22;
const backslash = 0x5c;
const shortEscapes = new Map(Object.entries({ 7: 'a', 8: 'b', 9: 't', 10: 'n', 11: 'v', 12: 'f', 13: 'r', 34: '"', 92: '\\' }));

function needsEscape(byte: number): boolean {
  return byte < 0x20 || byte === 0x7f || byte === doubleQuote || byte === backslash;
}

function escape(byte: number): number[] {
  const text = shortEscapes.get(String(byte)) ?? byte.toString(8).padStart(3, '0');
  return [backslash, ...Array.from(text, (c) => c.charCodeAt(0))];
}
