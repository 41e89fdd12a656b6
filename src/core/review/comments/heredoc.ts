/** Here-documents: texts of several lines that begin below the line that announces them. */

export type HeredocLanguage = 'shell' | 'ruby' | 'php';

const openings: Record<HeredocLanguage, RegExp> = {
  shell: /<<-?[ \t]*(['"]?)(\w+)\1/y,
  // `list <<item` appends
  ruby: /<<(?:[~-](['"`]?)(\w+)\1|()([A-Z]\w*))/y,
  php: /<<<[ \t]*(['"]?)(\w+)\1/y,
};

/**
 * The body of the here-document that `<<` at `start` announces, up to its closing word; undefined when it announces none. `after` is the
 * end of a body that begins below the same line.
 */
export function heredocAt(text: string, start: number, language: HeredocLanguage, after: number): { from: number; to: number } | undefined {
  const opening = openings[language];
  opening.lastIndex = start;
  const found = opening.exec(text);
  const word = found?.[2] ?? found?.[4];
  if (word === undefined) return undefined;
  const newline = text.indexOf('\n', start);
  if (newline < 0) return undefined;
  const from = Math.max(newline + 1, after);
  // the word is made of letters, digits and `_` only
  const close = new RegExp(language === 'php' ? `^[ \\t]*${word}\\b` : `^[ \\t]*${word}[ \\t]*\\r?$`, 'gm');
  close.lastIndex = from;
  const end = close.exec(text);
  return end ? { from, to: end.index + end[0].length } : undefined;
}
