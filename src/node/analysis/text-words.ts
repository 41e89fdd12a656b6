/** Where words stand in a text; each word is searched once, however many rules ask for it. */
import { keyOf, type Word } from '../../core/analysis/rule-literals.js';
import { samePlaces } from '../../core/analysis/same-operands.js';
import type { Extent } from './tree-walk.js';

export interface TextWords {
  /** True when one of the words occurs. */
  has(group: readonly Word[]): boolean;
  /** True when one of the words occurs inside the extent. */
  stands(group: readonly Word[], extent: Extent): boolean;
  /** How often the words occur, together. */
  count(group: readonly Word[]): number;
  /** In order. */
  places(group: readonly Word[]): Extent[];
  /** Where one of the operators stands between operands that may be the same, in order. */
  samePlaces(operators: readonly string[]): Extent[];
}

export function textWords(text: string): TextWords {
  const found = new Map<string, number[]>();
  const equal = new Map<string, Extent[]>();
  let lower: string | undefined;

  function offsets(word: Word): number[] {
    const key = keyOf(word);
    let list = found.get(key);
    if (!list) {
      list = [];
      for (let at = next(word, 0); at >= 0; at = next(word, at + 1)) list.push(at);
      found.set(key, list);
    }
    return list;
  }

  function next({ text: word, whole, anyCase }: Word, from: number): number {
    const searched = anyCase ? (lower ??= inLowerCase(text)) : text;
    let at = searched.indexOf(word, from);
    if (whole) while (at >= 0 && (isWordSign(text, at - 1) || isWordSign(text, at + word.length))) at = searched.indexOf(word, at + 1);
    return at;
  }

  /** Looks no further than the first one. */
  function occurs(word: Word): boolean {
    const list = found.get(keyOf(word));
    return list ? list.length > 0 : next(word, 0) >= 0;
  }

  function same(operator: string): Extent[] {
    let list = equal.get(operator);
    if (!list) {
      list = [...samePlaces(text, operator)].map((at) => ({ start: at, end: at + operator.length }));
      equal.set(operator, list);
    }
    return list;
  }

  return {
    samePlaces: (operators) => operators.flatMap(same).sort((a, b) => a.start - b.start),
    has: (group) => group.some(occurs),
    stands: (group, extent) => group.some((word) => standsIn(offsets(word), word.text.length, extent)),
    count: (group) => group.reduce((sum, word) => sum + offsets(word).length, 0),
    places: (group) =>
      group.flatMap((word) => offsets(word).map((at) => ({ start: at, end: at + word.text.length }))).sort((a, b) => a.start - b.start),
  };
}

// half of a surrogate pair is no letter here: the word then counts as whole, which asks once more than needed
const wordSign = /[\p{L}\p{N}_]/u;

function isWordSign(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
  // behind the end of the text there is no code
  return code > 0 && wordSign.test(text.charAt(at));
}

/** Keywords are ASCII, and offsets must stay: some capitals become two signs. */
function inLowerCase(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}

function standsIn(offsets: number[], length: number, extent: Extent): boolean {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (offsets[middle]! < extent.start) low = middle + 1;
    else high = middle;
  }
  const at = offsets[low];
  return at !== undefined && at + length <= extent.end;
}
