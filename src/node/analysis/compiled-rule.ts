/** A rule made ready to be asked often: what it needs in the text, which files it looks at, and its matcher for each language. */
import { type Glob, glob } from '../../core/changes/glob.js';
import type { Language } from '../../core/analysis/language.js';
import { type RuleLiterals, ruleLiterals } from '../../core/analysis/rule-literals.js';
import type { Matcher, Rule } from '../../core/analysis/rule.js';
import { isTestPath } from '../../core/analysis/test-path.js';
import { type RoughMatch, roughMatch } from './rough-match.js';
import type { Syntax } from './syntax.js';

/** What ast-grep's own functions take as a matcher. */
export type MatcherConfig = { rule: Matcher; constraints?: Record<string, Matcher>; utils?: Record<string, Matcher> };

export type CompiledRule = {
  rule: Rule;
  config: MatcherConfig;
  literals: RuleLiterals;
  /** Whether this rule looks at a file at all, by its path. */
  looksAt(path: string, language: Language): boolean;
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
  const { constraints, utils } = rule;
  const config: MatcherConfig = { rule: rule.rule, ...(constraints && { constraints }), ...(utils && { utils }) };
  const rough = new Map<Language, RoughMatch | undefined>();
  return {
    rule,
    config,
    literals: ruleLiterals(rule),
    looksAt: (path, language) =>
      rule.language.includes(language) &&
      (rule.tests === 'include' || isTestPath(path) === (rule.tests === 'only')) &&
      (files === undefined || some(files, path)) &&
      !some(ignores, path),
    roughFor(syntax, language) {
      if (!rough.has(language)) rough.set(language, compile(syntax, language, { rule, config, ...options }));
      return rough.get(language);
    },
  };
}

function compile(
  syntax: Syntax,
  language: Language,
  { rule, config, checked, onBroken }: CompileOptions & { rule: Rule; config: MatcherConfig },
): RoughMatch | undefined {
  try {
    if (!checked) syntax.withTree(language, '', (tree) => tree.sgRoot.matches(config));
    return roughMatch(syntax, language, rule);
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
