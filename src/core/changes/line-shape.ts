/** A text as its lines look to a search: hashes without white space, indentation and paragraphs; blank lines count for nothing else. */

export type LineShape = {
  /** A 30-bit hash of every non-blank line. */
  keys: number[];
  /** How deep it stands: grows with the columns before its first sign, and below a `[section]`. */
  indents: number[];
  /** True when a blank line stands above. */
  apart: boolean[];
  /** True when no other line of the file has this key. */
  unique: boolean[];
  /** True for a line that ends a block (`}`, `end`, `</div>`). */
  closes: boolean[];
  /** The lines that are here one after another. Outside of them stand only unique ones, and lines of the file may be missing on either side. */
  core: { from: number; to: number; cutAbove: boolean; cutBelow: boolean };
};

/** The shape of a whole file, with what only its text tells. */
export type FileShape = LineShape & {
  /** 1-based line numbers. */
  numbers: number[];
  /** How much the equality of this line says: 0.25 for a bracket, 1 for a statement. */
  weights: number[];
  /** Where each key stands, in order. */
  places: Map<number, number[]>;
};

const shapes = new WeakMap<string[], FileShape>();

/** `lines` are without endings and are not changed afterwards: one file is searched for many quotes. */
export function shapeOf(lines: string[]): FileShape {
  const known = shapes.get(lines);
  if (known) return known;
  const shape: FileShape = {
    keys: [],
    indents: [],
    apart: [],
    unique: [],
    closes: [],
    core: { from: 0, to: 0, cutAbove: false, cutBelow: false },
    numbers: [],
    weights: [],
    places: new Map(),
  };
  let blank = true;
  let inSection = 0;
  for (const [index, line] of lines.entries()) {
    const text = lineText(line);
    if (text === '') {
      blank = true;
      continue;
    }
    const key = lineHash(text);
    const places = shape.places.get(key);
    if (places) places.push(shape.keys.length);
    else shape.places.set(key, [shape.keys.length]);
    shape.keys.push(key);
    const heads = section.test(text);
    if (heads) inSection = 1;
    shape.indents.push(2 * indentOf(line) + (heads ? 0 : inSection));
    shape.apart.push(blank);
    shape.closes.push(/^(?:[)\]}]|<\/|(?:end|fi|done|esac)\b)/.test(text));
    shape.numbers.push(index + 1);
    shape.weights.push(weightOf(text));
    blank = false;
  }
  shape.core.to = shape.keys.length;
  shape.unique = shape.keys.map((key) => shape.places.get(key)!.length === 1);
  shapes.set(lines, shape);
  return shape;
}

/** A section of an INI or TOML file: what follows is as good as indented. */
const section = /^\[{1,2}[\w.:/@" *{}-]+\]{1,2}$/;

/** A line as it is compared: without white space, but for one blank between two words. */
export function lineText(line: string): string {
  return line
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/(?<![\p{L}\p{N}_$]) | (?![\p{L}\p{N}_$])/gu, '');
}

/** FNV-1a over UTF-16 units, stirred, 30 bits. */
export function lineHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 2;
}

function indentOf(line: string): number {
  let columns = 0;
  for (const sign of line) {
    if (sign === '\t') columns += 4;
    else if (sign === ' ') columns++;
    else break;
  }
  return columns;
}

function weightOf(text: string): number {
  let words = 0;
  for (const sign of text) if (/[\p{L}\p{N}]/u.test(sign) && ++words >= 4) return 1;
  return words === 0 ? 0.25 : 0.6;
}

/** The index of the first of ascending numbers that is not below `least`. */
export function firstAtOrAfter(numbers: readonly number[], least: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
