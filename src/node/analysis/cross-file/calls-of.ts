/** The calls of one imported function in a tree. */
import type { Node } from 'web-tree-sitter';
import type { CallArguments } from '../../../core/analysis/cross-file/call-fits.js';
import type { SyntaxTree } from '../syntax.js';

export type FoundCall = CallArguments & { line: number; endLine: number };

/** `callee` as written: `total`, `cart.total`. Empty when the file has another thing of that name. */
export function callsOf(tree: SyntaxTree, callee: string): FoundCall[] {
  const { text, language } = tree;
  const python = language === 'python';
  const name = callee.split('.')[0]!.replaceAll('$', String.raw`\$`);
  const own = python
    ? new RegExp(String.raw`\bdef\s+${name}\b|^\s*${name}\s*=[^=]|\bfor\s+${name}\b`, 'm')
    : new RegExp(String.raw`\b(?:const|let|var|function|class)\s+${name}\b|[(,]\s*${name}\s*(?::|=>|\)\s*=>)`);
  if (own.test(text)) return [];
  const place = new RegExp(String.raw`(?<![\w$.])${callee.replaceAll(/[.$]/g, String.raw`\$&`)}\s*[(<]`, 'g');
  return callsNamed(tree, place)
    .filter((call) => call.childForFieldName('function')?.text === callee)
    .map((call) => ({ ...argumentsOf(call), line: call.startPosition.row + 1, endLine: call.endPosition.row + 1 }));
}

/** Calls where the expression (global) finds the name that is called: a list of all calls of a large file would cost far more. */
export function callsNamed({ root, text }: SyntaxTree, expression: RegExp): Node[] {
  const calls: Node[] = [];
  for (const found of text.matchAll(expression)) {
    let node: Node | null = root.descendantForIndex(found.index);
    // a dotted name is a few nodes deep
    for (let up = 0; up < 8 && node && node.type !== 'call_expression' && node.type !== 'call'; up++)
      node = node.startIndex < found.index ? null : node.parent;
    if (node && node.startIndex === found.index) calls.push(node);
  }
  return calls;
}

function argumentsOf(call: Node): CallArguments {
  const list = call.childForFieldName('arguments');
  const given: CallArguments = { positional: 0, keywords: [], anyKeyword: false };
  // a tagged template, a generator as the only argument
  if (list?.type !== 'arguments' && list?.type !== 'argument_list') return { ...given, positional: undefined };
  for (const argument of list.namedChildren) {
    if (argument.type === 'comment') continue;
    if (argument.type === 'spread_element' || argument.type === 'list_splat') given.positional = undefined;
    else if (argument.type === 'dictionary_splat') given.anyKeyword = true;
    else if (argument.type === 'keyword_argument') given.keywords.push(argument.childForFieldName('name')?.text ?? '');
    else if (given.positional !== undefined) given.positional++;
  }
  return given;
}
