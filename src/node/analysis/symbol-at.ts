/** The name of what encloses a node: functions, methods and classes, dotted. */
import type { Step } from './tree-walk.js';

const functions = new Set(['arrow_function', 'function_expression', 'generator_function', 'class']);

/** Kinds that have a name of their own in the field `name`. */
const named = new Set([
  'function_declaration',
  'generator_function_declaration',
  'function_definition',
  'method_definition',
  'class_declaration',
  'abstract_class_declaration',
  'class_definition',
  'internal_module',
  'module',
]);

/** `Cart.total` for a node inside the method total of class Cart; undefined at top level. */
export function symbolAt(step: Step, text: string): string | undefined {
  const names: string[] = [];
  for (let at = step.parent; at; at = at.parent) {
    const name = nameOf(at, text);
    if (name !== undefined && name.length <= 100) names.unshift(name);
  }
  return names.length > 0 ? names.join('.') : undefined;
}

function nameOf({ node, kind }: Step, text: string): string | undefined {
  const field = (name: string): string | undefined => {
    const child = node.childForFieldName(name);
    return child ? text.slice(child.startIndex, child.endIndex) : undefined;
  };
  const holdsFunction = (name: string): boolean => functions.has(node.childForFieldName(name)?.type ?? '');
  if (named.has(kind)) return field('name')?.replaceAll(/^['"]|['"]$/g, '');
  if (kind === 'variable_declarator' && holdsFunction('value')) return field('name');
  if (kind === 'public_field_definition' && holdsFunction('value')) return field('name');
  if (kind === 'field_definition' && holdsFunction('value')) return field('property');
  if (kind === 'pair' && holdsFunction('value')) return field('key')?.replaceAll(/^['"]|['"]$/g, '');
  if (kind === 'assignment_expression' && holdsFunction('right')) return field('left')?.split('.').at(-1);
  return undefined;
}
