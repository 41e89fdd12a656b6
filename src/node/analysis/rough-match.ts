/**
 * A rough, cheap answer to “may this node match?”, read off a rule: necessary conditions on the node's kind, its parent and operands that must
 * be the same. ast-grep has the last word on what passes, and compiles the rule for each question (some 0.1 ms), so little should pass.
 */
import { matcherLiterals, type Word } from '../../core/analysis/rule-literals.js';
import { isMatcher, type Matcher } from '../../core/analysis/rule.js';
import type { Language } from '../../core/analysis/language.js';
import { plainRegex } from '../../core/analysis/plain-regex.js';
import type { MatcherConfig } from './compiled-rule.js';
import type { PatternNode, Syntax } from './syntax.js';
import type { TextWords } from './text-words.js';
import type { Step } from './tree-walk.js';

export type RoughMatch = {
  /** The kinds of node that can match; undefined when any can. */
  kinds: Set<string> | undefined;
  /** Of a whole rule: the kinds of its nodes' parents and of the nodes themselves, outermost first, where the rule names them. */
  chain?: string[];
  test(step: Step, place: RoughPlace): boolean;
};

/** Where a node stands: its text, and where words are in it. */
export type RoughPlace = { text: string; words: TextWords };

const anything: RoughMatch = { kinds: undefined, test: () => true };

/** Throws what ast-grep throws on a broken pattern. */
export function roughMatch(syntax: Syntax, language: Language, { rule, constraints, utils }: MatcherConfig): RoughMatch {
  const context: Context = { syntax, language, utils: utils ?? {}, variables: new Map(), depth: 0 };
  const variables = Object.entries(constraints ?? {}).map(([name, matcher]) => [`$${name}`, read(matcher, context)] as const);
  return { ...read(rule, { ...context, variables: new Map(variables) }), chain: chainOf(rule) };
}

function chainOf({ kind, inside }: Matcher): string[] {
  if (typeof kind !== 'string' || !/^\w+$/.test(kind)) return [];
  return isMatcher(inside) && isNeighbor(inside) ? [...chainOf(inside), kind] : [kind];
}

/** Whether the other node is the very parent or child. */
function isNeighbor({ stopBy }: Matcher): boolean {
  return stopBy === undefined || stopBy === 'neighbor';
}

type Context = {
  syntax: Syntax;
  language: Language;
  utils: Record<string, Matcher>;
  /** What the variables of patterns may stand for, by `$NAME`. */
  variables: Map<string, RoughMatch>;
  depth: number;
};

function read(m: Matcher, context: Context): RoughMatch {
  if (context.depth > 12) return anything;
  const inner = { ...context, depth: context.depth + 1 };
  const parts: RoughMatch[] = [];
  if (typeof m.kind === 'string' && /^\w+$/.test(m.kind)) parts.push(ofKind(m.kind));
  if (typeof m.pattern === 'string') parts.push(ofPattern(context.syntax.patternTree(context.language, m.pattern), context));
  if (isMatcher(m.pattern) && typeof m.pattern.context === 'string') {
    const selector = typeof m.pattern.selector === 'string' ? m.pattern.selector : undefined;
    parts.push(ofPattern(context.syntax.patternTree(context.language, m.pattern.context, selector), context));
  }
  if (typeof m.regex === 'string') parts.push(...ofRegex(m.regex, true));
  if (isMatcher(m.not) && typeof m.not.regex === 'string' && Object.keys(m.not).length === 1) parts.push(...ofRegex(m.not.regex, false));
  if (Array.isArray(m.all)) parts.push(...m.all.filter(isMatcher).map((part) => read(part, inner)));
  if (Array.isArray(m.any)) parts.push(anyOf(m.any.map((part) => (isMatcher(part) ? read(part, inner) : anything))));
  if (typeof m.matches === 'string') {
    const util = context.utils[m.matches];
    if (util) parts.push(read(util, inner));
  }
  if (isMatcher(m.inside) && isNeighbor(m.inside)) {
    const parent = read(m.inside, inner);
    parts.push({ kinds: undefined, test: (step, place) => step.parent !== undefined && passes(parent, step.parent, place) });
  }
  if (isMatcher(m.has) && isNeighbor(m.has)) parts.push(withChild(m.has, inner));
  return allOf(parts);
}

export function passes(rough: RoughMatch, step: Step, place: RoughPlace): boolean {
  return (rough.kinds?.has(step.kind) ?? true) && rough.test(step, place);
}

/** A child that may match: the one of the wanted field, else any. Its words must stand in it. */
function withChild(m: Matcher, context: Context): RoughMatch {
  const rough = read(m, context);
  const literals = matcherLiterals(m, context);
  const may = (child: Step, place: RoughPlace): boolean =>
    passes(rough, child, place) && literals.every((group: Word[]) => place.words.stands(group, child));
  const { field } = m;
  if (typeof field !== 'string') return { kinds: undefined, test: (step, place) => step.children.some((child) => may(child, place)) };
  return {
    kinds: undefined,
    test: (step, place) =>
      step.node.childrenForFieldName(field).some((node) => {
        const child = step.children.find((other) => other.node.id === node?.id);
        return !child || may(child, place);
      }),
  };
}

