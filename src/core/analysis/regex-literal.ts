/** What must stand in every text that a regular expression matches. */

/**
 * Words of which at least one occurs in every match of `source` (in the syntax that Rust and JavaScript share); undefined when that
 * is not certain. `^(?:fit|fdescribe)$` gives fit and fdescribe, `^async\b` gives async, `(?i)select` gives nothing.
 */
export function regexLiterals(source: string): string[] | undefined {
  if (source.startsWith('(?')) {
    const flags = /^\(\?([a-z-]+)\)/.exec(source);
    if (flags && /[ix]/.test(flags[1] ?? '')) return undefined;
    if (flags) return regexLiterals(source.slice(flags[0].length));
  }
  // nested deeper than anybody writes: read, it would cost the stack
  if ((source.match(/\(/g)?.length ?? 0) > maxGroups) return undefined;
  const parser = { source, at: 0 };
  const found = alternatives(parser);
  return parser.at === source.length ? found : undefined;
}

const maxGroups = 200;

/** True when every match is one of the words and nothing else: `^(?:get|post)$`. */
export function isWordList(source: string): boolean {
  return /^\^(?:\w+|\(\?:\w+(?:\|\w+)*\))\$$/.test(source);
}

type Parser = { source: string; at: number };

/** The best group of an alternation: all branches must have one. */
function alternatives(p: Parser): string[] | undefined {
  const branches = [sequence(p)];
  while (p.source[p.at] === '|') {
    p.at++;
    branches.push(sequence(p));
  }
  return branches.every((b) => b !== undefined) ? [...new Set(branches.flat())] : undefined;
}

/** Reads one branch; the group whose shortest word is longest says most. */
function sequence(p: Parser): string[] | undefined {
  const groups: string[][] = [];
  let run = '';
  const endRun = (): void => {
    if (run.length > 1) groups.push([run]);
    run = '';
  };
  while (p.at < p.source.length && p.source[p.at] !== '|' && p.source[p.at] !== ')') {
    const item = atom(p);
    const repeat = quantifier(p);
    if (item.text !== undefined && repeat === 'once') run += item.text;
    else if (item.text !== undefined && repeat === 'some') {
      run += item.text;
      endRun();
    } else if (item.mark && repeat === 'once') continue;
    else {
      endRun();
      if (item.group && repeat !== 'maybe') groups.push(item.group);
    }
  }
  endRun();
  const weight = (group: string[]): number => Math.min(...group.map((word) => word.length));
  return groups.sort((a, b) => weight(b) - weight(a))[0];
}

/** One item: a literal character, a group with words of its own, a mark without width, or anything else. */
function atom(p: Parser): { text?: string; group?: string[]; mark?: true } {
  const c = p.source[p.at++] ?? '';
  if (c === '^' || c === '$') return { mark: true };
  if (c === '.') return {};
  if (c === '[') return charClass(p);
  if (c === '(') return group(p);
  if (c !== '\\') return { text: c };
  const escaped = p.source[p.at++] ?? '';
  if (/[bBAz]/.test(escaped)) return { mark: true };
  if (/[^A-Za-z0-9]/.test(escaped)) return { text: escaped };
  if (escaped === 'x' || escaped === 'u' || escaped === 'p' || escaped === 'P') {
    const rest = /^(?:\{[^}]*\}|[0-9a-fA-F]{2,4}|[A-Z])/.exec(p.source.slice(p.at));
    p.at += rest?.[0].length ?? 0;
  }
  return {};
}

function charClass(p: Parser): Record<string, never> {
  if (p.source[p.at] === '^') p.at++;
  if (p.source[p.at] === ']') p.at++;
  while (p.at < p.source.length && p.source[p.at] !== ']') p.at += p.source[p.at] === '\\' ? 2 : 1;
  p.at++;
  return {};
}

function group(p: Parser): { group?: string[] } {
  const head = /^\?(?:P?<[A-Za-z_]\w*>|[a-z-]*:|<?[=!])/.exec(p.source.slice(p.at))?.[0] ?? '';
  p.at += head.length;
  const inside = alternatives(p);
  p.at++;
  // a look-around need not stand in the match, and other flags can mean anything
  return head === '' || head === '?:' || head.endsWith('>') ? { group: inside } : {};
}

/** `maybe` when the item may be absent, `some` when it may be repeated. */
function quantifier(p: Parser): 'once' | 'some' | 'maybe' {
  const found = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})[?+]?/.exec(p.source.slice(p.at));
  if (!found) return 'once';
  p.at += found[0].length;
  if (found[0].startsWith('+') || Number(found[1]) > 0) return 'some';
  return 'maybe';
}
