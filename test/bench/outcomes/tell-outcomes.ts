/** Follows what ESLint's complete rule set says of added lines through later commits, and tells the outcomes apart. No verdict is asked for. */
import js from '@eslint/js';
import { Linter } from 'eslint';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import type { Anchor } from '../../../src/core/changes/anchor.js';
import { addedLines } from '../../../src/core/changes/added-lines.js';
import { hunksBetween } from '../../../src/core/changes/hunks-between.js';
import { makeAnchor } from '../../../src/core/changes/make-anchor.js';
import type { LabelledFinding } from '../../../src/core/dream/usefulness/labelled-finding.js';
import type { Finding } from '../../../src/core/review/finding.js';
import { churnRate } from '../../../src/core/review/outcomes/churn.js';
import { type CommitFile, type Fires, followFinding } from '../../../src/core/review/outcomes/follow-finding.js';
import type { Outcome } from '../../../src/core/review/outcomes/outcome.js';
import type { ScriptHistory } from './script-history.js';

/** `revision`: the number of the commit that added it. `churn`: share (0..1) of the unflagged lines of its hunks that had changed by then. */
export type Told = Omit<LabelledFinding, 'accepted'> & { outcome: Outcome; churn: number };

const followed = 6;
/** So many findings of one commit are followed, drawn evenly: a new file would drown all others. */
const mostPerCommit = 25;
/** A commit with more scripts moves or reformats them. */
const mostFiles = 10;
/** The first commits make a project; the newest have no later ones to tell. */
const old = 0.1;
const oldEnough = 0.95;

const linter = new Linter({ configType: 'flat' });
type Remark = { rule: string; line: number };

/** Of so many commits, drawn evenly from the history. */
export async function tellOutcomes(history: ScriptHistory, count: number): Promise<Told[]> {
  const { commits } = history;
  const usable = commits.flatMap(({ files }, i) =>
    files.length <= mostFiles && commits.length * old <= i && i < commits.length * oldEnough ? [i] : [],
  );
  const step = Math.max(1, usable.length / count);
  const told: Told[] = [];
  for (let at = 0; at < usable.length; at += step) told.push(...(await tellCommit(history, usable[Math.floor(at)]!)));
  return told;
}

async function tellCommit(history: ScriptHistory, index: number): Promise<Told[]> {
  const found: { file: CommitFile & { newBlob: string }; lines: string[]; remark: Remark }[] = [];
  for (const file of history.commits[index]!.files) {
    const { newBlob, oldBlob } = file;
    // what is never touched again tells nothing
    if (newBlob === undefined || history.after(index, file.path, 1).length === 0) continue;
    const lines = await history.lines(newBlob);
    const before = oldBlob === undefined ? [] : await history.lines(oldBlob);
    if (!lines || !before) continue;
    const added = addedLines({ hunks: hunksBetween(before.join('\n'), lines.join('\n')) });
    const isAdded = ({ line }: Remark): boolean => added.some((a) => a.startLine <= line && line <= a.endLine);
    const remarks = lint(lines, js.configs.all.rules)?.filter(isAdded) ?? [];
    found.push(...remarks.map((remark) => ({ file: { ...file, newBlob }, lines, remark })));
  }
  const step = Math.max(1, found.length / mostPerCommit);
  const picked = Array.from({ length: Math.min(found.length, mostPerCommit) }, (_, i) => found[Math.floor(i * step)]!);
  const anchorOf = ({ file, lines, remark }: (typeof found)[number]): Anchor =>
    makeAnchor({ path: file.path, side: 'new', lines, startLine: remark.line, endLine: remark.line });
  const told: Told[] = [];
  const asked = new Map<string, (rule: string) => Asks>();
  for (const one of picked) {
    const { file, remark } = one;
    const same = found.filter((other) => other.file.path === file.path);
    const rules = picked.filter((other) => other.file.path === file.path).map((other) => other.remark.rule);
    const ask = asked.get(file.path) ?? askAgain(history, rules);
    asked.set(file.path, ask);
    const anchor = anchorOf(one);
    if (anchor.state !== 'exact') continue;
    const { outcomes } = await followFinding({
      sighting: {
        finding: { anchor } as Finding,
        newBlob: file.newBlob,
        ...(file.oldBlob !== undefined && { oldBlob: file.oldBlob }),
      },
      commits: history.after(index, file.path, followed),
      lines: history.lines,
      fires: ask(remark.rule),
      flagged: same.map(anchorOf),
    });
    const end = outcomes.at(-1);
    if (!end) continue;
    told.push({
      category: builtinRules.get(remark.rule)?.meta?.type ?? '',
      rule: remark.rule,
      path: file.path,
      symbol: '',
      quote: anchor.quote,
      revision: index,
      outcome: end.outcome,
      churn: end.churn ? churnRate(end.churn) : 0,
    });
  }
  return told;
}

type Asks = (blob: string, path: string, range: { startLine: number; endLine: number }) => Promise<Fires>;

/** Asks ESLint about later versions of one file; each is linted once, with the rules that are followed. */
function askAgain({ lines: read }: ScriptHistory, names: string[]): (rule: string) => Asks {
  const rules = Object.fromEntries(names.map((name) => [name, 'warn'] as const));
  const known = new Map<string, Remark[] | undefined>();
  return (rule) =>
    async (blob, _, { startLine, endLine }) => {
      if (!known.has(blob)) {
        const lines = await read(blob);
        known.set(blob, lines && lint(lines, rules));
      }
      const remarks = known.get(blob);
      if (!remarks) return { state: 'unknown' };
      const found = remarks.find((r) => r.rule === rule && startLine <= r.line && r.line <= Math.max(startLine, endLine));
      return found ? { state: 'yes', at: { startLine: found.line, endLine: found.line } } : { state: 'no' };
    };
}

/** Undefined when the text cannot be parsed. Comments of the code silence nothing. */
function lint(lines: string[], rules: Linter.RulesRecord): Remark[] | undefined {
  for (const sourceType of ['module', 'commonjs'] as const) {
    const messages = linter.verify(
      lines.join('\n'),
      [
        {
          files: ['**/*'],
          languageOptions: { ecmaVersion: 'latest', sourceType, parserOptions: { ecmaFeatures: { jsx: true } } },
          linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
          rules,
        },
      ],
      { filename: 'file.js' },
    );
    if (messages.some((m) => m.fatal)) continue;
    return messages.flatMap((m) => (m.ruleId === null ? [] : [{ rule: m.ruleId, line: m.line }]));
  }
  return undefined;
}
