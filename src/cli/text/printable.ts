/** Makes untrusted text safe for a terminal: nothing in it can move the cursor, colour, hide or reorder what is shown. */

// what a terminal acts on or hides: C0 and C1 controls, bidirectional marks, zero-width and line separators, tag characters;
// and halves of surrogate pairs, which no encoding can carry
const acting = new RegExp(
  '[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]' +
    '|[\\u{e0000}-\\u{e007f}]|[\\ud800-\\udfff]',
  'gu',
);

/** One line of text in which every character is visible: a tab becomes two spaces, an escape character `\x1b`, a line feed `\n`. */
export function printable(text: string): string {
  return text.replace(acting, escape);
}

function escape(char: string): string {
  if (char === '\t') return '  ';
  if (char === '\n') return '\\n';
  if (char === '\r') return '\\r';
  const code = char.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}
