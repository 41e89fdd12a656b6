/** The words by which a text of code or prose is found again. */

/**
 * Each word in lower case with how often it stands there. A name is itself and its parts: `parseUserId` gives `parseuserid`, `parse`,
 * `user` and `id`. Writing without spaces (Chinese, Japanese, Thai…) gives its pairs of signs. Single Latin letters and what is longer
 * than a name can be (hashes, keys) say nothing.
 */
export function termsOf(text: string, into = new Map<string, number>()): Map<string, number> {
  for (const [name] of text.matchAll(/[\p{L}\p{N}_$]+/gu)) {
    if (name.length > longestName) continue;
    if (unspaced.test(name)) {
      const signs = Array.from(name);
      if (signs.length === 1) count(into, name);
      for (let i = 0; i + 1 < signs.length; i++) count(into, `${signs[i]}${signs[i + 1]}`);
      continue;
    }
    const whole = name.toLowerCase();
    if (whole.length > 1) count(into, whole);
    const parts = name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{N}+/gu) ?? [];
    if (parts.length > 1) for (const part of parts) if (part.length > 1) count(into, part.toLowerCase());
  }
  return into;
}

const longestName = 60;

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

function count(into: Map<string, number>, term: string): void {
  into.set(term, (into.get(term) ?? 0) + 1);
}
