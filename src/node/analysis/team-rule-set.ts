/** The team's rules compiled, and what is wrong with them: once for each content of their files. */
import type { ChangeSet } from '../../core/changes/change-set.js';
import { loadRules, type RulePlace } from '../../core/analysis/load-rules.js';
import type { Rule } from '../../core/analysis/rule.js';
import { type CompiledRule, compileRule } from './compiled-rule.js';
import type { Syntax } from './syntax.js';
import { type TeamRuleFiles, type TeamRules, teamRulesFolder } from './team-rules.js';

/** `warnings` have the form `.reverie/rules/x.yml:7: reason`. */
export type TeamRuleSet = { rules: CompiledRule[]; warnings: string[] };

export interface TeamRuleSets {
  /** Begins to read the files. */
  prepare(changes: ChangeSet): void;
  /** Those that count for the change set; never rejects because of the files, whatever they are. */
  read(changes: ChangeSet, signal: AbortSignal): Promise<TeamRuleSet>;
}

const nothing: TeamRuleSet = { rules: [], warnings: [] };

/** `taken`: ids that a team cannot use. */
export function openTeamRuleSets(source: TeamRules | undefined, syntax: Syntax, taken: string[]): TeamRuleSets {
  const begun = new WeakMap<ChangeSet, Promise<TeamRuleFiles>>();
  let last: { key: string; set: TeamRuleSet } | undefined;
  return {
    prepare(changes) {
      const reading = source?.read(changes);
      // `read` tells
      reading?.catch(() => undefined);
      if (reading) begun.set(changes, reading);
    },
    async read(changes, signal) {
      if (!source) return nothing;
      let files: TeamRuleFiles;
      try {
        files = await (begun.get(changes) ?? source.read(changes));
      } catch (error) {
        return {
          rules: [],
          warnings: [`The rules in ${teamRulesFolder} cannot be read: ${error instanceof Error ? error.message : String(error)}`],
        };
      }
      const key = JSON.stringify(files);
      if (last?.key !== key) last = { key, set: await teamRuleSet(files, syntax, { taken, signal }) };
      return last.set;
    },
  };
}

/**
 * `taken` are the ids that a team cannot use. Every rule is put to ast-grep in each of its languages, met in this review or not, so that a
 * broken one is always told of; it then matches nothing in that language. Rejects when a grammar cannot be loaded.
 */
async function teamRuleSet(
  { documents, problems }: TeamRuleFiles,
  syntax: Syntax,
  { taken, signal }: { taken: string[]; signal: AbortSignal },
): Promise<TeamRuleSet> {
  if (documents.length + problems.length === 0) return nothing;
  const loaded = loadRules(documents, taken);
  const warnings = [...problems, ...loaded.problems].map((problem) => worded(problem, problem.reason));
  const rules: CompiledRule[] = [];
  for (const rule of loaded.rules) {
    signal.throwIfAborted();
    const onBroken = (broken: Rule, reason: string): void =>
      void warnings.push(worded(loaded.placeOf(broken, reason), `${broken.id}: ${reason}`));
    try {
      const compiled = compileRule(rule, { checked: false, onBroken });
      for (const language of rule.language) {
        // also after each rule that trapped: it took the instance with it
        await syntax.load([language]);
        compiled.roughFor(syntax, language);
      }
      rules.push(compiled);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      onBroken(rule, `nested too deep (${error.message})`);
    }
  }
  return { rules, warnings };
}

function worded({ file, line }: RulePlace, reason: string): string {
  return `${file}:${line}: ${reason}`;
}
