/** Reads rules from YAML documents; a broken rule is reported and costs only itself. */
import { isMap, isScalar, LineCounter, parseAllDocuments } from 'yaml';
import { Rule } from './rule.js';

export type RuleDocument = { /** Named in problems. */ file: string; text: string };
/** `line` is 1-based. */
export type RulePlace = { file: string; line: number };
export type RuleProblem = RulePlace & { reason: string };
export type LoadedRules = {
  rules: Rule[];
  problems: RuleProblem[];
  /** Where a loaded rule says what `reason` names in backquotes; else where its conditions begin. */
  placeOf(rule: Rule, reason: string): RulePlace;
};

/** A file may hold several documents, each one rule. The first rule of an id counts; `taken` are the ids of rules that are there already. */
export function loadRules(documents: RuleDocument[], taken: Iterable<string> = []): LoadedRules {
  const rules: Rule[] = [];
  const problems: RuleProblem[] = [];
  const sources = new Map<Rule, Source>();
  const ids = new Set(taken);
  for (const { file, text } of documents) {
    const lineCounter = new LineCounter();
    for (const document of parsed(text, lineCounter)) {
      const at = (offset: number | undefined): number => (offset === undefined ? 1 : lineCounter.linePos(offset).line);
      const report = (line: number, reason: string): void => void problems.push({ file, line, reason });
      const [error] = document.errors;
      if (error) {
        report(at(error.pos[0]), withoutPlace(error.message));
        continue;
      }
      const { contents } = document;
      if (!contents?.range || (isScalar(contents) && contents.value === null)) continue;
      const [from, , to] = contents.range;
      const start = at(from);
      const rule = readDocument(document);
      const key = (field: string | undefined): number | undefined =>
        field !== undefined && isMap(contents) ? keyOffset(contents.items, field) : undefined;
      if (rule.state === 'broken') {
        const offset = key(rule.field);
        report(offset === undefined ? start : at(offset), rule.reason);
      } else if (ids.has(rule.rule.id)) {
        report(at(key('id')), `there is a rule ${rule.rule.id} already`);
      } else {
        ids.add(rule.rule.id);
        rules.push(rule.rule);
        sources.set(rule.rule, { file, text: text.slice(from, to), start, conditions: at(key('rule')) });
      }
    }
  }
  return { rules, problems, placeOf: (rule, reason) => placeIn(sources.get(rule), reason) };
}

type Source = { file: string; text: string; start: number; conditions: number };

function placeIn(source: Source | undefined, reason: string): RulePlace {
  if (!source) return { file: '', line: 1 };
  const { file, start, conditions, text } = source;
  const lines = text.split('\n');
  for (const [, named] of reason.matchAll(/`([^`\n]+)`/g)) {
    const index = lines.findIndex((line, i) => start + i >= conditions && line.includes(named!));
    if (index >= 0) return { file, line: start + index };
  }
  return { file, line: conditions };
}

export type ReadRule = { state: 'ok'; rule: Rule } | { state: 'broken'; reason: string; field?: string };

/** Parts of ast-grep's rules that would change what a rule does, and that are not read here. */
const unsupported = ['transform', 'rewriters'];

/** One rule from data that YAML or JSON gave. */
export function readRule(data: unknown): ReadRule {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return { state: 'broken', reason: 'expected a rule: a map with id, language, message and rule' };
  }
  const field = unsupported.find((name) => name in data);
  if (field !== undefined) return { state: 'broken', reason: `${field}: not supported here`, field };
  const parsed = Rule.safeParse(data);
  if (parsed.success) return { state: 'ok', rule: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') ?? '';
  const reason = (issue?.message ?? 'not a rule').replace(/^Invalid input: /, '');
  return { state: 'broken', reason: path ? `${path}: ${reason}` : reason, field: issue?.path[0]?.toString() };
}

type YamlDocument = Extract<ReturnType<typeof parseAllDocuments>, unknown[]>[number];

function parsed(text: string, lineCounter: LineCounter): YamlDocument[] {
  return [...parseAllDocuments(text, { lineCounter, logLevel: 'silent' })].filter((document) => 'contents' in document);
}

function readDocument(document: YamlDocument): ReadRule {
  let data: unknown;
  try {
    // an alias can make a short text a long one; rules need none
    data = document.toJS({ maxAliasCount: 0 });
  } catch {
    return { state: 'broken', reason: 'aliases (*name) are not read in rules' };
  }
  if (typeof data === 'object' && data !== null && 'probe' in data) {
    return { state: 'broken', reason: 'probe: only for the rules that come with Reverie', field: 'probe' };
  }
  return readRule(data);
}

function withoutPlace(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '');
}

function keyOffset(items: { key: unknown }[], field: string): number | undefined {
  for (const { key } of items) if (isScalar(key) && key.value === field) return key.range?.[0];
  return undefined;
}
