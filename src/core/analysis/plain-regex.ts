/** Regular expressions so plain that JavaScript answers for them exactly as ast-grep does, and in no time. */

const item = String.raw`(?:\\[^A-Za-z0-9<>\s]|\\s[*+]?|[\w .'"\`=!,;:@%&~-]|\(\?:\w+(?:\|\w+)*\))`;
const plain = new RegExp(`^\\^?${item}+\\$?$`);

/** Longer texts are not asked about: the answer may depend on more than it is worth. */
const longest = 200;

/** The test of a source, for texts of printable ASCII: others give undefined, for what is not certain. Undefined for sources that are not plain. */
export function plainRegex(source: string): ((text: string) => boolean | undefined) | undefined {
  // two runs of blanks side by side could share them in many ways
  if (source.length > 500 || !plain.test(source) || /\\s[*+]?\\s/.test(source)) return undefined;
  const regex = new RegExp(source);
  return (text) => (text.length > longest || !/^[ -~]*$/.test(text) ? undefined : regex.test(text));
}
