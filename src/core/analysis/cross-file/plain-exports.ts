/**
 * Names that a text plainly shows on, by the lines that declare them: a first look that spares the tree. What stands in a comment or a text in
 * quotes is taken for a declaration too, so a name that is found may not be there, and one that is not found says nothing.
 */
import type { HeadStyle } from './touched-heads.js';

const script =
  /^export\s+(?:(?:declare|abstract|async)\s+)*(?:const\s+enum|const|let|var|function\s*\*?|class|enum|interface|type|namespace)\s+([\w$]+)|^export\s+(default)\b/gm;
const commonJs = /^(?:module\.)?exports\.([\w$]+)\s*=|^module\.exports\s*=\s*(?:\{([^{}]*)\}|([^\s{]))/gm;
const python = /^(?:(?:async\s+)?def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]+)?=(?!=)/gm;

/** Names; `*` when it may be any, as the module shows a value that is made while it runs. */
export function plainExports(text: string, style: HeadStyle): Set<string> {
  const names = new Set<string>();
  for (const [, declared, other] of text.matchAll(style === 'script' ? script : python)) names.add((declared ?? other)!);
  if (style === 'script' && text.includes('exports')) {
    for (const [, name, members, value] of text.matchAll(commonJs)) {
      if (name !== undefined) names.add(name);
      if (value !== undefined) names.add('*');
      if (members !== undefined) for (const member of membersOf(members)) names.add(member);
    }
  }
  return names;
}

function membersOf(object: string): string[] {
  const code = object.replaceAll(/\/\/[^\n]*/g, '');
  // an importer may take the whole object for its default
  return ['default', ...code.split(',').flatMap((member) => /^\s*([\w$]+)\s*(?::|$)/.exec(member)?.[1] ?? [])];
}
