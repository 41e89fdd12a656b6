/** Where words stand in a text; each word is searched once, however many rules ask for it. */
import type { Extent } from './tree-walk.js';

export interface TextWords {
  /** True when one of the words occurs. */
  has(group: readonly string[]): boolean;
  /** True when one of the words occurs inside the extent. */
  stands(group: readonly string[], extent: Extent): boolean;
  /** How often the words occur, together. */
  count(group: readonly string[]): number;
  places(group: readonly string[]): Extent[];
}

export function textWords(text: string): TextWords {
  const found = new Map<string, number[]>();
  const first = new Map<string, number>();

  function offsets(word: string): number[] {
    let list = found.get(word);
    if (!list) {
      list = [];
      for (let at = start(word); at >= 0; at = text.indexOf(word, at + 1)) list.push(at);
      found.set(word, list);
    }
    return list;
  }

  function start(word: string): number {
    let at = first.get(word);
    if (at === undefined) first.set(word, (at = text.indexOf(word)));
    return at;
  }

  return {
    has: (group) => group.some((word) => start(word) >= 0),
    stands: (group, extent) => group.some((word) => standsIn(offsets(word), word.length, extent)),
    count: (group) => group.reduce((sum, word) => sum + offsets(word).length, 0),
    places: (group) => group.flatMap((word) => offsets(word).map((at) => ({ start: at, end: at + word.length }))),
  };
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
