/**
 * A rule: what to look for in a syntax tree, and what to say about it.
 *
 * To add one, write `rules/<language>/<name>.yml` (a team: `.reverie/rules/<name>.yml`). `rule`, `constraints`, `utils` and `fix` are
 * ast-grep's own (https://ast-grep.github.io/reference/rule.html); the rest says what a person reads. Each example is run as a test:
 * those under `match` give one finding or more, those under `noMatch` none. Three things keep a rule quiet and fast:
 * - match the smallest node that shows the mistake: a finding is reported when that node touches an added line, and placed there;
 * - say what is fixed in the text: a literal word in a pattern or regex, or a `kind` that starts with a keyword. From these the engine
 *   derives which files need no parsing; a rule with none of them walks every tree;
 * - leave out what is right on purpose (`not`, `constraints`, `tests: skip`), and show it in `noMatch`.
 */
import * as z from 'zod';
import { Category, type Severity } from '../review/finding.js';
import { type Language, languageNamed } from './language.js';

/** A node of ast-grep's rule language. Its fields are checked by ast-grep itself when a rule is first used. */
export type Matcher = { [field: string]: unknown };

export function isMatcher(value: unknown): value is Matcher {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Severities by our words and by ast-grep's. */
const severityNames: Record<string, Severity> = {
  critical: 'critical',
  high: 'high',
  medium: 'medium',
  low: 'low',
  info: 'info',
  error: 'high',
  warning: 'medium',
  hint: 'info',
};

const listOf = <T extends z.ZodType>(item: T): z.ZodPreprocess<z.ZodArray<T>> =>
  z.preprocess((value) => (Array.isArray(value) || value === undefined ? value : [value]), z.array(item));

const LanguageName = z.string().transform((name, context): Language => {
  const language = languageNamed(name);
  if (language) return language;
  context.addIssue({ code: 'custom', message: `the language ${name} is not supported` });
  return z.NEVER;
});

const SeverityName = z
  .string()
  .refine((name) => name in severityNames, { error: `expected one of ${Object.keys(severityNames).join(', ')}` })
  .transform((name) => severityNames[name] ?? 'medium');

/** Deeper rules would cost the stack of whoever reads them. */
const maxDepth = 60;

const MatcherObject: z.ZodType<Matcher> = z
  .record(z.string(), z.unknown())
  .refine((fields) => Object.keys(fields).length > 0, { error: 'expected at least one condition' })
  .refine((fields) => isNestedAtMost(fields, maxDepth), { error: `conditions are nested deeper than ${maxDepth} levels` });

function isNestedAtMost(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((part) => isNestedAtMost(part, depth - 1));
}

export const Rule = z.object({
  /** Kebab-case words, grouped by `/`: `js/empty-catch`. */
  id: z.string().regex(/^[a-z0-9]+(?:[-/][a-z0-9]+)*$/, { error: 'expected lower-case words joined by - and /' }),
  language: listOf(LanguageName).refine((list) => list.length > 0, { error: 'expected a language' }),
  severity: SeverityName.default('medium'),
  category: Category.default('correctness'),
  cwe: listOf(z.string().regex(/^CWE-\d+$/, { error: 'expected CWE-<number>' })).optional(),
  /** 0..1: the share of findings that are expected to be right. */
  confidence: z.number().min(0).max(1).default(0.7),
  /** The title of its findings: one line, what is wrong. */
  message: z.string().min(1).max(140),
  /** The body: why it matters and what to do. */
  note: z.string().default(''),
  rule: MatcherObject,
  constraints: z.record(z.string(), MatcherObject).optional(),
  utils: z.record(z.string(), MatcherObject).optional(),
  /** What to put in the match's place, with the pattern's `$NAMES`; `$$$WHOLE` is the matched text. */
  fix: z.string().optional(),
  /** Words of which one stands in every match, where that cannot be derived from the rule. */
  literals: z.array(z.string().min(2)).min(1).optional(),
  /**
   * A JavaScript regular expression that the text of every match fits, or what stands right before it; `i` is written as `(?i)` in front;
   * or `repeated-condition`, which finds each `else if` whose condition may have stood before.
   * Where words alone are too common it spares the tree. Built-in rules only: a pattern of somebody else's could take for ever.
   */
  probe: z.string().min(1).optional(),
  /** Globs of the files it looks at, and of those it leaves out. */
  files: listOf(z.string()).optional(),
  ignores: listOf(z.string()).optional(),
  /** Whether it looks at test files. */
  tests: z.enum(['include', 'skip', 'only']).default('include'),
  examples: z.object({ match: z.array(z.string()).default([]), noMatch: z.array(z.string()).default([]) }).prefault({}),
});
export type Rule = z.infer<typeof Rule>;