function ofKind(kind: string): RoughMatch {
  return { kinds: new Set([kind]), test: () => true };
}

function allOf(parts: RoughMatch[]): RoughMatch {
  if (parts.length <= 1) return parts[0] ?? anything;
  const [first, ...others] = parts.flatMap((part) => (part.kinds ? [part.kinds] : []));
  const kinds = first && new Set([...first].filter((kind) => others.every((set) => set.has(kind))));
  return { kinds, test: (step, place) => parts.every((part) => passes(part, step, place)) };
}

function anyOf(parts: RoughMatch[]): RoughMatch {
  const kinds = parts.every((part) => part.kinds) ? new Set(parts.flatMap((part) => [...(part.kinds ?? [])])) : undefined;
  return { kinds, test: (step, place) => parts.some((part) => passes(part, step, place)) };
}

/** What a regex wants of the node's text, where that is certain. */
function ofRegex(source: string, wanted: boolean): RoughMatch[] {
  const regex = plainRegex(source);
  return regex ? [{ kinds: undefined, test: (step, { text }) => regex(text.slice(step.start, step.end)) !== !wanted }] : [];
}

function ofPattern(pattern: PatternNode, { variables }: Context): RoughMatch {
  if (pattern.pattern === 'metaVar' || pattern.kind === errorKind) return anything;
  const same = sameOperands(pattern);
  const test = (step: Step, place: RoughPlace): boolean =>
    mayBe(step, pattern, { ...place, variables }) && (!same || sameText(step, same, place.text));
  return { kinds: new Set([pattern.kind]), test };
}

/** What the grammar does not understand of a pattern matches every kind. */
const errorKind = 'ERROR';

/** ast-grep's matching, as far as it is certain: kinds, texts of leaves, and named children one by one where no `$$$` stands among them. */
function mayBe(step: Step, pattern: PatternNode, place: RoughPlace & Pick<Context, 'variables'>): boolean {
  const { text, variables } = place;
  if (pattern.pattern === 'metaVar') {
    const variable = variables.get(pattern.text ?? '');
    return !variable || passes(variable, step, place);
  }
  if (pattern.kind === errorKind) return true;
  if (step.kind !== pattern.kind) return false;
  if (pattern.children.length === 0) return pattern.text === undefined || text.slice(step.start, step.end) === pattern.text;
  const children = step.children;
  const sign = pattern.kind.startsWith('binary') ? pattern.children.find((child) => !child.isNamed) : undefined;
  if (sign && !children.some((child) => child.kind === sign.kind)) return false;
  const wanted = pattern.children.filter((child) => child.isNamed);
  if (wanted.some((child) => child.text?.includes('$$$'))) return true;
  const named = children.filter((child) => child.node.isNamed);
  // comments are named too, and a broken text has nodes that are not there
  if (named.some((child) => child.kind.includes('comment')) || step.node.hasError) return true;
  // what follows the pattern's end is left out of account: `if ($A) $B` is also an if with an else
  const closed = pattern.children.at(-1)?.kind === children.at(-1)?.kind && pattern.children.at(-1)?.isNamed === false;
  if (closed ? named.length !== wanted.length : named.length < wanted.length) return false;
  return wanted.every((child, i) => mayBe(named[i]!, child, place));
}

type SameOperands = { first: number; second: number; count: number };

/** Places among the named children of the first two that are the same variable, as in `$A === $A`. */
function sameOperands(pattern: PatternNode): SameOperands | undefined {
  const named = pattern.children.filter((child) => child.isNamed);
  for (const [first, child] of named.entries()) {
    if (child.pattern !== 'metaVar' || !/^[$µ][A-Z]/.test(child.text ?? '')) continue;
    const second = named.findIndex((other, i) => i > first && other.pattern === 'metaVar' && other.text === child.text);
    if (second > 0) return { first, second, count: named.length };
  }
  return undefined;
}

/** True unless the two operands certainly differ. ast-grep compares trees: blanks, comments and optional signs do not count. */
function sameText(step: Step, { first, second, count }: SameOperands, text: string): boolean {
  const named = step.children.filter((child) => child.node.isNamed);
  const [a, b] = [named[first], named[second]];
  if (named.length !== count || !a || !b) return true;
  const [left, right] = [text.slice(a.start, a.end), text.slice(b.start, b.end)];
  if (left === right) return true;
  const words = (code: string): string => code.replaceAll(/[^\p{L}\p{N}_$]/gu, '');
  return /\/[/*]|#/.test(left + right) || words(left) === words(right);
}
