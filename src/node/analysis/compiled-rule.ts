/** A rule made ready to be asked often: what it needs in the text, which files it looks at, and its matcher for each language. */
import { type Glob, glob } from '../../core/changes/glob.js';
import type { Language } from '../../core/analysis/language.js';
import { type RuleLiterals, ruleLiterals } from '../../core/analysis/rule-literals.js';
import { repeatedConditions } from '../../core/analysis/repeated-conditions.js';
import type { Matcher, Rule } from '../../core/analysis/rule.js';
import { inContext, strangePattern } from './pattern-context.js';
import { type RoughMatch, roughMatch } from './rough-match.js';
import type { Syntax } from './syntax.js';

/** What ast-grep's own functions take as a matcher. */
export type MatcherConfig = { rule: Matcher; constraints?: Record<string, Matcher>; utils?: Record<string, Matcher> };

export type RuledFile = { path: string; language: Language; /** Whether it is test code; see `isTestPath`. */ isTest: boolean };

/** The first offset from `from` on where a text fits; -1 when none does. */
export type Probe = (text: string, from: number) => number;

export type CompiledRule = {
  rule: Rule;
  /** What ast-grep is asked, in words of the language. */
  configFor(syntax: Syntax, language: Language): MatcherConfig;
  readonly literals: RuleLiterals;
  /** See `Rule.probe`. */
  readonly probe?: Probe;
  /** Whether this rule looks at a file at all, by its path. */
  looksAt(file: RuledFile): boolean;
  /** Undefined when ast-grep does not take the rule; the reason was reported once. */
  roughFor(syntax: Syntax, language: Language): RoughMatch | undefined;
};

export type CompileOptions = {
  /** True for rules whose tests have shown that ast-grep takes them: asking it again for each costs a tenth of a short review. */
  checked: boolean;
  /** Hears of a rule that ast-grep does not understand; that rule then matches nothing. */
  onBroken: (rule: Rule, reason: string) => void;
};

export function compileRule(rule: Rule, options: CompileOptions): CompiledRule {
  const files = rule.files?.map((pattern) => glob(pattern));
  const ignores = (rule.ignores ?? []).map((pattern) => glob(pattern));
  const configs = new Map<Language, MatcherConfig>();
  const rough = new Map<Language, RoughMatch | undefined>();
  const configFor = (syntax: Syntax, language: Language): MatcherConfig => {
    let config = configs.get(language);
    if (!config) configs.set(language, (config = matcherConfig(syntax, language, rule)));
    return config;
  };
  return {
    rule,
    configFor,
    literals: ruleLiterals(rule),
    ...(rule.probe !== undefined && { probe: probeOf(rule.probe) }),
    looksAt: ({ path, language, isTest }) =>
      rule.language.includes(language) &&
      (rule.tests === 'include' || isTest === (rule.tests === 'only')) &&
      (files === undefined || some(files, path)) &&
      !some(ignores, path),
    roughFor(syntax, language) {
      if (!rough.has(language)) rough.set(language, compile(syntax, language, { rule, configFor, ...options }));
      return rough.get(language);
    },
  };
}

/** A rule's own conditions as ast-grep takes them, its patterns read as the language needs it. */
export function matcherConfig(syntax: Syntax, language: Language, rule: Pick<Rule, 'rule' | 'constraints' | 'utils'>): MatcherConfig {
  const read = (matcher: Matcher): Matcher => inContext(syntax, language, matcher);
  const readAll = (matchers: Record<string, Matcher>): Record<string, Matcher> =>
    Object.fromEntries(Object.entries(matchers).map(([name, matcher]) => [name, read(matcher)]));
  const { constraints, utils } = rule;
  return {
    rule: read(rule.rule),
    ...(constraints && { constraints: readAll(constraints) }),
    ...(utils && { utils: readAll(utils) }),
  };
}

function probeOf(source: string): Probe {
  if (source === 'repeated-condition') return repeatedConditionProbe();
  const expression = source.startsWith('(?i)') ? new RegExp(source.slice('(?i)'.length), 'gi') : new RegExp(source, 'g');
  return (text, from) => {
    expression.lastIndex = from;
    return expression.exec(text)?.index ?? -1;
  };
}

/** Remembers the last text: it is asked about many places of the same one. */
function repeatedConditionProbe(): Probe {
  let known: { text: string; places: number[] } | undefined;
  return (text, from) => {
    if (known?.text !== text) known = { text, places: repeatedConditions(text) };
    return known.places.find((place) => place >= from) ?? -1;
  };
}

function compile(
  syntax: Syntax,
  language: Language,
  { rule, configFor, checked, onBroken }: CompileOptions & Pick<CompiledRule, 'rule' | 'configFor'>,
): RoughMatch | undefined {
  try {
    const config = configFor(syntax, language);
    if (!checked) {
      syntax.withTree(language, '', (tree) => tree.sgRoot.matches(config));
      // of several languages one may be meant by one pattern and another by the next
      const strange = rule.language.length === 1 ? strangePattern(syntax, language, [rule.rule, rule.constraints, rule.utils]) : undefined;
      if (strange !== undefined) throw new Error(`the pattern ${JSON.stringify(strange.slice(0, 60))} is no code of this language`);
    }
    return roughMatch(syntax, language, config);
  } catch (error) {
    onBroken(rule, `${language}: ${reasonOf(error)}`);
    return undefined;
  }
}

/** ast-grep nests its reasons, one line each; the last one is the cause. */
function reasonOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n').map((line) => line.replace(/^[\s|>-]+/, ''));
  return lines
    .filter((line) => line !== '')
    .slice(-2)
    .join(': ');
}

function some(globs: Glob[], path: string): boolean {
  return globs.some((matches) => matches(path));
}
