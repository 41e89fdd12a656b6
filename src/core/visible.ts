/** Shows what a text hides: controls, characters that reorder it, and characters without a width. */

// what is no line break or tab among controls, bidirectional marks, zero-width and separator characters, tag characters and lone surrogates
const hidden =
  /(?![\t\n])[\p{Cc}\u{ad}\u{61c}\u{180e}\u{200b}\u{200e}\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fff9}-\u{fffb}\u{e0000}-\u{e007f}\p{Cs}]/gu;

/** Each of them becomes `‹U+202E›`; a carriage return is a line feed. The joiners of emoji stay. */
export function visible(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(hidden, (character) => `‹U+${hex(character)}›`);
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
