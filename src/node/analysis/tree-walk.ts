/** A tree walked from its root down, child lists read once: what stands at an offset, and in what. */
import type { SgNode } from '@ast-grep/wasm';
import type { Node } from 'web-tree-sitter';
import type { SyntaxTree } from './syntax.js';

/** One node on the way down, which remembers what it was asked: each answer is a call into WebAssembly. Offsets are UTF-16 units, the end exclusive. */
export class Step {
  readonly node: Node;
  readonly start: number;
  readonly parent: Step | undefined;
  /** Its place among all children of its parent. */
  readonly index: number;
  #end: number | undefined;
  #kind: string | undefined;
  #children: Step[] | undefined;
  sg?: SgNode;

  constructor(node: Node, parent: Step | undefined, index: number) {
    this.node = node;
    this.start = node.startIndex;
    this.parent = parent;
    this.index = index;
  }

  get end(): number {
    return (this.#end ??= this.node.endIndex);
  }

  get kind(): string {
    return (this.#kind ??= this.node.type);
  }

  get children(): Step[] {
    return (this.#children ??= this.node.children.map((child, index) => new Step(child, this, index)));
  }
}

/** Half-open extents in order, without overlaps. */
export type Extent = { start: number; end: number };

/** Deeper nesting than people write: a text made to be slow, where each way down would be long. */
const maxDepth = 1_000;

export class TooDeep extends Error {
  constructor() {
    super(`nested deeper than ${maxDepth} levels`);
  }
}

export function rootStep(tree: SyntaxTree): Step {
  return new Step(tree.root, undefined, 0);
}

/**
 * The nodes that contain the extent and touch one of `within`, outermost first. `path` is what an earlier call gave (or a new list); it is
 * brought up to date in place, so that extents in order cost only the way between them. Throws TooDeep.
 */
export function walkTo(root: Step, path: Step[], extent: Extent, within: Extent[]): Step[] {
  while (path.length > 0 && !contains(path.at(-1)!, extent)) path.pop();
  let at = path.length > 0 ? childAt(path.at(-1)!, extent.start) : root;
  while (at && contains(at, extent) && touches(at, within)) {
    path.push(at);
    if (path.length > maxDepth) throw new TooDeep();
    at = childAt(at, extent.start);
  }
  return path;
}

function contains(step: Step, extent: Extent): boolean {
  return step.start <= extent.start && extent.end <= step.end;
}

/** The step of a node that is known by its extent and id. */
export function stepOf(root: Step, node: { id: number; start: number; end: number }): Step | undefined {
  for (let at: Step | undefined = root, depth = 0; at; depth++) {
    if (depth > maxDepth) throw new TooDeep();
    if (at.node.id === node.id && at.end === node.end) return at;
    at = childAt(at, node.start, node.end);
  }
  return undefined;
}

/** The same node for ast-grep. */
export function sgNodeOf(tree: SyntaxTree, at: Step): SgNode {
  if (at.sg) return at.sg;
  if (!at.parent) return tree.sgRoot;
  const child = sgNodeOf(tree, at.parent).child(at.index);
  if (!child) throw new Error(`no child ${at.index} of ${at.parent.kind}`);
  at.sg = tree.keep(child);
  return at.sg;
}

export function touches(extent: Extent, within: Extent[]): boolean {
  let low = 0;
  let high = within.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (within[middle]!.end <= extent.start) low = middle + 1;
    else high = middle;
  }
  const next = within[low];
  return next !== undefined && next.start < extent.end;
}

/** The child that starts at or before the offset and ends behind it (at `end` or later, where empty nodes stand before it). */
function childAt(parent: Step, offset: number, end = offset + 1): Step | undefined {
  const { children } = parent;
  let low = 0;
  let high = children.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (children[middle]!.end < end) low = middle + 1;
    else high = middle;
  }
  const child = children[low];
  return child && child.start <= offset ? child : undefined;
}
