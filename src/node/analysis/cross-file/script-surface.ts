/** Reads from a syntax tree what a JavaScript or TypeScript module exports and imports. Where it is not certain, the surface is opaque. */
import type { Node } from 'web-tree-sitter';
import {
  type ImportedName,
  type ImportEntry,
  type ModuleSurface,
  opaqueSurface,
  type Signature,
} from '../../../core/analysis/cross-file/module-surface.js';
import type { SyntaxTree } from '../syntax.js';
import { callsNamed } from './calls-of.js';

export function scriptSurface(tree: SyntaxTree): ModuleSurface {
  if (tree.root.hasError) return opaqueSurface('its syntax is not understood');
  const surface: ModuleSurface = { names: new Map(), stars: [], imports: [] };
  const typed = tree.language !== 'javascript';
  let commonJs = 0;
  for (const node of tree.root.namedChildren) {
    if (node.type === 'import_statement') readImport(node, surface);
    else if (node.type === 'export_statement') readExport(node, surface, typed);
    else if (node.type === 'expression_statement') commonJs += readCommonJs(node, surface);
    else if (node.type === 'ambient_declaration') surface.opaque ??= 'it declares what stands elsewhere';
  }
  const code = tree.text.replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '');
  if ((code.match(/\bexports\b/g) ?? []).length > commonJs) surface.opaque ??= 'its exports are made while it runs';
  if (/\brequire\(|\bimport\(/.test(code)) readCalls(tree, surface);
  // a script without any is read for what it does, or its exports are put there by a tool
  if (surface.names.size === 0 && surface.stars.length === 0) surface.opaque ??= 'it exports nothing';
  return surface;
}

function readImport(node: Node, surface: ModuleSurface): void {
  const source = textOf(node.childForFieldName('source') ?? find(node, 'import_require_clause')?.childForFieldName('source'));
  if (source === undefined) return;
  const names: ImportedName[] = [];
  for (const child of find(node, 'import_clause')?.namedChildren ?? []) {
    if (child.type === 'identifier') names.push({ name: 'default', local: child.text, line: lineOf(child) });
    else if (child.type === 'namespace_import') names.push({ name: '*', local: child.namedChildren[0]?.text ?? '', line: lineOf(child) });
    else if (child.type === 'named_imports') names.push(...specifiers(child, 'import_specifier'));
  }
  surface.imports.push(entry(node, source, names, {}));
}

function specifiers(list: Node, kind: string): ImportedName[] {
  return list.namedChildren
    .filter((child) => child.type === kind)
    .map((child) => {
      const name = unquoted(child.childForFieldName('name')?.text ?? '');
      return { name, local: unquoted(child.childForFieldName('alias')?.text ?? name), line: lineOf(child) };
    });
}

function readExport(node: Node, surface: ModuleSurface, typed: boolean): void {
  const source = textOf(node.childForFieldName('source'));
  const clause = find(node, 'export_clause');
  const shown = (name: string, at: Node, signature?: Signature): void => {
    const before = surface.names.get(name);
    // overloads: none of them alone tells how to call it
    surface.names.set(name, { line: before?.line ?? lineOf(at), endLine: endLineOf(at), ...(signature && !before && { signature }) });
  };
  if (clause) {
    const list = specifiers(clause, 'export_specifier');
    for (const { local, line } of list) surface.names.set(local, { line, endLine: line });
    if (source !== undefined) surface.imports.push(entry(node, source, list, { reExport: true }));
    return;
  }
  if (source !== undefined) {
    const namespace = find(node, 'namespace_export');
    const local = namespace?.namedChildren[0]?.text;
    if (local !== undefined) surface.names.set(unquoted(local), { line: lineOf(node), endLine: endLineOf(node) });
    else surface.stars.push(source);
    surface.imports.push(entry(node, source, [{ name: '*', local: '', line: lineOf(node) }], { reExport: true }));
    return;
  }
  const declaration = node.childForFieldName('declaration');
  const value = node.childForFieldName('value');
  const isDefault = node.children.some((child) => child.type === 'default');
  if (isDefault) {
    shown('default', node, signatureOf(declaration ?? value, typed));
    return;
  }
  if (!declaration) {
    // `export = x`, `export import a = b`, `export as namespace x`
    surface.opaque ??= 'it exports in a way that is not followed';
    return;
  }
  if (declaration.type === 'lexical_declaration' || declaration.type === 'variable_declaration') {
    for (const declarator of declaration.namedChildren.filter((child) => child.type === 'variable_declarator')) {
      const target = declarator.childForFieldName('name');
      if (target?.type === 'identifier') shown(target.text, declarator, signatureOf(declarator.childForFieldName('value'), typed));
      else for (const name of patternNames(target)) shown(name, declarator);
    }
    return;
  }
  const name = declaration.childForFieldName('name')?.text;
  if (name === undefined || declaration.type === 'ambient_declaration') {
    surface.opaque ??= 'it exports in a way that is not followed';
    return;
  }
  shown(unquoted(name), node, declaration.type === 'function_signature' ? undefined : signatureOf(declaration, typed));
}

function patternNames(pattern: Node | null): string[] {
  return pattern?.descendantsOfType(['shorthand_property_identifier_pattern', 'identifier']).map((node) => node.text) ?? [];
}

/** How often it speaks of `exports`. */
function readCommonJs(statement: Node, surface: ModuleSurface): number {
  const assignment = statement.namedChildren[0];
  if (assignment?.type !== 'assignment_expression') return 0;
  const left = assignment.childForFieldName('left')?.text.replaceAll(/\s/g, '') ?? '';
  const right = assignment.childForFieldName('right');
  const named = /^(?:module\.)?exports\.([A-Za-z_$][\w$]*)$/.exec(left)?.[1];
  if (named !== undefined) {
    surface.names.set(named, { line: lineOf(statement), endLine: endLineOf(statement) });
    return 1;
  }
  if (left !== 'module.exports' || right?.type !== 'object') return 0;
  const keys: [string, Node][] = [];
  for (const member of right.namedChildren) {
    if (member.type === 'comment') continue;
    const key =
      member.type === 'shorthand_property_identifier' ? member : (member.childForFieldName('key') ?? member.childForFieldName('name'));
    if (!key || !['shorthand_property_identifier', 'property_identifier', 'string'].includes(key.type)) return 0;
    keys.push([unquoted(key.text), member]);
  }
  for (const [key, member] of keys) surface.names.set(key, { line: lineOf(member), endLine: endLineOf(member) });
  // an importer may take the whole object for its default
  surface.names.set('default', { line: lineOf(statement), endLine: endLineOf(statement) });
  return 1;
}

/** `require('…')` and `import('…')`. */
function readCalls(tree: SyntaxTree, surface: ModuleSurface): void {
  for (const call of callsNamed(tree, /\b(?:require|import)\s*\(/g)) {
    const callee = call.childForFieldName('function');
    if (callee?.type !== 'import' && callee?.text !== 'require') continue;
    const args = call.childForFieldName('arguments')?.namedChildren ?? [];
    const source = args.length === 1 && args[0]!.type === 'string' ? textOf(args[0]) : undefined;
    if (source === undefined) continue;
    const target = call.parent?.type === 'variable_declarator' && callee.type !== 'import' ? call.parent.childForFieldName('name') : null;
    surface.imports.push(entry(call, source, destructured(target), { guarded: isGuarded(call) }));
  }
}

function destructured(target: Node | null): ImportedName[] {
  if (target?.type === 'identifier') return [{ name: '*', local: target.text, line: lineOf(target) }];
  if (target?.type !== 'object_pattern') return [];
  return target.namedChildren.flatMap((member) => {
    const line = lineOf(member);
    if (member.type === 'shorthand_property_identifier_pattern') return [{ name: member.text, local: member.text, line }];
    const key = member.type === 'pair_pattern' ? member.childForFieldName('key') : null;
    const value = member.childForFieldName('value');
    return key?.type === 'property_identifier' && value?.type === 'identifier' ? [{ name: key.text, local: value.text, line }] : [];
  });
}

/** Inside a `try`, a condition, or with a `catch`: whoever wrote it reckons with the module not being there. */
function isGuarded(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (['try_statement', 'if_statement', 'ternary_expression', 'binary_expression', 'switch_statement'].includes(at.type)) return true;
    if (
      at.type === 'call_expression' &&
      /\.(?:catch|throws|rejects|mock|toThrow)$/.test(at.childForFieldName('function')?.text.slice(-20) ?? '')
    )
      return true;
  }
  return false;
}

const functionKinds = new Set([
  'function_declaration',
  'generator_function_declaration',
  'function_expression',
  'arrow_function',
  'generator_function',
]);

function signatureOf(node: Node | null, typed: boolean): Signature | undefined {
  if (!node || !functionKinds.has(node.type)) return undefined;
  const single = node.childForFieldName('parameter');
  const parameters = single ? [single] : (node.childForFieldName('parameters')?.namedChildren ?? []);
  const signature: Signature = { names: [], required: typed ? 0 : undefined, keywords: [], needed: [], rest: false, anyKeyword: false };
  for (const parameter of parameters) {
    const pattern = parameter.childForFieldName('pattern') ?? parameter.childForFieldName('left') ?? parameter;
    if (parameter.type === 'comment' || pattern.type === 'this') continue;
    if (pattern.type === 'rest_pattern') {
      signature.rest = true;
      continue;
    }
    signature.names.push(pattern.type === 'identifier' ? pattern.text : undefined);
    if (typed && parameter.type === 'required_parameter' && !parameter.childForFieldName('value'))
      signature.required = signature.names.length;
  }
  return signature;
}

function entry(
  node: Node,
  specifier: string,
  names: ImportedName[],
  more: Partial<Pick<ImportEntry, 'guarded' | 'reExport'>>,
): ImportEntry {
  return { specifier, names, line: lineOf(node), endLine: endLineOf(node), guarded: false, reExport: false, ...more };
}

function find(node: Node, kind: string): Node | undefined {
  return node.namedChildren.find((child) => child.type === kind);
}

/** The text in the quotes; undefined for a template or a text with escapes. */
function textOf(node: Node | null | undefined): string | undefined {
  const text = node?.text;
  return text !== undefined && /^(['"])[^\\]*\1$/.test(text) ? text.slice(1, -1) : undefined;
}

function unquoted(name: string): string {
  return name.replaceAll(/^['"]|['"]$/g, '');
}

function lineOf(node: Node): number {
  return node.startPosition.row + 1;
}

function endLineOf(node: Node): number {
  return node.endPosition.row + 1;
}
