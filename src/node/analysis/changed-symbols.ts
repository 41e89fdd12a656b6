/** Which functions, methods and types a change touches, by the syntax trees of both sides: what it adds, and what it takes away. */
import { setImmediate as turn } from 'node:timers/promises';
import { languageOf } from '../../core/analysis/language.js';
import type { ChangedFile, Contents, LineRange, Side } from '../../core/changes/change-set.js';
import type { SymbolsByPath } from '../../core/memory/recall.js';
import { lineOffsets, mergedExtents } from './line-offsets.js';
import { ownName } from './symbol-at.js';
import { openSyntax, type Syntax, type SyntaxTree } from './syntax.js';
import { type Extent, rootStep, type Step, touches } from './tree-walk.js';

/** A text with more nodes, or nested deeper, was not written by a person: its symbols stay unknown. */
const mostNodes = 200_000;
const deepest = 500;
const longestName = 1_000;

/** After this many milliseconds of work others get a turn. */
const slice = 20;

type ChangedSymbols = (files: ChangedFile[], contents: Pick<Contents, 'read'>, signal?: AbortSignal) => Promise<SymbolsByPath>;

/**
 * `assets` is the folder with the .wasm files. The dotted names, outer ones included; a file that cannot be read or parsed is left out, and what
 * comes after an abort.
 */
export function openChangedSymbols(assets: string): ChangedSymbols {
  const syntax = openSyntax(assets);
  return async (files, contents, signal) => {
    const known = new Map<string, string[]>();
    let turned = performance.now();
    for (const file of files) {
      if (performance.now() - turned > slice) {
        await turn();
        turned = performance.now();
      }
      if (signal?.aborted) break;
      const symbols = await symbolsOfFile(syntax, file, contents);
      if (symbols) known.set(file.path, [...symbols]);
    }
    return known;
  };
}

async function symbolsOfFile(syntax: Syntax, file: ChangedFile, contents: Pick<Contents, 'read'>): Promise<Set<string> | undefined> {
  if (file.kind !== 'text' || languageOf(file.path) === undefined) return undefined;
  const found = new Set<string>();
  for (const side of ['new', 'old'] as const) {
    const ranges = file.hunks.map((hunk) => hunk[side]).filter(({ startLine, endLine }) => endLine >= startLine);
    const symbols = ranges.length === 0 ? [] : await symbolsOfSide(syntax, file, side, ranges, contents);
    if (!symbols) return undefined;
    for (const symbol of symbols) found.add(symbol);
  }
  return found;
}

async function symbolsOfSide(
  syntax: Syntax,
  file: ChangedFile,
  side: Side,
  ranges: LineRange[],
  contents: Pick<Contents, 'read'>,
): Promise<Set<string> | undefined> {
  const language = languageOf(side === 'old' ? (file.oldPath ?? file.path) : file.path);
  const content = await contents.read(file, side);
  if (!language || content.state !== 'text') return undefined;
  const { text } = content;
  try {
    await syntax.load([language]);
    return syntax.withTree(language, text, (tree) => symbolsIn(tree, mergedExtents(lineOffsets(text), ranges)));
  } catch {
    // what cannot be parsed is told by the analyzers; here it is only not known
    return undefined;
  }
}

/** The names of the nodes that touch one of the extents; undefined for a text made to be slow. */
function symbolsIn(tree: SyntaxTree, extents: Extent[]): Set<string> | undefined {
  const symbols = new Set<string>();
  const open: { step: Step; around: string; depth: number }[] = [{ step: rootStep(tree), around: '', depth: 0 }];
  let left = mostNodes;
  for (let at = open.pop(); at; at = open.pop()) {
    const { step, depth } = at;
    if (!touches(step, extents)) continue;
    if (left-- === 0 || depth > deepest) return undefined;
    const name = ownName(step, tree);
    const around = name === undefined ? at.around : at.around === '' ? name : `${at.around}.${name}`;
    if (around.length > longestName) return undefined;
    if (name !== undefined) symbols.add(around);
    if (step.node.namedChildCount > 0) for (const child of step.children) open.push({ step: child, around, depth: depth + 1 });
  }
  return symbols;
}
