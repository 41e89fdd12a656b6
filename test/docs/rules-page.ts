/** The page docs/rules.md, made of the rules themselves. */
import { builtInRules } from 'reverie:rules';
import type { CheckDescription } from '../../src/core/analysis/change-checks/change-check.js';
import { changeSetChecks, textChecks } from '../../src/core/analysis/change-checks/check-table.js';
import { crossFileChecks } from '../../src/core/analysis/cross-file/descriptions.js';
import type { Language } from '../../src/core/analysis/language.js';
import { readRule } from '../../src/core/analysis/load-rules.js';
import type { Rule } from '../../src/core/analysis/rule.js';
import { secretPatterns } from '../../src/core/analysis/secret-patterns.js';
import { mergeConflict } from '../../src/core/analysis/text-remarks.js';
import { ownRules, welcome } from './rules-page-texts.js';

/** The page's Markdown, with a line feed at its end. Throws when a built-in rule is broken. */
export function rulesPage(): string {
  const groups = groupsOf(builtInRules.map((data) => placed(data)));
  const checks = [mergeConflict, ...[...textChecks, ...changeSetChecks].flatMap((check) => check.about), ...crossFileChecks];
  const count = groups.reduce((sum, group) => sum + group.rules.length, 0);
  return [
    '# The rules',
    '<!-- Written by `npm run rules-page` from the rules themselves: change those. -->',
    welcome({ rules: count, checks: checks.length, secrets: secretKinds().length }),
    '## Contents',
    [
      ...groups.map(({ title, rules }) => `- [${title}](#${slug(title)}) (${rules.length}): ${rules.map(({ id }) => link(id)).join(', ')}`),
      `- [Checks of changes](#checks-of-changes) (${checks.length}): ${checks.map(({ id }) => link(id)).join(', ')}`,
      `- [Secrets](#secrets) (${secretKinds().length})`,
      '- [Rules of your own](#rules-of-your-own)',
    ].join('\n'),
    ...groups.flatMap(({ title, rules }) => [`## ${title}`, ...rules.map(ruleText)]),
    '## Checks of changes',
    'These look at what a change does to files, whatever their language.',
    ...checks.map(checkText),
    '## Secrets',
    'A value of these kinds on an added line is a finding `secret/<kind>` (security, CWE-798). Wherever a finding shows it, it is replaced by a keyed hash, and no fix repeats it. ' +
      'In tests and documents what only looks like a secret is left alone, and what is shaped like a real one is of medium severity.',
    secretKinds()
      .map(([kind, name]) => `- \`${kind}\`: ${name}`)
      .join('\n'),
    ownRules,
  ]
    .join('\n\n')
    .concat('\n');
}

const languageNames: Record<Language, string> = {
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  tsx: 'TSX',
  python: 'Python',
  go: 'Go',
  java: 'Java',
  rust: 'Rust',
  csharp: 'C#',
  cpp: 'C and C++',
  ruby: 'Ruby',
  php: 'PHP',
  bash: 'Bash',
};

type PlacedRule = { folder: Language; rule: Rule };

/** A built-in rule with the folder that its file is in. */
function placed(data: unknown): PlacedRule {
  const read = readRule(data);
  if (read.state === 'broken') throw new Error(`a built-in rule is broken: ${read.reason}`);
  const { file } = data as { file: string };
  return { folder: file.split('/')[0] as Language, rule: read.rule };
}

type Group = { title: string; rules: Rule[] };

/** By language, in the order in which the languages are named; the rules by id. */
function groupsOf(rules: PlacedRule[]): Group[] {
  return (Object.keys(languageNames) as Language[]).flatMap((language) => {
    const own = rules.filter(({ folder }) => folder === language).map(({ rule }) => rule);
    const title = language === 'javascript' ? 'JavaScript and TypeScript' : languageNames[language];
    return own.length > 0 ? [{ title, rules: own.sort((a, b) => (a.id < b.id ? -1 : 1)) }] : [];
  });
}

function ruleText(rule: Rule): string {
  const { id, severity, category, cwe, language, message, note, examples, fix, tests } = rule;
  const where = { include: [], skip: ['not in tests'], only: ['in tests only'] }[tests];
  const facts = [severity, category, ...(cwe ?? []), language.map((name) => languageNames[name]).join(', '), ...where];
  const fence = (code: string): string => fenced(code, language[0]!);
  return [
    `### ${id}`,
    `**${plain(message)}**`,
    facts.join(' · '),
    plain(note.trim()),
    'Wrong:',
    ...examples.match.map(fence),
    'Right, or left alone:',
    ...examples.noMatch.map(fence),
    ...(fix === undefined ? [] : ['It offers to write instead:', fence(fix)]),
  ].join('\n\n');
}

function checkText({ id, title, why, severity, category, cwe }: CheckDescription): string {
  return [`### ${id}`, `**${plain(title)}**`, [severity, category, ...(cwe ?? [])].join(' · '), plain(why.trim())].join('\n\n');
}

/** One name for each kind, in alphabetical order. */
function secretKinds(): [kind: string, name: string][] {
  const names = new Map(secretPatterns.map(({ kind, name }) => [kind, name]));
  names.set('private-key', 'private key (PEM)');
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1));
}

function fenced(code: string, language: Language): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.trimEnd()}\n${fence}`;
}

/** Prose in which nothing outside of code is Markdown or HTML. */
function plain(text: string): string {
  return text.replaceAll(/(`[^`]*`)|[<*_]/g, (sign, code: string | undefined) => code ?? `\\${sign}`);
}

function link(id: string): string {
  return `[${id}](#${slug(id)})`;
}

/** The anchor that GitHub gives a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
