/** What a statement says, as a set of words and whether it denies: to find statements that say the same, or the opposite, without a model. */

export type Meaning = { words: ReadonlySet<string>; negated: boolean };

const denials: ReadonlySet<string> = new Set(
  "not never no none nor neither avoid don't doesn't isn't aren't cannot can't shouldn't mustn't won't without forbid forbidden disallow disallowed unwanted".split(
    ' ',
  ),
);
/** Words that carry no meaning of their own, and those that only affirm. */
const empty: ReadonlySet<string> = new Set(
  'a an the is are be been to of in on at for with by and or as it its this that these those do does always must should shall may can will have has used using use'.split(
    ' ',
  ),
);

/** Quoted code is one word each. An even number of denials is none. */
export function meaningOf(statement: string): Meaning {
  const words = new Set<string>();
  let denied = 0;
  for (const [word] of statement
    .slice(0, 2000)
    .toLowerCase()
    .replaceAll('’', "'")
    .matchAll(/`[^`]+`|[\p{L}\p{N}_']+(?:[-./][\p{L}\p{N}_]+)*/gu)) {
    if (denials.has(word)) denied += 1;
    else if (!empty.has(word)) words.add(stem(word));
  }
  return { words, negated: denied % 2 === 1 };
}

/** Jaccard: 0 for no common word, 1 for the same words. */
export function wordSimilarity(a: Meaning, b: Meaning): number {
  if (a.words.size === 0 || b.words.size === 0) return 0;
  let common = 0;
  for (const word of a.words) if (b.words.has(word)) common += 1;
  return common / (a.words.size + b.words.size - common);
}

const bands = 8;
const rows = 2;

/**
 * MinHash in bands (Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4): statements of a similarity of 0.8 share one of
 * these keys with a probability above 0.9997, those of 0.2 with one of 0.28.
 */
export function sketchKeys({ words }: Meaning): string[] {
  if (words.size === 0) return [];
  const least = Array.from({ length: bands * rows }, () => 0xffffffff);
  for (const word of words) {
    const hash = fnv1a(word);
    for (let i = 0; i < least.length; i++) least[i] = Math.min(least[i] as number, mix(hash, i));
  }
  return Array.from({ length: bands }, (_, band) => `${band}:${least.slice(band * rows, (band + 1) * rows).join(':')}`);
}

function stem(word: string): string {
  return word.startsWith('`') || word.length <= 3 ? word : word.replace(/(?:ing|ed|es|s)$/, '').replace(/(.)\1$/, '$1');
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** A family of hashes: murmur's finalizer with a seed. */
function mix(hash: number, seed: number): number {
  let h = hash ^ Math.imul(seed + 1, 0x9e3779b9);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
