/**
 * Reads a bare pattern in the surroundings that its language needs. `fmt.Println($A)` alone is a conversion of types to Go's grammar, `foo($A)`
 * alone is a text outside of `<?php` to PHP's; inside a function both are the calls that their authors mean.
 */
import { expandoChar, type Language } from '../../core/analysis/language.js';
import { isMatcher, type Matcher } from '../../core/analysis/rule.js';
import type { Syntax } from './syntax.js';

/** ast-grep's own form of a pattern that stands in something. */
type PatternInContext = { context: string; selector: string };

/** `bare`: whether the pattern is read alone first, and in a context only when it makes no sense so. Contexts are tried in order. */
type Reading = { bare: 'first' | 'last'; contexts: (readonly [before: string, after: string])[] };

const readings: Partial<Record<Language, Reading>> = {
  go: { bare: 'last', contexts: [['func _() {\n', '\n}']] },
  php: {
    bare: 'last',
    contexts: [
      ['<?php\n', ';'],
      ['<?php\n', ''],
      ['<?php class A {\n', '\n}'],
    ],
  },
  java: {
    bare: 'first',
    contexts: [
      ['class A { void f() {\n', '\n} }'],
      ['class A { void f() { return\n', '; } }'],
      ['class A {\n', '\n}'],
    ],
  },
  csharp: {
    bare: 'first',
    contexts: [
      ['class A { object F() =>\n', '; }'],
      ['class A { void F() {\n', '\n} }'],
      ['class A {\n', '\n}'],
    ],
  },
  rust: {
    bare: 'first',
    contexts: [
      ['fn f() {\n', '\n}'],
      ['impl A {\n', '\n}'],
    ],
  },
  cpp: {
    bare: 'first',
    contexts: [
      ['void f() {\n', ';\n}'],
      ['void f() {\n', '\n}'],
      ['struct A {\n', '\n};'],
    ],
  },
};

/** The matcher with each bare pattern put in the context its language needs; the same object when none needs one. */
export function inContext(syntax: Syntax, language: Language, matcher: Matcher): Matcher {
  return language in readings ? (read(syntax, language, matcher) as Matcher) : matcher;
}

function read(syntax: Syntax, language: Language, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => read(syntax, language, item));
  if (!isMatcher(value)) return value;
  const entries = Object.entries(value).map(([field, part]): [string, unknown] => {
    if (field !== 'pattern') return [field, read(syntax, language, part)];
    if (typeof part === 'string') return [field, contextOf(syntax, language, part) ?? part];
    if (isMatcher(part) && typeof part['context'] === 'string') return [field, { ...part, context: opened(language, part['context']) }];
    return [field, part];
  });
  return Object.fromEntries(entries);
}

/** Undefined when the pattern is understood as it stands, or nowhere: ast-grep then says why. */
export function contextOf(syntax: Syntax, language: Language, pattern: string): PatternInContext | undefined {
  const reading = readings[language];
  const code = pattern.trim();
  if (!reading || code === '' || isOneName(code) || code.startsWith('<?')) return undefined;
  if (reading.bare === 'first' && understood(syntax, language, code)) return undefined;
  for (const [before, after] of reading.contexts) {
    const selector = selectorOf(syntax, language, { before, code, after });
    if (selector !== undefined) return { context: before + code + after, selector };
  }
  return undefined;
}

/** The first bare pattern of a matcher that is no code of the language, alone or in any context, and whose brackets do not close: it matches nothing. */
export function strangePattern(syntax: Syntax, language: Language, value: unknown): string | undefined {
  if (Array.isArray(value)) return firstOf(value, (item) => strangePattern(syntax, language, item));
  if (!isMatcher(value)) return undefined;
  return firstOf(Object.entries(value), ([field, part]) => {
    if (field !== 'pattern' || typeof part !== 'string') return strangePattern(syntax, language, part);
    const code = part.trim();
    // what only the grammar finds odd (`$A && $A` may declare something in C++) is left to ast-grep
    const known = closes(code) || isOneName(code) || contextOf(syntax, language, part) !== undefined || understood(syntax, language, code);
    return known ? undefined : part;
  });
}

function closes(code: string): boolean {
  const open: string[] = [];
  for (const sign of code) {
    const opener = { ')': '(', ']': '[', '}': '{' }[sign];
    if (opener === undefined ? '([{'.includes(sign) : open.pop() !== opener) {
      if (opener !== undefined) return false;
      open.push(sign);
    }
  }
  return open.length === 0;
}

function firstOf<T>(items: T[], look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A name alone means the same everywhere, and its kind is found first in any context's own names. */
function isOneName(code: string): boolean {
  return /^\$*[\p{L}\p{N}_]+$/u.test(code);
}

function opened(language: Language, context: string): string {
  return language === 'php' && !context.includes('<?') ? `<?php ${context}` : context;
}

function understood(syntax: Syntax, language: Language, code: string): boolean {
  return syntax.withTree(language, withExpando(language, code), ({ root }) => !root.hasError && root.namedChildCount === 1);
}

/** The kind of the node that the code is inside its context, when it is the first of this kind there: so does ast-grep select. */
function selectorOf(
  syntax: Syntax,
  language: Language,
  { before, code, after }: { before: string; code: string; after: string },
): string | undefined {
  const inner = withExpando(language, code);
  return syntax.withTree(language, before + inner + after, ({ root }) => {
    if (root.hasError) return undefined;
    const end = before.length + inner.length;
    let node = root.descendantForIndex(before.length, end);
    if (!node || node.startIndex !== before.length || node.endIndex !== end) return undefined;
    // as ast-grep does: what only wraps one thing is not meant
    for (let child = node.child(0); node.childCount === 1 && child; child = node.child(0)) node = child;
    return node.isNamed && root.descendantsOfType(node.type)[0]?.id === node.id ? node.type : undefined;
  });
}

/** `$` is no sign of these languages' names: ast-grep reads patterns with another one in its place. */
function withExpando(language: Language, code: string): string {
  const char = expandoChar(language);
  return char === undefined ? code : code.replaceAll(/\$+(?=[A-Z_])|\$\$\$/g, (signs) => char.repeat(signs.length));
}
