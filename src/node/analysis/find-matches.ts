/**
 * Finds where rules match in the touched parts of one tree. The cost follows what may match, not the number of rules: words that a rule needs
 * are searched in the text, the nodes around them are tested roughly, and only what passes is put to ast-grep.
 */
import type { SgNode } from '@ast-grep/wasm';
import type { CompiledRule, MatcherConfig } from './compiled-rule.js';
import { passes, type RoughMatch } from './rough-match.js';
import { nodesInChain, type Syntax, type SyntaxTree } from './syntax.js';
import { type Extent, rootStep, sgNodeOf, type Step, stepOf, touches, walkTo } from './tree-walk.js';
import type { TextWords } from './text-words.js';

export type TreeMatch = { rule: CompiledRule; step: Step; sg: SgNode };

/** About what one question to ast-grep costs, and one node of a whole walk by it, in microseconds (measured). */
const cost = { question: 100, node: 0.4 };

/** Matches that touch one of `within`, by rule in the given order, then by place. Nodes with a syntax error inside are left out. */
export function findMatches(syntax: Syntax, tree: SyntaxTree, rules: CompiledRule[], words: TextWords, within: Extent[]): TreeMatch[] {
  const root = rootStep(tree);
  const nodes = tree.root.descendantCount;
  const matches: TreeMatch[] = [];
  const byKind = new Map<string, Step[]>();
  for (const rule of rules) {
    const rough = rule.roughFor(syntax, tree.language);
    if (!rough) continue;
    const candidates = candidatesOf(rule, rough, { tree, root, words, within, byKind });
    if (candidates?.length === 0) continue;
    const walk = !candidates || candidates.length * cost.question > nodes * cost.node;
    const config = rule.configFor(syntax, tree.language);
    const found = walk ? findAll(tree, root, config, within) : candidates.filter((step) => sgNodeOf(tree, step).matches(config));
    // what is whole inside something broken counts
    const whole = found.filter((step) => !step.node.hasError);
    for (const step of outermost(whole)) matches.push({ rule, step, sg: sgNodeOf(tree, step) });
  }
  return matches;
}

type Place = {
  tree: SyntaxTree;
  root: Step;
  words: TextWords;
  within: Extent[];
  /** Steps of one kind, once they were listed. */ byKind: Map<string, Step[]>;
};

/** Nodes that may match, each once; undefined when the rule gives nothing to look for. */
function candidatesOf(rule: CompiledRule, rough: RoughMatch, place: Place): Step[] | undefined {
  const { words, within } = place;
  const roughPlace = { text: place.tree.text, words };
  const groups = rule.literals.node.map((group) => ({ group, count: words.count(group) })).sort((a, b) => a.count - b.count);
  const rarest = groups[0]?.group;
  const places = rule.literals.same ? words.samePlaces(rule.literals.same) : rarest && words.places(rarest);
  if (!places) {
    const steps =
      (rough.chain && rough.chain.length > 1 ? ofChain(place, rough.chain) : undefined) ?? (rough.kinds && ofKinds(place, rough.kinds));
    return steps && steps.filter((step) => passes(rough, step, roughPlace));
  }
  const seen = new Set<Step>();
  const steps: Step[] = [];
  const path: Step[] = [];
  for (const extent of places) {
    walkTo(place.root, path, extent, within);
    // what contains a node that was seen was seen with it
    for (let i = path.length - 1; i >= 0 && !seen.has(path[i]!); i--) {
      const step = path[i]!;
      seen.add(step);
      if (passes(rough, step, roughPlace) && groups.every(({ group }) => words.stands(group, step))) steps.push(step);
    }
  }
  return steps;
}

function ofKinds({ tree, root, within, byKind }: Place, kinds: Set<string>): Step[] {
  return [...kinds].flatMap((kind) => {
    let steps = byKind.get(kind);
    if (!steps) {
      const nodes = tree.root.descendantsOfType(kind).map((node) => ({ id: node.id, start: node.startIndex, end: node.endIndex }));
      steps = nodes.flatMap((node) => (touches(node, within) ? (stepOf(root, node) ?? []) : []));
      byKind.set(kind, steps);
    }
    return steps;
  });
}

/** Nodes of the last kind whose parents are of the kinds before it; undefined when the grammar has no such kinds. */
function ofChain({ tree, root, within, byKind }: Place, chain: string[]): Step[] | undefined {
  const key = chain.join(' ');
  let steps = byKind.get(key);
  if (!steps) {
    const nodes = nodesInChain(tree, chain);
    if (!nodes) return undefined;
    const extents = nodes.map((node) => ({ id: node.id, start: node.startIndex, end: node.endIndex }));
    steps = extents.flatMap((node) => (touches(node, within) ? (stepOf(root, node) ?? []) : []));
    byKind.set(key, steps);
  }
  return steps;
}

function findAll(tree: SyntaxTree, root: Step, config: MatcherConfig, within: Extent[]): Step[] {
  const steps: Step[] = [];
  for (const sg of tree.sgRoot.findAll(config)) {
    tree.keep(sg);
    const range = tree.keep(sg.range());
    const extent = { id: sg.id(), start: tree.keep(range.start).index, end: tree.keep(range.end).index };
    const step = touches(extent, within) ? stepOf(root, extent) : undefined;
    if (step) {
      step.sg ??= sg;
      steps.push(step);
    }
  }
  return steps;
}

/** A match inside a match of the same rule says the same thing once more. */
function outermost(steps: Step[]): Step[] {
  const sorted = steps.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const kept: Step[] = [];
  for (const step of sorted) if (step.start >= (kept.at(-1)?.end ?? 0)) kept.push(step);
  return kept;
}
