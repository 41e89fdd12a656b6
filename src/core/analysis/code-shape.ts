/** The shape of a piece of code: what remains when names, texts and numbers are taken out. */

const keywords = new Set(
  (
    'and as assert async await break case catch class const continue debugger def default del delete do elif else enum except export extends finally for from function ' +
    'if import in instanceof interface is lambda let new not of or pass raise return self static super switch this throw try type typeof var void while with yield ' +
    'None True False null true false undefined NaN'
  ).split(' '),
);

/** White space and comments, then in groups of their own: text, number, name, sign. */
const tokens =
  /\s+|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|([rbuf]{0,2}(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\[^])*`?)|‹secret:[^›]{1,60}›)|(\d[\w.]*)|([\p{L}_$][\p{L}\p{N}_$]*)|([^])/gu;

/**
 * An abstraction of code for statistics: every name is `n`, every text `s`, every number `0`, white space and comments are gone;
 * keywords and signs stay, and repetitions of one item in a list are one. The same code moved, renamed or re-indented has the same shape.
 * At most 200 characters; longer shapes are cut.
 */
export function codeShape(quote: string): string {
  const shape: string[] = [];
  const code = quote.slice(0, 4000);
  // by number and one by one: a dream asks for the shapes of thousands of quotes
  tokens.lastIndex = 0;
  for (let token = tokens.exec(code); token; token = tokens.exec(code)) {
    const [, text, number, name, sign] = token;
    if (name !== undefined) shape.push(keywords.has(name) ? name : 'n');
    else if (sign !== undefined) shape.push(sign);
    else if (number !== undefined) shape.push('0');
    else if (text !== undefined) shape.push('s');
  }
  // `n , n , n` says no more than `n , n`; `n . n . n` no more than `n . n`
  return shape
    .join(' ')
    .replaceAll(/( \. n| , [ns0])\1+/g, '$1')
    .slice(0, 200);
}
