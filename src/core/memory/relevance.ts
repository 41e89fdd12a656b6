/** How much a lesson has to do with a change: Okapi BM25 over its words, among the lessons that are in scope. */
import type { Lesson } from './lesson.js';
import { termsOf } from './terms.js';

export type Relevance = {
  /** By the lessons' order; 0 for one that shares no word. */
  scores: Float64Array;
  /** The words that a lesson shares with the change, the most telling first. */
  words: (index: number) => string[];
};

/** The usual parameters (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009): how soon repetition stops to count, and how much length does. */
const k1 = 1.2;
const b = 0.75;

/**
 * `about` are the words of the change with their weights. Rare words are told by the lessons given: among those that are in scope anyway,
 * what all speak of tells none apart.
 */
export function relevanceOf(lessons: readonly Lesson[], about: ReadonlyMap<string, number>): Relevance {
  const all = lessons.map(wordsOf);
  const weights = new Float64Array(vocabulary.length);
  for (const [text, weight] of about) {
    const word = numbers.get(text);
    if (word !== undefined) weights[word] = weight;
  }
  const holders = new Uint32Array(vocabulary.length);
  let lengths = 0;
  for (const { words, length } of all) {
    lengths += length;
    for (const word of words) if (weights[word]) holders[word]! += 1;
  }
  const average = lengths / Math.max(1, all.length) || 1;
  const scoreOf = (word: number, count: number, length: number): number => {
    const n = holders[word]!;
    const rare = Math.log(1 + (all.length - n + 0.5) / (n + 0.5));
    return (rare * count * (k1 + 1) * weights[word]!) / (count + k1 * (1 - b + (b * length) / average));
  };
  const scores = new Float64Array(all.length);
  for (const [index, { words, counts, length }] of all.entries()) {
    for (let i = 0; i < words.length; i++) if (weights[words[i]!]) scores[index]! += scoreOf(words[i]!, counts[i]!, length);
  }
  return {
    scores,
    words(index) {
      const { words, counts, length } = all[index]!;
      const shared = [...words].flatMap((word, i) =>
        weights[word] ? { word: vocabulary[word]!, score: scoreOf(word, counts[i]!, length) } : [],
      );
      return shared.sort((x, y) => y.score - x.score || (x.word < y.word ? -1 : 1)).map(({ word }) => word);
    },
  };
}

/** Words by their numbers, and back: thousands of lessons are compared without looking up a text. They grow with what lessons say. */
const vocabulary: string[] = [];
const numbers = new Map<string, number>();

function numberOf(word: string): number {
  const known = numbers.get(word);
  if (known !== undefined) return known;
  numbers.set(word, vocabulary.length);
  return vocabulary.push(word) - 1;
}

type Words = { words: Uint32Array; counts: Float64Array; length: number };

/** A lesson is a value that never changes, so its words are taken once. */
const known = new WeakMap<Lesson, Words>();

/** What it says and where it holds counts more often than what surrounds it. */
function wordsOf(lesson: Lesson): Words {
  const before = known.get(lesson);
  if (before) return before;
  const { statement, body, scope, evidence, kind } = lesson;
  const counts = new Map<number, number>();
  let length = 0;
  const add = (weight: number, ...texts: (string | undefined)[]): void => {
    for (const [term, n] of termsOf(texts.filter(Boolean).join('\n'))) {
      const word = numberOf(term);
      counts.set(word, (counts.get(word) ?? 0) + n * weight);
      length += n * weight;
    }
  };
  add(3, ...scope.symbols);
  add(2, statement, ...scope.paths, ...scope.rules, scope.when, scope.unless);
  const quotes = evidence
    .flatMap((item) => (item.type === 'code' ? [item.path, item.quote.slice(0, longestText)] : []))
    .slice(0, mostQuotes);
  add(1, body.slice(0, longestText), kind, ...scope.languages, ...quotes);
  const words = { words: Uint32Array.from(counts.keys()), counts: Float64Array.from(counts.values()), length };
  known.set(lesson, words);
  return words;
}

/** Signs of a body or a quote, and quotes with their paths: a lesson is found by its first ones. */
const longestText = 4_000;
const mostQuotes = 40;
