/** The name of what encloses a node: functions, methods, types and modules, dotted, whatever the language writes between them. */
import type { Language } from '../../core/analysis/language.js';
import type { Step } from './tree-walk.js';

/** `Cart.total` for a node inside the method total of class Cart; undefined at top level. */
export function symbolAt(step: Step, { language, text }: { language: Language; text: string }): string | undefined {
  const names: string[] = [];
  for (let at = step.parent; at; at = at.parent) {
    const name = ownName(at, { language, text });
    if (name !== undefined) names.unshift(name);
  }
  return names.length > 0 ? names.join('.') : undefined;
}

/** What the node itself is called, when it is one that encloses others; without the names around it. */
export function ownName(step: Step, { language, text }: { language: Language; text: string }): string | undefined {
  const name = namers[language].get(step.kind)?.(step, text);
  return name === undefined || name === '' || name.length > 100 ? undefined : name;
}

/** The name of a node of a certain kind, when it is one to be named. */
type Namer = (step: Step, text: string) => string | undefined;

function field(name: string): Namer {
  return ({ node }, text) => {
    const child = node.childForFieldName(name);
    return child ? text.slice(child.startIndex, child.endIndex) : undefined;
  };
}

/** The field's text without quotes, type parameters, pointers and references, its parts joined by dots. */
function plain(name: string): Namer {
  const read = field(name);
  return (step, text) => {
    const code = read(step, text)?.replaceAll(/^['"]|['"]$/g, '');
    return code === undefined || code.includes('operator') ? code : withoutParameters(code).replaceAll('::', '.');
  };
}

function withoutParameters(code: string): string {
  let name = code.replace(/^[&*\s]+(?:mut\s+)?/, '');
  for (let depth = 0; depth < 10 && name.includes('<'); depth++) name = name.replaceAll(/<[^<>]*>/g, '');
  return name.replace(/\[.*$/s, '').trim();
}

const functionKinds = new Set(['arrow_function', 'function_expression', 'generator_function', 'class']);

/** What is named by the place that a function is put in. */
function holding(value: string, namer: Namer): Namer {
  return (step, text) => (functionKinds.has(step.node.childForFieldName(value)?.type ?? '') ? namer(step, text) : undefined);
}

/** `Cart.Total` for a method whose receiver is `c *Cart`. */
const goMethod: Namer = (step, text) => {
  const receiver = step.node.childForFieldName('receiver')?.namedChildren[0]?.childForFieldName('type');
  const type = receiver && withoutParameters(text.slice(receiver.startIndex, receiver.endIndex));
  const name = field('name')(step, text);
  return type ? `${type}.${name}` : name;
};

/** C wraps the name of a function in what surrounds it where it is used: `*name(int)`. */
const cFunction: Namer = (step, text) => {
  let at = step.node.childForFieldName('declarator');
  for (let depth = 0; at && depth < 20; depth++) {
    const inner = at.childForFieldName('declarator') ?? (at.type === 'reference_declarator' ? at.namedChildren.at(-1) : undefined);
    if (!inner) break;
    at = inner;
  }
  if (!at) return undefined;
  const code = text.slice(at.startIndex, at.endIndex);
  return (code.includes('operator') ? code : withoutParameters(code)).replaceAll('::', '.');
};

function all(names: string, namer: Namer): [string, Namer][] {
  return names.split(' ').map((kind) => [kind, namer]);
}

const name = plain('name');

const ecmaScript = new Map<string, Namer>([
  ...all('function_declaration generator_function_declaration method_definition class_declaration abstract_class_declaration', name),
  ...all('internal_module module', name),
  ['variable_declarator', holding('value', name)],
  ['public_field_definition', holding('value', name)],
  ['field_definition', holding('value', plain('property'))],
  ['pair', holding('value', plain('key'))],
  ['assignment_expression', holding('right', (step, text) => field('left')(step, text)?.split('.').at(-1))],
]);

const namers: Record<Language, Map<string, Namer>> = {
  javascript: ecmaScript,
  typescript: ecmaScript,
  tsx: ecmaScript,
  python: new Map(all('function_definition class_definition', name)),
  go: new Map([...all('function_declaration type_spec', name), ...all('method_declaration', goMethod)]),
  java: new Map(
    all(
      'class_declaration interface_declaration enum_declaration record_declaration annotation_type_declaration method_declaration ' +
        'constructor_declaration compact_constructor_declaration',
      name,
    ),
  ),
  rust: new Map([
    ...all('mod_item trait_item function_item struct_item enum_item macro_definition', name),
    ...all('impl_item', plain('type')),
  ]),
  csharp: new Map(
    all(
      'class_declaration interface_declaration enum_declaration record_declaration struct_declaration method_declaration ' +
        'constructor_declaration property_declaration local_function_statement',
      name,
    ).concat([['destructor_declaration', (step, text) => `~${name(step, text) ?? ''}`]]),
  ),
  cpp: new Map([
    ...all('namespace_definition class_specifier struct_specifier union_specifier enum_specifier', name),
    ...all('function_definition', cFunction),
  ]),
  ruby: new Map(all('module class method singleton_method', name)),
  php: new Map(
    all('class_declaration interface_declaration trait_declaration enum_declaration method_declaration function_definition', name),
  ),
  bash: new Map(all('function_definition', name)),
};
