/** A command line as words, without a shell: quotes and backslashes are read, and nothing is expanded or run. */

/** `a "b c" 'd'` is `a`, `b c`, `d`. Signs that only a shell understands are refused, as a person who writes them expects one. */
export function splitWords(line: string): { words: string[] } | { problem: string } {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const sign = line.charAt(i);
    if (quote !== '') {
      if (sign === quote) quote = '';
      else if (sign === '\\' && quote === '"' && /["\\]/.test(line.charAt(i + 1))) word = (word ?? '') + line.charAt(++i);
      else word = (word ?? '') + sign;
    } else if (sign === '"' || sign === "'") {
      quote = sign;
      word ??= '';
    } else if (sign === '\\' && /[\s"'\\|&;<>]/.test(line.charAt(i + 1))) {
      word = (word ?? '') + line.charAt(++i);
    } else if (/\s/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (/[|&;<>]/.test(sign)) {
      return { problem: `“${sign}” needs a shell, and there is none` };
    } else word = (word ?? '') + sign;
  }
  if (quote !== '') return { problem: `the quote ${quote} is not closed` };
  if (word !== undefined) words.push(word);
  return words[0] === undefined || words[0] === '' ? { problem: 'there is no program in it' } : { words };
}
