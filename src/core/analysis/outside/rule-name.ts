/** One name for one rule, whoever applies it: then findings, verdicts and lessons are the same whether it comes from us, from a file or from the editor. */
import { safeWord } from './safe-text.js';

/** Names of analyzers that their reports write differently. */
const tools: Record<string, string> = {
  'semgrep-oss': 'semgrep',
  'semgrep-pro': 'semgrep',
  'opengrep-oss': 'opengrep',
  'microsoft-(r)-visual-c#-compiler': 'roslyn',
  'golang-security-checker': 'gosec',
  'codeql-command-line-toolchain': 'codeql',
  typescript: 'ts',
  tsc: 'ts',
};

/** The analyzer's name as a word: `Semgrep OSS` is `semgrep`. */
export function toolName(name: string): string {
  const word = safeWord(name).toLowerCase().slice(0, 60);
  return (Object.hasOwn(tools, word) ? tools[word] : word) || 'unknown';
}

/** Plugins of ESLint that oxlint names in its own way. */
const plugins: Record<string, string> = {
  eslint: '',
  typescript: '@typescript-eslint/',
  unicorn: 'unicorn/',
  import: 'import/',
  react: 'react/',
  'react-hooks': 'react-hooks/',
  'jsx-a11y': 'jsx-a11y/',
  promise: 'promise/',
  jsdoc: 'jsdoc/',
  jest: 'jest/',
  vitest: 'vitest/',
  node: 'n/',
  n: 'n/',
  vue: 'vue/',
  nextjs: '@next/next/',
  next: '@next/next/',
};

/**
 * The rule's name in findings: ours where a well-known rule says exactly what one of ours does, else `<tool>/<rule>`. What oxlint takes
 * over from ESLint is called as ESLint calls it.
 */
export function ruleName(tool: string, toolRule: string): string {
  const rule = safeWord(toolRule);
  // a report of our own
  if (tool === 'reverie') return rule;
  const borrowed = /^([\w@-]{1,40})\(([\w@/-]{1,100})\)$/.exec(rule);
  const plugin = (borrowed?.[1] ?? '').replace(/^eslint-plugin-|(?<=^typescript)-eslint$/g, '');
  const name =
    borrowed && Object.hasOwn(plugins, plugin)
      ? `eslint/${plugins[plugin] ?? ''}${borrowed[2] ?? ''}`
      : borrowed
        ? `${tool}/${borrowed[1] ?? ''}/${borrowed[2] ?? ''}`
        : `${tool}/${rule}`;
  return Object.hasOwn(sameAsOurs, name) ? (sameAsOurs[name] ?? name) : name;
}

/** Rules that report the same code for the same reason as one of ours. Only those that are sure: a verdict on one holds for the other. */
export const sameAsOurs: Record<string, string> = {
  'eslint/no-debugger': 'js/debugger',
  'biome/lint/suspicious/noDebugger': 'js/debugger',
  'eslint/use-isnan': 'js/compare-nan',
  'eslint/valid-typeof': 'js/invalid-typeof',
  'eslint/no-self-compare': 'js/self-compare',
  'eslint/no-self-assign': 'js/self-assign',
  'eslint/no-dupe-else-if': 'js/duplicate-condition',
  'eslint/no-cond-assign': 'js/assign-in-condition',
  'eslint/no-throw-literal': 'js/throw-literal',
  'eslint/no-async-promise-executor': 'js/async-promise-executor',
  'eslint/no-unsafe-finally': 'js/return-in-finally',
  'eslint/no-unsafe-negation': 'js/negated-operand',
  'eslint/no-eval': 'js/eval',
  'eslint/jest/no-focused-tests': 'js/focused-test',
  'eslint/vitest/no-focused-tests': 'js/focused-test',
  'ruff/B006': 'py/mutable-default',
  'ruff/E722': 'py/bare-except',
  'flake8/E722': 'py/bare-except',
  'pylint/bare-except': 'py/bare-except',
  'ruff/F632': 'py/is-literal',
  'ruff/E711': 'py/none-comparison',
  'ruff/F631': 'py/assert-tuple',
  'ruff/F901': 'py/raise-not-implemented',
  'ruff/B012': 'py/return-in-finally',
  'ruff/PLR0124': 'py/self-compare',
  'ruff/S110': 'py/except-pass',
  'bandit/B110': 'py/except-pass',
  'ruff/S306': 'py/mktemp',
  'bandit/B306': 'py/mktemp',
  'ruff/ASYNC251': 'py/blocking-sleep',
};

/** Rules that report more than one of ours does: on the same line they mean the same, elsewhere they are rules of their own. */
export const broaderThanOurs: Record<string, string[]> = {
  'eslint/no-console': ['js/console-log'],
  'eslint/no-empty': ['js/empty-catch'],
  'eslint/no-constant-binary-expression': ['js/compare-new-object'],
  'eslint/@typescript-eslint/only-throw-error': ['js/throw-literal'],
  'eslint/@typescript-eslint/no-misused-promises': ['js/async-predicate', 'js/async-for-each', 'js/async-promise-executor'],
  'eslint/@typescript-eslint/no-implied-eval': ['js/eval'],
  'eslint/no-implied-eval': ['js/eval'],
  'eslint/react/no-danger': ['js/dangerous-html'],
  'ruff/T100': ['py/debugger'],
  'ruff/S301': ['py/pickle-load'],
  'bandit/B301': ['py/pickle-load'],
  'ruff/S307': ['py/eval'],
  'bandit/B307': ['py/eval'],
  'ruff/S501': ['py/tls-not-verified'],
  'bandit/B501': ['py/tls-not-verified'],
  'ruff/S506': ['py/yaml-load'],
  'bandit/B506': ['py/yaml-load'],
  'ruff/S602': ['py/subprocess-shell'],
  'bandit/B602': ['py/subprocess-shell'],
  'ruff/S608': ['py/sql-string'],
  'bandit/B608': ['py/sql-string'],
};
