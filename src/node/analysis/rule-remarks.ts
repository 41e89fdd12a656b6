/** What rules have to say of one changed file: only what the change introduces. */
import type { SideMatch } from '../../core/analysis/introduced.js';
import { codeText, introducedMatches } from '../../core/analysis/introduced.js';
import type { Language } from '../../core/analysis/language.js';
import type { Remark } from '../../core/analysis/remark.js';
import type { Hunk, LineRange } from '../../core/changes/change-set.js';
import { lineMap } from '../../core/changes/line-map.js';
import type { CompiledRule, Probe } from './compiled-rule.js';
import { expandTemplate } from './expand-template.js';
import { findMatches, type TreeMatch } from './find-matches.js';
import { type LineOffsets, lineOffsets, mergedExtents } from './line-offsets.js';
import { symbolAt } from './symbol-at.js';
import type { Syntax, SyntaxTree } from './syntax.js';
import { type TextWords, textWords } from './text-words.js';
import { type Extent, touches } from './tree-walk.js';

export type RuleInput = {
  syntax: Syntax;
  language: Language;
  /** Those that look at this file. */
  rules: CompiledRule[];
  text: string;
  /** Not empty. */
  added: LineRange[];
  hunks: Hunk[];
  /** The old version of the file; undefined when there is none. Asked for only when something matched. */
  oldText: () => Promise<string | undefined>;
};

/** A match whose words all stand further than this many lines from the change was there before, whatever changed inside it. */
const neighbourhood = 20;

/** Longer matches are shown by their first line. */
const longestQuote = 6;

type Found = SideMatch & { compiled: CompiledRule; remark: Remark };

/** Rejects when the grammar cannot be loaded; throws what the parser throws. */
export async function ruleRemarks(input: RuleInput): Promise<Remark[]> {
  const { syntax, language, text, added, hunks } = input;
  const words = textWords(text);
  const offsets = lineOffsets(text);
  const alive = aliveRules(input.rules, { text, words, offsets, added });
  if (alive.length === 0) return [];
  await syntax.load([language]);
  const now = syntax.withTree(language, text, (tree) =>
    findMatches(syntax, tree, alive, words, mergedExtents(offsets, added)).map((match) => found(match, { syntax, tree, offsets })),
  );
  if (now.length === 0) return [];
  const oldText = await input.oldText();
  // another file's trap may have cost the instance meanwhile
  await syntax.load([language]);
  const before = oldText === undefined ? [] : oldMatches(input, oldText, now);
  return onePerLine(introducedMatches(now, before, hunks)).map((match) => match.remark);
}

type Touched = { text: string; words: TextWords; offsets: LineOffsets; added: LineRange[] };

/** Rules whose words are all in the file, one of them near the change, and what their probe fits too. */
export function aliveRules(rules: CompiledRule[], { text, words, offsets, added }: Touched): CompiledRule[] {
  const wide = added.map(({ startLine, endLine }) => ({ startLine: startLine - neighbourhood, endLine: endLine + neighbourhood }));
  const near = mergedExtents(offsets, wide);
  return rules.filter(({ literals, probe }) => {
    if (!literals.file.every((group) => words.has(group))) return false;
    if (literals.same) return words.samePlaces(literals.same).some((place) => touches(place, near));
    if (literals.node.length > 0 && !literals.node.some((group) => near.some((extent) => words.stands(group, extent)))) return false;
    return probe === undefined || fitsIn(probe, text, near);
  });
}

/** True when a match begins in one of the extents, which are in order. */
function fitsIn(probe: Probe, text: string, extents: Extent[]): boolean {
  let at = -1;
  for (const { start, end } of extents) {
    if (at < start) at = probe(text, start);
    if (at < 0) return false;
    if (at < end) return true;
  }
  return false;
}

/** Matches of the same rules in what the change removed, and where the new ones stood before. */
function oldMatches({ syntax, language, hunks }: RuleInput, oldText: string, now: Found[]): SideMatch[] {
  const rules = [...new Set(now.map((match) => match.compiled))];
  const offsets = lineOffsets(oldText);
  const toOld = lineMap(hunks, 'new');
  const ranges = [
    ...hunks.map(({ old }) => ({ startLine: old.startLine - 1, endLine: old.endLine + 1 })),
    ...now.flatMap(({ startLine }) => {
      const line = toOld.line(startLine);
      return line === undefined ? [] : [{ startLine: line, endLine: line }];
    }),
  ];
  return syntax.withTree(language, oldText, (tree) =>
    findMatches(syntax, tree, rules, textWords(oldText), mergedExtents(offsets, ranges)).map((match) => sideMatch(match, tree, offsets)),
  );
}

function sideMatch({ rule, step }: TreeMatch, tree: SyntaxTree, offsets: LineOffsets): SideMatch {
  const code = tree.text.slice(step.start, step.end);
  const startLine = offsets.lineAt(step.start);
  return {
    rule: rule.rule.id,
    startLine,
    endLine: lastLine(step, offsets),
    startColumn: step.start - offsets.startOf(startLine),
    text: codeText(code),
    head: codeText(code.split('\n', 1)[0] ?? ''),
  };
}

function found(match: TreeMatch, { syntax, tree, offsets }: { syntax: Syntax; tree: SyntaxTree; offsets: LineOffsets }): Found {
  const { rule, step, sg } = match;
  const side = sideMatch(match, tree, offsets);
  const { startLine, endLine } = side;
  const { id, category, severity, confidence, cwe, message, note, fix } = rule.rule;
  const config = rule.configFor(syntax, tree.language);
  const expand = (template: string): string => expandTemplate(template, { tree, sg, config });
  const symbol = symbolAt(step, tree);
  const remark: Remark = {
    rule: id,
    category,
    severity,
    confidence,
    ...(cwe && { cwe }),
    title: expand(message).split('\n', 1)[0] ?? message,
    body: expand(note).trim(),
    startLine,
    endLine: endLine - startLine < longestQuote ? endLine : startLine,
    ...(symbol !== undefined && { symbol }),
    ...(fix !== undefined && { fix: wholeLines(step, expand(fix), tree, offsets) }),
  };
  return { ...side, compiled: rule, remark };
}

/** A replacement of the node as one of the lines it stands on. */
function wholeLines(
  step: { start: number; end: number },
  replacement: string,
  { text }: SyntaxTree,
  offsets: LineOffsets,
): LineRange & { replace: string } {
  const range = { startLine: offsets.lineAt(step.start), endLine: lastLine(step, offsets) };
  const extent = offsets.extentOf(range);
  const replace = text.slice(extent.start, step.start) + replacement + text.slice(step.end, extent.end);
  return { ...range, replace: replace.replace(/\r?\n$/, '').replaceAll('\r\n', '\n') };
}

/** Some grammars count the line end to a node. */
function lastLine({ start, end }: { start: number; end: number }, offsets: LineOffsets): number {
  return offsets.lineAt(Math.max(start, end - 1));
}

/** Several matches of one rule that start on one line are one remark. */
function onePerLine(matches: Found[]): Found[] {
  return [...new Map(matches.toReversed().map((match) => [`${match.rule}:${match.startLine}`, match])).values()].toReversed();
}
