/** Any text as one name in a tree or a ref, and back. */

/** Bytes other than letters, digits, `-`, `_` and single inner dots become `%` and two hex digits. */
export function pathSafe(text: string): string {
  let safe = '';
  for (const byte of Buffer.from(text)) {
    const char = String.fromCharCode(byte);
    const plain = /[A-Za-z0-9_-]/.test(char) || (char === '.' && safe !== '' && !safe.endsWith('.'));
    safe += plain ? char : `%${byte.toString(16).padStart(2, '0')}`;
  }
  return safe;
}

/** The text that `pathSafe` made the name from; any other name is taken as it is. */
export function fromPathSafe(name: string): string {
  const bytes = name.replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
