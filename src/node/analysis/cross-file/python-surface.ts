/** Reads from a syntax tree what names a Python module has and imports. Where it is not certain, the surface is opaque. */
import type { Node } from 'web-tree-sitter';
import { type ImportedName, type ModuleSurface, opaqueSurface, type Signature } from '../../../core/analysis/cross-file/module-surface.js';
import type { SyntaxTree } from '../syntax.js';

export function pythonSurface({ root, text }: SyntaxTree): ModuleSurface {
  if (root.hasError) return opaqueSurface('its syntax is not understood');
  const surface: ModuleSurface = { names: new Map(), stars: [], imports: [] };
  if (
    /\b__getattr__\b|\bglobals\(\)|\bvars\(\)|\blocals\(\)|\bsys\.modules\b|\bexec\(|\b__path__\b|\blazy_?(?:loader|import|module)/i.test(
      text,
    )
  ) {
    surface.opaque = 'its names are made while it runs';
  }
  for (const node of root.namedChildren) bind(node, surface);
  for (const [, names] of text.matchAll(/^[ \t]+global[ \t]+([^\n#]+)/gm)) {
    for (const name of names!.split(',')) surface.names.set(name.trim(), surface.names.get(name.trim()) ?? { line: 1, endLine: 1 });
  }
  for (const node of root.descendantsOfType(['import_statement', 'import_from_statement'])) readImport(node, surface);
  return surface;
}

/** Notes the names that a statement of the module's own level binds. */
function bind(node: Node, surface: ModuleSurface): void {
  const shown = (name: string, at: Node, signature?: Signature): void => {
    const before = surface.names.has(name);
    surface.names.set(name, { line: lineOf(at), endLine: endLineOf(at), ...(signature && !before && { signature }) });
  };
  switch (node.type) {
    case 'function_definition':
      shown(node.childForFieldName('name')?.text ?? '', node, signatureOf(node));
      return;
    case 'class_definition':
      shown(node.childForFieldName('name')?.text ?? '', node);
      return;
    case 'decorated_definition':
      // a decorator may change how it is called
      shown(node.childForFieldName('definition')?.childForFieldName('name')?.text ?? '', node);
      return;
    case 'import_statement':
    case 'import_from_statement':
    case 'future_import_statement':
      for (const name of importedNames(node)) {
        // `import a.b` binds `a`
        const local = name.local.split('.')[0]!;
        if (local !== '*') shown(local, node);
      }
      if (node.namedChildren.some((child) => child.type === 'wildcard_import'))
        surface.stars.push(node.childForFieldName('module_name')?.text ?? '');
      return;
    case 'comment':
      return;
    default:
      // assignments, loops, `with`, `try`, conditions: every name that stands in them as a target counts
      for (const target of targets(node)) shown(target.text, node);
      if (statements.test(node.type)) for (const child of node.namedChildren) bind(child, surface);
  }
}

/** What holds statements or targets; the values of assignments are not walked. */
const statements = /_statement$|_clause$|^(?:block|assignment|with_item|as_pattern|named_expression)$/;

function targets(node: Node): Node[] {
  const field = {
    assignment: 'left',
    augmented_assignment: 'left',
    for_statement: 'left',
    as_pattern: 'alias',
    named_expression: 'name',
    type_alias_statement: 'left',
  }[node.type];
  const target = field === undefined ? null : node.childForFieldName(field);
  if (!target) return [];
  return target.type === 'identifier' ? [target] : target.descendantsOfType('identifier');
}

function readImport(node: Node, surface: ModuleSurface): void {
  const guarded = isGuarded(node);
  const line = lineOf(node);
  const endLine = endLineOf(node);
  if (node.type === 'import_statement') {
    for (const { name, local, line: at } of importedNames(node)) {
      surface.imports.push({ specifier: name, names: [{ name: '*', local, line: at }], line: at, endLine: at, guarded, reExport: false });
    }
    return;
  }
  const specifier = node.childForFieldName('module_name')?.text.replaceAll(/\s/g, '') ?? '';
  const names = node.namedChildren.some((child) => child.type === 'wildcard_import') ? [] : importedNames(node);
  surface.imports.push({ specifier, names, line, endLine, guarded, reExport: false });
}

function importedNames(node: Node): ImportedName[] {
  const module = node.childForFieldName('module_name');
  return node.namedChildren.flatMap((child) => {
    if (child.id === module?.id) return [];
    if (child.type === 'dotted_name') return [{ name: child.text, local: child.text, line: lineOf(child) }];
    if (child.type !== 'aliased_import') return [];
    return [
      { name: child.childForFieldName('name')?.text ?? '', local: child.childForFieldName('alias')?.text ?? '', line: lineOf(child) },
    ];
  });
}

/** Inside `try` or a condition other than the one for type checkers. */
function isGuarded(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'try_statement' || at.type === 'with_statement') return true;
    if (at.type === 'if_statement') return true;
  }
  return false;
}

function signatureOf(node: Node): Signature {
  const signature: Signature = { names: [], required: 0, keywords: [], needed: [], rest: false, anyKeyword: false };
  let keywordOnly = false;
  for (const parameter of node.childForFieldName('parameters')?.namedChildren ?? []) {
    const kind = parameter.type === 'typed_parameter' ? (parameter.namedChildren[0]?.type ?? '') : parameter.type;
    if (kind === 'comment' || kind === 'positional_separator') continue;
    if (kind === 'list_splat_pattern') signature.rest = keywordOnly = true;
    else if (kind === 'keyword_separator') keywordOnly = true;
    else if (kind === 'dictionary_splat_pattern') signature.anyKeyword = true;
    else {
      const name =
        parameter.childForFieldName('name')?.text ??
        (parameter.type === 'typed_parameter' ? parameter.namedChildren[0]?.text : parameter.text);
      const optional = kind === 'default_parameter' || kind === 'typed_default_parameter';
      if (keywordOnly) {
        signature.keywords.push(name ?? '');
        if (!optional) signature.needed.push(name ?? '');
      } else {
        signature.names.push(name);
        if (!optional) signature.required = signature.names.length;
      }
    }
  }
  return signature;
}

function lineOf(node: Node): number {
  return node.startPosition.row + 1;
}

function endLineOf(node: Node): number {
  return node.endPosition.row + 1;
}
