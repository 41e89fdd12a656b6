/**
 * What a rule needs to find in the text before a tree is worth making. Both lists are conjunctions of alternatives: of each inner list at
 * least one word must occur. Everything here is a necessary condition and nothing more: where the rule does not say for certain, it is silent.
 */
import { kindWord, readInAnyCase } from './kind-words.js';
import type { Language } from './language.js';
import { isWordList, regexLiterals } from './regex-literal.js';
import { isMatcher, type Matcher, type Rule } from './rule.js';
import { sameOperators } from './same-operands.js';

export type RuleLiterals = {
  /** Words inside every matched node. */
  node: Word[][];
  /** Words somewhere in every file with a match: those of `node`, and what stands around or is named by constraints. */
  file: Word[][];
  /** Operators of which one stands between equal operands in every match. */
  same: string[] | undefined;
};

/** `whole`: no letter, digit or underscore stands next to it, as with a name or a keyword. `anyCase`: `text` is lower-case, the code's need not be. */
export type Word = { text: string; whole: boolean; anyCase?: true };

export function ruleLiterals(rule: Pick<Rule, 'language' | 'rule' | 'constraints' | 'utils' | 'literals'>): RuleLiterals {
  const context = { languages: rule.language, utils: rule.utils ?? {}, depth: 0 };
  const stated = rule.literals?.map((text) => ({ text, whole: false }));
  const node = [...(stated ? [stated] : []), ...inNode(rule.rule, context)];
  const constraints = Object.values(rule.constraints ?? {}).flatMap((c) => [...inNode(c, context), ...around(c, context)]);
  return { node: distinct(node), file: distinct([...node, ...around(rule.rule, context), ...constraints]), same: sameOperators(rule.rule) };
}

/** Words inside every node that one matcher of a rule matches. */
export function matcherLiterals(matcher: Matcher, { language, utils }: { language: Language; utils: Record<string, Matcher> }): Word[][] {
  return distinct(inNode(matcher, { languages: [language], utils, depth: 0 }));
}

type Context = { languages: readonly Language[]; utils: Record<string, Matcher>; depth: number };

function inNode(m: Matcher, context: Context): Word[][] {
  // utilities may call themselves; what is not looked at is not demanded
  if (context.depth > 12) return [];
  const inner = { ...context, depth: context.depth + 1 };
  const groups: Word[][] = [];
  if (typeof m.kind === 'string') groups.push(...keyword(m.kind, context.languages));
  if (typeof m.pattern === 'string') groups.push(...patternWords(m.pattern, context.languages));
  if (typeof m.regex === 'string') groups.push(...regexGroup(m.regex, m));
  if (isMatcher(m.has)) groups.push(...inNode(m.has, inner));
  if (Array.isArray(m.all)) for (const part of m.all) if (isMatcher(part)) groups.push(...inNode(part, inner));
  if (Array.isArray(m.any)) groups.push(...anyOf(m.any.map((part) => (isMatcher(part) ? inNode(part, inner) : []))));
  if (typeof m.matches === 'string') {
    const util = context.utils[m.matches];
    if (util) groups.push(...inNode(util, inner));
  }
  return groups;
}

/** What `inside`, `follows` and `precedes` want stands elsewhere in the same file. */
function around(m: Matcher, context: Context): Word[][] {
  if (context.depth > 12) return [];
  const inner = { ...context, depth: context.depth + 1 };
  const groups: Word[][] = [];
  for (const field of ['inside', 'follows', 'precedes', 'has'] as const) {
    const part = m[field];
    if (!isMatcher(part)) continue;
    if (field !== 'has') groups.push(...inNode(part, inner));
    groups.push(...around(part, inner));
  }
  if (Array.isArray(m.all)) for (const part of m.all) if (isMatcher(part)) groups.push(...around(part, inner));
  if (Array.isArray(m.any))
    groups.push(...anyOf(m.any.map((part) => (isMatcher(part) ? [...inNode(part, inner), ...around(part, inner)] : []))));
  if (typeof m.matches === 'string') {
    const util = context.utils[m.matches];
    if (util) groups.push(...around(util, inner));
  }
  return groups;
}

/** One group for an alternative: a word of each branch, where every branch has one. */
function anyOf(branches: Word[][][]): Word[][] {
  const picked = branches.map((groups) => groups.toSorted((a, b) => weight(b) - weight(a))[0]);
  return picked.length > 0 && picked.every((group) => group !== undefined) ? distinct([distinctWords(picked.flat())]) : [];
}

/** The words and longer operators of a pattern; each must stand in the match. Comments in a pattern may not. */
function patternWords(pattern: string, languages: readonly Language[]): Word[][] {
  if (/\/\/|\/\*|#/.test(pattern)) return [];
  const fixed = pattern.replaceAll(/\$\$?\$?[A-Z_]?[A-Z0-9_]*/g, ' ');
  const words = fixed.match(/(?<![\p{L}\p{N}_])[\p{L}_][\p{L}\p{N}_]+|[=!<>+\-*/%&|^?]{2,}/gu) ?? [];
  return [...new Set(words)].flatMap((text): Word[][] => {
    const whole = /^[\p{L}_]/u.test(text);
    if (whole && readInAnyCase(text, languages)) return [[{ text: text.toLowerCase(), whole, anyCase: true }]];
    return whole || operators.has(text) ? [[{ text, whole }]] : [];
  });
}

/** Operators that are one token wherever they stand; other runs of signs may be written with blanks between them. */
const operators = new Set(['===', '!==', '==', '!=', '<=', '>=', '=>', '&&', '||', '??', '+=', '-=', '**']);

const nameFields = new Set(['function', 'property', 'attribute', 'constructor', 'name', 'object']);

function regexGroup(source: string, m: Matcher): Word[][] {
  const words = regexLiterals(source);
  // a part of a string can have a letter next to it, a name cannot
  const isName = nameFields.has(String(m.field)) || String(m.kind).endsWith('identifier');
  const whole = isName && isWordList(source);
  return words?.every((word) => word.length > 1) ? [words.map((text) => ({ text, whole }))] : [];
}

function keyword(kind: string, languages: readonly Language[]): Word[][] {
  const words = languages.map((language): Word | undefined => {
    const text = kindWord(kind, language);
    return text === undefined ? undefined : { text, whole: /^\w+$/.test(text), ...(readInAnyCase(text, [language]) && { anyCase: true }) };
  });
  const known = words.filter((word) => word !== undefined);
  return known.length > 0 && known.length === words.length ? [distinctWords(known)] : [];
}

/** How rare the group may be: names tell more than operators, longer ones more than shorter ones. */
function weight(group: Word[]): number {
  return Math.min(...group.map(({ text }) => (/\w/.test(text) ? text.length : 1)));
}

function distinct(groups: Word[][]): Word[][] {
  return [...new Map(groups.map((group) => [group.map(keyOf).sort().join('\0'), group])).values()];
}

function distinctWords(words: Word[]): Word[] {
  return [...new Map(words.map((word) => [keyOf(word), word])).values()];
}

export function keyOf({ text, whole, anyCase }: Word): string {
  return (whole ? '\b' : '') + (anyCase ? '\0' : '') + text;
}
