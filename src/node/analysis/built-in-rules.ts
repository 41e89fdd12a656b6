/** The rules that come with Reverie, read and compiled by language: a review pays only for those of the languages it meets. */
import { builtInRules } from 'reverie:rules';
import { type Language, languageNamed } from '../../core/analysis/language.js';
import { readRule } from '../../core/analysis/load-rules.js';
import type { Rule } from '../../core/analysis/rule.js';
import { type CompiledRule, compileRule } from './compiled-rule.js';

export interface BuiltInRules {
  readonly ids: string[];
  /** Those that look at a language. Throws when one of them is broken, which its test would have shown. */
  of(language: Language): CompiledRule[];
}

/** `given`: instead of the rules that come with Reverie. */
export function openBuiltInRules(given?: Rule[]): BuiltInRules {
  const sources: Source[] = given
    ? given.map((rule) => ({ id: rule.id, languages: rule.language, read: () => rule }))
    : builtInRules.map(source);
  const compiled = new Map<Source, CompiledRule>();
  const byLanguage = new Map<Language, CompiledRule[]>();
  const compile = (from: Source): CompiledRule => {
    const known = compiled.get(from) ?? compileRule(from.read(), { checked: true, onBroken: refuse });
    compiled.set(from, known);
    return known;
  };
  return {
    ids: sources.map(({ id }) => id),
    of(language) {
      const rules = byLanguage.get(language) ?? sources.filter(({ languages }) => languages.includes(language)).map(compile);
      byLanguage.set(language, rules);
      return rules;
    },
  };
}

/** All of them; throws when one is broken. */
export function readBuiltInRules(): Rule[] {
  return builtInRules.map((data) => source(data).read());
}

type Source = { id: string; languages: readonly Language[]; read: () => Rule };

/** What the build parsed, not checked before it is needed. */
type Parsed = { id: string; language: string | string[]; file: string };

function source(data: unknown): Source {
  const { id, language, file } = data as Parsed;
  return {
    id,
    languages: [language].flat().flatMap((name) => languageNamed(name) ?? []),
    read() {
      const rule = readRule(data);
      if (rule.state === 'broken') throw new Error(`a built-in rule is broken: ${file}: ${rule.reason}`);
      return rule.rule;
    },
  };
}

function refuse(rule: Rule, reason: string): never {
  throw new Error(`the rule ${rule.id} is broken: ${reason}`);
}
