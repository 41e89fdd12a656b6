/** Inline suppressions of well-known analyzers in one text: which rule is not wanted where, and the reason given. */
import { ruleName } from '../../analysis/outside/rule-name.js';

/** `whole`: it silences its rules in the whole file. Lines are 1-based; they hold the comment and the code it speaks of. */
export type Suppression = { rules: string[]; whole: boolean; startLine: number; endLine: number; reason?: string };

/** What follows the comment's code: the line it stands on, the next one, or everything from there. */
type Reach = 'line' | 'next' | 'on';

type Dialect = {
  pattern: RegExp;
  /** Of a match: the tool's own names of the rules. */
  rules: (groups: Record<string, string | undefined>) => string[];
  tool: string | ((rule: string) => string);
  reach: (groups: Record<string, string | undefined>, line: string) => Reach;
};

/** Longer lines are generated; longer texts too. */
const longestLine = 1_000;
const mostLines = 50_000;
const longestReason = 200;

const listed = (text = ''): string[] =>
  text
    .split(/[\s,]+/)
    .map((rule) => rule.trim())
    .filter((rule) => /^[\w@][\w@./:-]{0,100}$/.test(rule));
/** A comment alone on its line speaks of what follows; one behind code of its line. */
const alone = (line: string): Reach => (/^\s*(?:#|\/\/|\/\*|--|<!--|\*)/.test(line) ? 'on' : 'line');

const dialects: Dialect[] = [
  {
    pattern:
      /(?:\/\/|\/\*|<!--)\s*(?<tool>eslint|oxlint)-disable(?<how>-next-line|-line)?(?:\s+(?<rules>[\w@/,\s-]*?))?\s*(?:--\s*(?<reason>.*?))?\s*(?:\*\/|-->|$)/,
    rules: ({ rules }) => listed(rules),
    tool: 'eslint',
    reach: ({ how }) => (how === '-next-line' ? 'next' : how === '-line' ? 'line' : 'on'),
  },
  {
    pattern: /(?:\/\/|\/\*)\s*tslint:disable(?<how>-next-line|-line)?:?\s*(?<rules>[\w\s-]*?)\s*(?:\*\/|$)/,
    rules: ({ rules }) => listed(rules),
    tool: 'tslint',
    reach: ({ how }) => (how === '-next-line' ? 'next' : how === '-line' ? 'line' : 'on'),
  },
  {
    pattern:
      /(?:\/\/|\/\*|#|<!--)\s*biome-ignore(?<how>-all)?\s+(?<rules>lint\/[\w/]+)\s*(?:\([^)]*\))?\s*:\s*(?<reason>.*?)\s*(?:\*\/|-->|$)/,
    rules: ({ rules }) => listed(rules),
    tool: 'biome',
    reach: ({ how }) => (how ? 'on' : 'next'),
  },
  {
    pattern: /#\s*(?<file>(?:ruff|flake8):\s*)?noqa:\s*(?<rules>[A-Z]{1,8}\d{1,5}(?:[\s,]+[A-Z]{1,8}\d{1,5})*)(?<reason>.*)$/i,
    rules: ({ rules }) => listed(rules?.toUpperCase()),
    tool: 'ruff',
    reach: ({ file }) => (file ? 'on' : 'line'),
  },
  {
    pattern: /#\s*pylint:\s*disable(?<how>-next)?=(?<rules>[\w\s,-]+?)\s*(?:#\s*(?<reason>.*))?$/,
    rules: ({ rules }) => listed(rules),
    tool: 'pylint',
    // inside a function it speaks of the rest of that block only
    reach: ({ how }, line) => (how ? 'next' : line.startsWith('#') ? 'on' : alone(line) === 'on' ? 'next' : 'line'),
  },
  {
    pattern: /\/\/\s*nolint:(?<rules>[\w,-]+)(?:\s*\/\/\s*(?<reason>.*))?/,
    rules: ({ rules }) => listed(rules),
    tool: 'golangci-lint',
    reach: (_, line) => (alone(line) === 'on' ? 'next' : 'line'),
  },
  {
    pattern: /#\s*rubocop:(?:disable|todo)\s+(?<rules>[A-Z]\w*(?:\/\w+)?(?:\s*,\s*[A-Z]\w*(?:\/\w+)?)*)(?:\s*--\s*(?<reason>.*))?/,
    rules: ({ rules }) => listed(rules),
    tool: 'rubocop',
    reach: (_, line) => alone(line),
  },
  {
    pattern: /@SuppressWarnings\(\s*(?:value\s*=\s*)?\{?(?<rules>\s*"[^)]*")\s*,?\s*\}?\s*\)/,
    rules: ({ rules }) => [...(rules ?? '').matchAll(/"([\w.:-]{1,100})"/g)].map((m) => m[1]!),
    tool: (rule) => (rule.startsWith('PMD.') ? 'pmd' : /^(?:java|squid|kotlin):/.test(rule) ? 'sonarqube' : 'javac'),
    reach: () => 'next',
  },
  {
    pattern:
      /(?:\/\/|#|\/\*)\s*NOSONAR\s*\(?(?<rules>(?:[a-z]+:)?S\d{2,5}(?:\s*,\s*(?:[a-z]+:)?S\d{2,5})*)\)?\s*[:-]?\s*(?<reason>.*?)\s*(?:\*\/|$)/,
    rules: ({ rules }) => listed(rules),
    tool: 'sonarqube',
    reach: () => 'line',
  },
  {
    pattern: /^\s*#pragma\s+warning\s+disable\s+(?<rules>[A-Z]{1,8}\d{1,5}(?:\s*,\s*[A-Z]{1,8}\d{1,5})*)\s*(?:\/\/\s*(?<reason>.*))?/,
    rules: ({ rules }) => listed(rules),
    tool: 'roslyn',
    reach: () => 'on',
  },
  {
    pattern:
      /(?:\/\/|#|\/\*)\s*phpcs:(?<how>ignore|disable)\s+(?<rules>[A-Z][\w.]*(?:\s*,\s*[A-Z][\w.]*)*)\s*(?:--\s*(?<reason>.*?))?\s*(?:\*\/|$)/,
    rules: ({ rules }) => listed(rules),
    tool: 'phpcs',
    reach: ({ how }, line) => (how === 'disable' ? 'on' : alone(line) === 'on' ? 'next' : 'line'),
  },
  {
    pattern: /@phpstan-ignore\s+(?<rules>[a-z]\w*\.[\w.]+(?:\s*,\s*[a-z]\w*\.[\w.]+)*)\s*(?:\((?<reason>[^)]*)\))?/,
    rules: ({ rules }) => listed(rules),
    tool: 'phpstan',
    reach: (_, line) => (alone(line) === 'on' ? 'next' : 'line'),
  },
  {
    pattern: /#\s*shellcheck\s+disable=(?<rules>SC\d{4}(?:,SC\d{4})*)\s*(?:#\s*(?<reason>.*))?/,
    rules: ({ rules }) => listed(rules),
    tool: 'shellcheck',
    reach: () => 'next',
  },
  {
    pattern: /#\s*hadolint\s+(?<how>global\s+)?ignore=(?<rules>[A-Z]{2}\d{4}(?:,[A-Z]{2}\d{4})*)/,
    rules: ({ rules }) => listed(rules),
    tool: 'hadolint',
    reach: ({ how }) => (how ? 'on' : 'next'),
  },
  {
    pattern: /\/\/\s*swiftlint:disable(?<how>:next|:this|:previous)?\s+(?<rules>[\w\s]+?)\s*(?:-\s*(?<reason>.*))?$/,
    rules: ({ rules }) => listed(rules),
    tool: 'swiftlint',
    reach: ({ how }) => (how === undefined ? 'on' : how === ':next' ? 'next' : 'line'),
  },
  {
    pattern: /\/\/\s*NOLINT(?<how>NEXTLINE)?\((?<rules>[\w.,\s-]+)\)\s*:?\s*(?<reason>.*)$/,
    rules: ({ rules }) => listed(rules),
    tool: 'clang-tidy',
    reach: ({ how }) => (how ? 'next' : 'line'),
  },
];

/** A word that every dialect has: texts without it are not read at all. As an extended regular expression for git. */
export const suppressionWords =
  '(eslint|oxlint|tslint|rubocop|swiftlint|phpcs):?-?(disable|ignore|todo)|biome-ignore|noqa:|pylint: *disable|nolint:|SuppressWarnings|NOSONAR|pragma +warning +disable|phpstan-ignore|shellcheck +disable|hadolint|NOLINT';

const anyWord = new RegExp(suppressionWords.replaceAll(' +', String.raw`\s+`).replaceAll(' *', String.raw`\s*`), 'i');

/** In the order of their lines. Comments without a rule name silence everything and teach nothing of any one rule. */
export function readSuppressions(lines: readonly string[]): Suppression[] {
  const found: Suppression[] = [];
  for (const [index, line] of lines.slice(0, mostLines).entries()) {
    if (line.length > longestLine || !anyWord.test(line)) continue;
    for (const dialect of dialects) {
      const match = dialect.pattern.exec(line);
      if (!match || insideText(line.slice(0, match.index))) continue;
      const groups = match.groups ?? {};
      const rules = dialect
        .rules(groups)
        .map((rule) => ruleName(typeof dialect.tool === 'string' ? dialect.tool : dialect.tool(rule), rule.replace(/^PMD\./, '')));
      if (rules.length === 0) continue;
      const reach = dialect.reach(groups, line);
      const afterShebang = dialect.tool === 'shellcheck' && lines.slice(0, index).every((before) => /^\s*(?:#.*)?$/.test(before));
      const reason = cleanReason(groups['reason']);
      found.push({
        rules: [...new Set(rules)],
        whole: afterShebang || (reach === 'on' && holdsToTheEnd(lines, index)),
        startLine: index + 1,
        endLine: Math.min(lines.length, reach === 'next' ? index + 2 : index + 1),
        ...(reason !== undefined && { reason }),
      });
    }
  }
  return found;
}

/** Only one that stands above the code and is never lifted speaks of the whole file. */
function holdsToTheEnd(lines: readonly string[], index: number): boolean {
  const above = lines
    .slice(0, index)
    .every((line) => /^\s*(?:$|[#/*]|--|<!--|<\?php|['"]use strict|import\b|package\b|using\b|namespace\b)/.test(line));
  return (
    above &&
    !lines.some((line) => /(?:eslint|oxlint|tslint|rubocop|swiftlint|phpcs):?-?enable|pragma\s+warning\s+(?:restore|enable)/.test(line))
  );
}

/** An odd number of quotes before it: what looks like a comment is part of a text. */
function insideText(before: string): boolean {
  return ['"', "'", '`'].some((quote) => (before.split(quote).length - 1) % 2 === 1);
}

function cleanReason(text: string | undefined): string | undefined {
  const clean = (text ?? '')
    .replace(/^[\s:#/(-]+|[\s)*/]+$/g, '')
    .replace(/[\p{C}\s]+/gu, ' ')
    .slice(0, longestReason);
  return /\p{L}{2}/u.test(clean) ? clean : undefined;
}
