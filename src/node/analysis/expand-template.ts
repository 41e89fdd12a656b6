/** A rule's `fix` and `message` with the names of its pattern filled in. */
import type { SgNode } from '@ast-grep/wasm';
import type { MatcherConfig } from './compiled-rule.js';
import type { SyntaxTree } from './syntax.js';

/** Replaces `$NAME` and `$$$NAMES` by the code they stand for; a name that the match does not have becomes nothing. */
export function expandTemplate(template: string, match: { tree: SyntaxTree; sg: SgNode; config: MatcherConfig }): string {
  if (!/\$[A-Z_]/.test(template)) return template;
  const { tree, sg, config } = match;
  // only what `find` gives knows its names; it looks at the node itself first
  const found = sg.find(config);
  if (!found) return template;
  tree.keep(found);
  return template.replaceAll(/(\$\$\$|\$)([A-Z_][A-Z0-9_]*)/g, (_, sign: string, name: string) => {
    const nodes = sign === '$' ? [found.getMatch(name)] : found.getMultipleMatches(name);
    const extents = nodes.flatMap((node) => (node ? [extentOf(tree, node)] : []));
    const [first] = extents;
    const last = extents.at(-1);
    return first && last ? tree.text.slice(first.start, last.end) : '';
  });
}

function extentOf(tree: SyntaxTree, node: SgNode): { start: number; end: number } {
  const range = tree.keep(tree.keep(node).range());
  return { start: tree.keep(range.start).index, end: tree.keep(range.end).index };
}
