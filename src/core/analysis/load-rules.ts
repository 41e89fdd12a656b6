/** Reads rules from YAML documents; a broken rule is reported and costs only itself. */
import { isMap, isScalar, LineCounter, parseAllDocuments } from 'yaml';
import { Rule } from './rule.js';

export type RuleDocument = { /** Named in problems. */ file: string; text: string };
export type RuleProblem = { file: string; /** 1-based. */ line: number; reason: string };
export type LoadedRules = { rules: Rule[]; problems: RuleProblem[] };

/** A file may hold several documents, each one rule. The first rule of an id counts; `taken` are the ids of rules that are there already. */
export function loadRules(documents: RuleDocument[], taken: Iterable<string> = []): LoadedRules {
  const loaded: LoadedRules = { rules: [], problems: [] };
  const ids = new Set(taken);
  for (const { file, text } of documents) {
    const lineCounter = new LineCounter();
    // an alias can make a short text a long one; rules need none
    for (const document of parseAllDocuments(text, { lineCounter, logLevel: 'silent' })) {
      if (!('contents' in document)) continue;
      const at = (offset: number | undefined): number => (offset === undefined ? 1 : lineCounter.linePos(offset).line);
      const [error] = document.errors;
      if (error) {
        loaded.problems.push({ file, line: at(error.pos[0]), reason: error.message.split('\n')[0] ?? error.message });
        continue;
      }
      if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) continue;
      const start = at(document.contents.range[0]);
      const rule = readRule(toObject(document));
      if (rule.state === 'broken') {
        const key = rule.field !== undefined && isMap(document.contents) ? keyOffset(document.contents.items, rule.field) : undefined;
        loaded.problems.push({ file, line: key === undefined ? start : at(key), reason: rule.reason });
      } else if (ids.has(rule.rule.id)) {
        loaded.problems.push({ file, line: start, reason: `there is a rule ${rule.rule.id} already` });
      } else {
        ids.add(rule.rule.id);
        loaded.rules.push(rule.rule);
      }
    }
  }
  return loaded;
}

export type ReadRule = { state: 'ok'; rule: Rule } | { state: 'broken'; reason: string; field?: string };

/** One rule from data that YAML or JSON gave. */
export function readRule(data: unknown): ReadRule {
  const parsed = Rule.safeParse(data);
  if (parsed.success) return { state: 'ok', rule: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') ?? '';
  const reason = issue?.message ?? 'not a rule';
  return { state: 'broken', reason: path ? `${path}: ${reason}` : reason, field: issue?.path[0]?.toString() };
}

function toObject(document: { toJS(options: { maxAliasCount: number }): unknown }): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    return cause instanceof Error ? cause.message : undefined;
  }
}

function keyOffset(items: { key: unknown }[], field: string): number | undefined {
  for (const { key } of items) if (isScalar(key) && key.value === field) return key.range?.[0];
  return undefined;
}
