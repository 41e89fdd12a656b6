/** Characters that make code read otherwise than it runs: text direction, nothing visible, and letters of another alphabet that look alike. */
import { languageOf } from '../language.js';
import type { CheckDescription, CheckedText, CheckRemark, TextCheck } from './change-check.js';

const direction: CheckDescription = {
  id: 'change/bidirectional-text',
  title: 'An invisible character turns the direction of the text around',
  why: 'What a person reads on this line is not what the compiler reads: code can hide in what looks like a comment or a string (the “Trojan Source” attack). Remove the character, or write it as an escape.',
  severity: 'high',
  category: 'security',
  confidence: 0.9,
  cwe: ['CWE-1007'],
};

const invisible: CheckDescription = {
  id: 'change/invisible-character',
  title: 'An invisible character stands inside a word',
  why: 'Two names that look the same are then different ones, and searching finds only one of them. Remove the character, or write it as an escape where it is meant.',
  severity: 'medium',
  category: 'security',
  confidence: 0.85,
  cwe: ['CWE-1007'],
};

const hidden: CheckDescription = {
  id: 'change/hidden-text',
  title: 'A text is hidden in invisible characters',
  why: 'A run of tag characters or variation selectors carries a message that no person sees, but programs and language models read. Remove it, and ask where it came from.',
  severity: 'high',
  category: 'security',
  confidence: 0.9,
  cwe: ['CWE-1007'],
};

const lookalike: CheckDescription = {
  id: 'change/lookalike-letter',
  title: 'A name mixes Latin letters with look-alikes of another alphabet',
  why: 'It looks like another name that it is not: a call can reach code that the reader does not expect. Write the whole name in one alphabet.',
  severity: 'medium',
  category: 'security',
  confidence: 0.8,
  cwe: ['CWE-1007'],
};

const any = /[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069]|[\uFE00-\uFE0F]|[\uFEFF\u0370-\u052F]|[\u{E0000}-\u{E01EF}]/u;
const control = /[\u202A-\u202E\u2066-\u2069]/;
const override = /[\u202D\u202E]/;
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const insideWord = /[A-Za-z0-9_$](?:[\u00AD\u180E\u200B-\u200F\u2060\uFEFF])+[A-Za-z0-9_$]/;
// a flag of a region is a black flag and tags; one selector after a sign is its style
const run = /(?<![\u{1F3F4}\u{E0020}-\u{E007F}])[\u{E0020}-\u{E007F}]{2,}|[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]{4,}/u;
const word = /[A-Za-z_$\u0370-\u052F][\w$\u0370-\u052F]*/g;
/** Cyrillic and Greek letters that a reader takes for Latin ones. */
const alike = /^[асеорхуіјѕһԁԛԝАВЕКМНОРСТХІЈЅοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]$/u;

export const invisibleCharacters: TextCheck = {
  about: [direction, invisible, hidden, lookalike],
  looksAt: () => true,
  remarks(input) {
    if (!any.test(input.text)) return [];
    return input.added.flatMap(({ startLine, endLine }) => lineRemarks(input, startLine, endLine));
  },
};

function lineRemarks({ path, lines }: CheckedText, startLine: number, endLine: number): CheckRemark[] {
  const code = isCode(path);
  const remarks: CheckRemark[] = [];
  for (let line = startLine; line <= Math.min(endLine, lines.length); line++) {
    const text = lines[line - 1]!;
    if (text.length > 20_000 || !any.test(text)) continue;
    const place = { startLine: line, endLine: line };
    const said = (check: CheckDescription, what: string): void => void remarks.push({ check, place, body: `${what} ${check.why}` });
    if (run.test(text)) said(hidden, 'There are invisible characters in a row here.');
    if (!code) continue;
    const controls = Array.from(text).filter((c) => control.test(c));
    if (controls.length > 0 && !isOrdinary(text)) said(direction, `The line holds ${named(controls)}.`);
    const within = insideWord.exec(text);
    if (within) said(invisible, `The word holds ${named(Array.from(within[0]).slice(1, -1))}.`);
    const mixed = mixedWord(text);
    if (mixed) said(lookalike, `In \`${mixed.word}\` ${mixed.signs.map((c) => `“${c}” (${codePoint(c)})`).join(', ')} is no Latin letter.`);
  }
  return remarks;
}

/** Code, and what programs are configured with; documents and texts for people may be written in any direction. */
function isCode(path: string): boolean {
  if (/(?:^|\/)(?:locales?|i18n|l10n|translations?|lang|langs|languages|nls)\//i.test(path)) return false;
  if (/\.(?:md|mdx|markdown|rst|adoc|txt|html?|po|pot|xlf|xliff|arb|strings|resx|properties|csv|tsv|svg|ipynb)$/i.test(path)) return false;
  return (
    languageOf(path) !== undefined ||
    /\.(?:ya?ml|json5?|toml|ini|cfg|vue|svelte|astro|kts?|swift|scala|lua|pl|pm|r|dart|ex|exs|sql|css|scss|less|gradle|groovy|zig|m|mm|fs|clj|hs|tf)$|(?:^|\/)(?:Dockerfile|Makefile|Jenkinsfile|Rakefile|Gemfile)$/i.test(
      path,
    )
  );
}

/** Right-to-left words in a text, with every embedding closed again on the line. */
function isOrdinary(line: string): boolean {
  if (override.test(line) || !rightToLeft.test(line)) return false;
  let open = 0;
  for (const c of line) {
    if (/[\u202A\u202B\u2066-\u2068]/.test(c)) open++;
    else if (/[\u202C\u2069]/.test(c) && --open < 0) return false;
  }
  return open === 0;
}

/** The first word of Latin letters and look-alikes; `Δx` and `μs` have letters that nobody takes for Latin ones. */
function mixedWord(line: string): { word: string; signs: string[] } | undefined {
  for (const [found] of line.matchAll(word)) {
    const foreign = Array.from(found).filter((c) => c > '\u036F');
    if (foreign.length === 0 || !/[A-Za-z]/.test(found)) continue;
    if (foreign.every((c) => alike.test(c))) return { word: found, signs: [...new Set(foreign)] };
  }
  return undefined;
}

function named(characters: string[]): string {
  return [...new Set(characters)].map((c) => `${codePoint(c)}${names.has(c) ? ` (${names.get(c)})` : ''}`).join(', ');
}

function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

const names = new Map([
  ['\u00AD', 'soft hyphen'],
  ['\u200B', 'zero width space'],
  ['\u200C', 'zero width non-joiner'],
  ['\u200D', 'zero width joiner'],
  ['\u200E', 'left-to-right mark'],
  ['\u200F', 'right-to-left mark'],
  ['\u202A', 'left-to-right embedding'],
  ['\u202B', 'right-to-left embedding'],
  ['\u202C', 'pop directional formatting'],
  ['\u202D', 'left-to-right override'],
  ['\u202E', 'right-to-left override'],
  ['\u2060', 'word joiner'],
  ['\u2066', 'left-to-right isolate'],
  ['\u2067', 'right-to-left isolate'],
  ['\u2068', 'first strong isolate'],
  ['\u2069', 'pop directional isolate'],
  ['\uFEFF', 'zero width no-break space'],
]);
