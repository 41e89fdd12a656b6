/** The words by which a text of code or prose is found again. */

/**
 * Each word in lower case with how often it stands there. A name is itself and its parts: `parseUserId` gives `parseuserid`, `parse`,
 * `user` and `id`. Writing without spaces (Chinese, Japanese, Thai…) gives its pairs of signs. Single Latin letters and what is longer
 * than a name can be (hashes, keys) say nothing.
 */
export function termsOf(text: string): Map<string, number> {
  const names = new Map<string, number>();
  for (const name of text.match(/[\p{L}\p{N}_$]+/gu) ?? []) names.set(name, (names.get(name) ?? 0) + 1);
  const terms = new Map<string, number>();
  for (const [name, times] of names) for (const term of partsOf(name)) terms.set(term, (terms.get(term) ?? 0) + times);
  return terms;
}

const longestName = 60;

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

function partsOf(name: string): string[] {
  if (name.length > longestName) return [];
  if (unspaced.test(name)) {
    const signs = Array.from(name);
    return signs.length === 1 ? signs : signs.slice(1).map((sign, i) => `${signs[i]}${sign}`);
  }
  // most words have no parts
  const parts = /^\p{Lu}?\p{Ll}+$/u.test(name) ? [] : (name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{N}+/gu) ?? []);
  return [name, ...(parts.length > 1 ? parts : [])].filter((part) => part.length > 1).map((part) => part.toLowerCase());
}
