/** How much a lesson has to do with a change: Okapi BM25 over its words, among the lessons that are in scope. */
import type { Lesson } from './lesson.js';
import { termsOf } from './terms.js';

/** `score` is 0 for a lesson that shares no word; `words` are those that it shares, the most telling first. */
export type Relevance = { score: number; words: string[] };

/** The usual parameters (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009): how soon repetition stops to count, and how much length does. */
const k1 = 1.2;
const b = 0.75;

/**
 * One answer for each lesson, in their order. `about` are the words of the change with their weights. Rare words are told by the lessons
 * given: among those that are in scope anyway, what all speak of tells none apart.
 */
export function relevanceOf(lessons: readonly Lesson[], about: ReadonlyMap<string, number>): Relevance[] {
  const words = lessons.map(wordsOf);
  const lengths = words.reduce((sum, { length }) => sum + length, 0);
  const average = lengths / Math.max(1, words.length) || 1;
  const shared = words.map(({ counts }) => {
    const hits: [term: string, count: number][] = [];
    for (const hit of counts) if (about.has(hit[0])) hits.push(hit);
    return hits;
  });
  const holders = new Map<string, number>();
  for (const hits of shared) for (const [term] of hits) holders.set(term, (holders.get(term) ?? 0) + 1);
  return shared.map((hits, index) => {
    const long = 1 - b + (b * (words[index]?.length ?? 0)) / average;
    const scored = hits.map(([term, count]) => {
      const n = holders.get(term) ?? 0;
      const rare = Math.log(1 + (lessons.length - n + 0.5) / (n + 0.5));
      return { term, score: (rare * count * (k1 + 1) * (about.get(term) ?? 0)) / (count + k1 * long) };
    });
    scored.sort((x, y) => y.score - x.score || (x.term < y.term ? -1 : 1));
    return { score: scored.reduce((sum, { score }) => sum + score, 0), words: scored.map(({ term }) => term) };
  });
}

type Words = { counts: [term: string, count: number][]; length: number };

/** A lesson is a value that never changes, so its words are taken once. */
const known = new WeakMap<Lesson, Words>();

/** What it says and where it holds counts more often than what surrounds it. */
function wordsOf(lesson: Lesson): Words {
  const before = known.get(lesson);
  if (before) return before;
  const { statement, body, scope, evidence, kind } = lesson;
  const counts = new Map<string, number>();
  const add = (weight: number, ...texts: (string | undefined)[]): void => {
    for (const text of texts) for (const [term, n] of termsOf(text ?? '')) counts.set(term, (counts.get(term) ?? 0) + n * weight);
  };
  add(3, ...scope.symbols);
  add(2, statement, ...scope.paths, ...scope.rules, scope.when, scope.unless);
  add(1, body.slice(0, longestText), kind, ...scope.languages);
  for (const item of evidence.slice(0, mostQuotes)) if (item.type === 'code') add(1, item.path, item.quote.slice(0, longestText));
  let length = 0;
  for (const count of counts.values()) length += count;
  const words = { counts: [...counts], length };
  known.set(lesson, words);
  return words;
}

/** Signs of a body or a quote, and quotes: a lesson is found by its first ones. */
const longestText = 4_000;
const mostQuotes = 20;
