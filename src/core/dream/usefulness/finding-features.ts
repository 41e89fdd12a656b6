/** What a finding is known by: nested groups of rule and place, its code's shape and its words, each group with a prior of its own. */
import { codeShape } from '../../analysis/code-shape.js';
import type { FindingTraits } from './labelled-finding.js';

/** Key of a feature, unique over all groups, and its value before any fit. */
export type Feature = { key: string; value: number };

/** Prior variance of each group of features (log-odds², in units of the penalty): how far a group may move a finding by itself. */
export type GroupVariances = typeof variances;

/** Chosen by foretelling each later revision of labelled histories from the earlier ones, never on the findings to be scored. */
const variances = {
  category: 0.5,
  rule: 1,
  folder: 0.1,
  file: 1,
  ruleInFolder: 0.5,
  ruleInFile: 1,
  shape: 0.5,
  word: 0.7,
  ruleWithWord: 2,
  fileWord: 0.3,
  symbolWord: 0.3,
};

/** Longer paths and quotes say no more. */
const deepest = 12;
const mostWords = 40;
/** So many folders from the root name a part of a project (`src/main/java/org/apache`, `packages/server/src/…`). */
const partDepth = 5;

/** `HashCodeBuilderTest` is made of four words. */
const nameParts = /\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{N}+/gu;
const words = /[\p{L}_$][\p{L}\p{N}_$]*|\p{N}+|[^\s\p{L}\p{N}_$]/gu;

export function featuresOf({ category, rule, path, symbol, quote }: FindingTraits, of: GroupVariances = variances): Feature[] {
  const features: Feature[] = [];
  const add = (group: keyof GroupVariances, name: string, share = 1): void => {
    const value = Math.sqrt(of[group] / share);
    if (value > 0) features.push({ key: `${group}\0${name}`, value });
  };
  add('category', category);
  add('rule', rule);
  for (const folder of foldersOf(path)) {
    add('folder', folder);
    add('ruleInFolder', `${rule}\0${folder}`);
  }
  add('file', path);
  add('ruleInFile', `${rule}\0${path}`);
  for (const [group, name] of [
    ['fileWord', path.replace(/^.*\//, '').replace(/\.[^.]*$/, '')],
    ['symbolWord', symbol],
  ] as const) {
    const parts = [...new Set(name.slice(0, 200).match(nameParts))].map((part) => part.toLowerCase());
    for (const part of parts) add(group, part, parts.length);
  }
  if (quote === '') return features;
  add('shape', `${rule}\0${codeShape(quote)}`);
  const distinct = [...new Set((quote.slice(0, 2000).match(words) ?? []).slice(0, mostWords))];
  for (const word of distinct) {
    // all words of a quote together weigh as much as one feature
    add('word', word, distinct.length);
    add('ruleWithWord', `${rule}\0${word}`, distinct.length);
  }
  return features;
}

/** Ever narrower groups for the hierarchical Beta: category, rule, then the rule in its part of the project, in its folder and in its file. */
export function chainOf({ category, rule, path }: FindingTraits): string[] {
  const folders = foldersOf(path);
  const folder = folders.at(-1) ?? '';
  return [
    `c\0${category}`,
    `r\0${category}\0${rule}`,
    `p\0${rule}\0${folders[partDepth - 1] ?? folder}`,
    `d\0${rule}\0${folder}`,
    `f\0${rule}\0${path}`,
  ];
}

/** Its folders, the widest first. */
function foldersOf(path: string): string[] {
  const parts = path.replaceAll('\\', '/').split('/').slice(0, -1).slice(0, deepest);
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}
