/** Reviews a change set with rules over syntax trees and with what can be said of any text; only what the change introduces is reported. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Analyzer } from '../../core/analysis/analyzer.js';
import { type Language, languageOf } from '../../core/analysis/language.js';
import { minifiedReason } from '../../core/analysis/minified.js';
import type { Rule } from '../../core/analysis/rule.js';
import { isTestPath } from '../../core/analysis/test-path.js';
import { type RemarkedFile, toCandidate } from '../../core/analysis/remark.js';
import { needsOldText, textRemarks } from '../../core/analysis/text-remarks.js';
import { addedLines } from '../../core/changes/added-lines.js';
import type { ChangedFile, Contents } from '../../core/changes/change-set.js';
import type { FileCoverage } from '../../core/changes/coverage.js';
import { linesOf } from '../../core/changes/lines.js';
import { HumanError } from '../../core/human-error.js';
import type { Redact } from '../../core/ports.js';
import { openBuiltInRules } from './built-in-rules.js';
import type { CompiledRule } from './compiled-rule.js';
import { ruleRemarks } from './rule-remarks.js';
import { openSyntax, type Syntax } from './syntax.js';
import { openTeamRuleSets } from './team-rule-set.js';
import type { TeamRules } from './team-rules.js';

export type RuleAnalyzerOptions = {
  /** Folder with the .wasm files. */
  assets: string;
  redact: Redact;
  /** Instead of the rules that come with Reverie. */
  builtIn?: Rule[];
  /** Where the team's rules come from; they stand next to the built-in ones. */
  teamRules?: TeamRules;
};

/** After this many milliseconds of work others get a turn. */
const slice = 20;

export function createRuleAnalyzer(options: RuleAnalyzerOptions): Analyzer {
  const syntax = openSyntax(options.assets);
  const builtIn = openBuiltInRules(options.builtIn);
  const team = openTeamRuleSets(options.teamRules, syntax, builtIn.ids);

  return {
    name: 'rules',
    prepare(changes) {
      team.prepare(changes);
      const languages = changes.files
        .filter((f) => f.skip === undefined && addedLines(f).length > 0)
        .flatMap((f) => languageOf(f.path) ?? []);
      // `analyze` loads again, and tells
      if (languages.length > 0) syntax.load(new Set(languages)).catch(() => undefined);
    },
    async analyze({ changes, contents, signal, warn, looked }, emit) {
      const own = await team.read(changes, signal);
      for (const warning of own.warnings) warn(warning);
      const warned = new Set<string>();
      const once = (message: string): void => {
        if (!warned.has(message)) warn(message);
        warned.add(message);
      };
      const rules = (language: Language): CompiledRule[] => {
        const ours = own.rules.filter(({ rule }) => rule.language.includes(language));
        return ours.length > 0 ? [...builtIn.of(language), ...ours] : builtIn.of(language);
      };
      const coverage: FileCoverage[] = [];
      let turned = performance.now();
      for (const file of changes.files) {
        if (file.skip !== undefined) continue;
        if (performance.now() - turned > slice) {
          await turn();
          turned = performance.now();
        }
        if (signal.aborted) {
          coverage.push({ state: 'failed', path: file.path, hunks: file.hunks.length, reason: 'the review was cancelled before it' });
          continue;
        }
        coverage.push(await analyzeFile({ file, contents, syntax, rules, redact: options.redact, emit, warn: once }));
        looked?.(file.path);
      }
      return coverage;
    },
  };
}

type FileInput = {
  file: ChangedFile;
  contents: Contents;
  syntax: Syntax;
  rules: (language: Language) => CompiledRule[];
  redact: Redact;
  emit: Parameters<Analyzer['analyze']>[1];
  warn: (message: string) => void;
};

async function analyzeFile({ file, contents, syntax, rules, redact, emit, warn }: FileInput): Promise<FileCoverage> {
  const { path } = file;
  const hunks = file.hunks.length;
  const added = addedLines(file);
  // nothing was added: a deletion, a change of mode, a pure rename
  if (added.length === 0) return { state: 'reviewed', path, hunks };
  const content = await contents.read(file, 'new');
  if (content.state === 'absent') return { state: 'reviewed', path, hunks };
  if (content.state !== 'text')
    return { state: content.state === 'unreadable' ? 'failed' : 'skipped', path, hunks, reason: content.reason };

  const { text } = content;
  const lines = linesOf(text);
  let redacted: string[] | undefined;
  const remarked: RemarkedFile = { path, lines, redact, redactedLines: () => (redacted ??= linesOf(redact(text))) };
  const oldText = (): Promise<string | undefined> => readOld(file, contents);

  const textInput = { path, text, lines, added };
  let remarks = textRemarks(textInput);
  if (needsOldText(remarks)) remarks = textRemarks(textInput, await oldText());
  let failure: string | undefined;
  const language = languageOf(path);
  const minified = language && minifiedReason(lines);
  if (language && minified === undefined) {
    const ruled = { path, language, isTest: isTestPath(path) };
    const looking = rules(language).filter((rule) => rule.looksAt(ruled));
    try {
      remarks.push(...(await ruleRemarks({ syntax, language, rules: looking, text, added, hunks: file.hunks, oldText })));
    } catch (error) {
      if (error instanceof HumanError) warn(`${error.message}. ${error.next}`);
      failure = `only its text was looked at, not its syntax: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  for (const remark of remarks.toSorted((a, b) => a.startLine - b.startLine)) emit(toCandidate(remark, remarked));
  if (minified !== undefined) return { state: 'skipped', path, hunks, reason: minified };
  return failure === undefined ? { state: 'reviewed', path, hunks } : { state: 'failed', path, hunks, reason: failure };
}

async function readOld(file: ChangedFile, contents: Contents): Promise<string | undefined> {
  const content = await contents.read(file, 'old');
  // without the old version everything on an added line counts as introduced
  return content.state === 'text' ? content.text : undefined;
}
