/** How comments and strings are written in a file, told by its name: enough to tell a comment from a text that looks like one. */

/** A single-line string that is not closed on its line is none (an apostrophe in a text). */
export type StringSyntax = {
  open: string;
  close: string;
  multiline?: true;
  /** How the closing mark is written inside; absent when it cannot be. */
  escape?: 'backslash' | 'double';
};

export type CommentSyntax = {
  /** Marks that begin a comment up to the line's end; the first one is used for writing. */
  line: readonly string[];
  /** Where a line mark counts: anywhere, at the line's start or after white space, or only as the first thing of its line. */
  where?: 'spaced' | 'first';
  block: readonly (readonly [open: string, close: string])[];
  /** Block comments stand inside each other. */
  nested?: true;
  strings: readonly StringSyntax[];
  /** What no table of marks can say; see `find-comments.ts`. */
  more?: 'js' | 'jsx' | 'rust' | 'cpp' | 'csharp' | 'shell' | 'ruby' | 'php' | 'markup' | 'markdown' | 'yaml' | 'sql';
};

const quotes: readonly StringSyntax[] = ['"', "'"].map((mark) => ({ open: mark, close: mark, escape: 'backslash' }));
const [doubleQuotes] = quotes as [StringSyntax, StringSyntax];
const tripled = (mark: string): StringSyntax => ({ open: mark.repeat(3), close: mark.repeat(3), multiline: true, escape: 'backslash' });
const raw = (open: string, close = open): StringSyntax => ({ open, close, multiline: true });
const multiline = (mark: string): StringSyntax => ({ open: mark, close: mark, multiline: true, escape: 'backslash' });

const slashes = { line: ['//'], block: [['/*', '*/']] } as const;
const hash = { line: ['#'], block: [], where: 'spaced' } as const;

export const markup: CommentSyntax = { line: [], block: [['<!--', '-->']], strings: [], more: 'markup' };
export const script: CommentSyntax = { ...slashes, strings: quotes, more: 'js' };
export const style: CommentSyntax = { line: [], block: [['/*', '*/']], strings: quotes };

/** By the ending of the lower-case name. A language is one row. */
const byEnding: readonly (readonly [string, CommentSyntax])[] = rows([
  ['.js .mjs .cjs .jsx .tsx', { ...script, more: 'jsx' }],
  ['.ts .mts .cts .jsonc .json5', script],
  ['.java .kt .kts .groovy .gradle .dart', { ...slashes, strings: [tripled('"'), tripled("'"), ...quotes] }],
  ['.scala .swift', { ...slashes, nested: true, strings: [tripled('"'), doubleQuotes] }],
  ['.go', { ...slashes, strings: [raw('`'), ...quotes] }],
  ['.rs', { ...slashes, nested: true, strings: [multiline('"')], more: 'rust' }],
  ['.c .h .cc .cpp .cxx .hh .hpp .hxx .m .mm .ino .cu', { ...slashes, strings: [doubleQuotes], more: 'cpp' }],
  ['.cs .csx', { ...slashes, strings: quotes, more: 'csharp' }],
  ['.zig .proto .sol .v .sv .fs .fsx .d .glsl .hlsl .wgsl', { ...slashes, strings: quotes }],
  ['.php .phtml', { line: ['//', '#'], block: [['/*', '*/']], strings: [multiline('"'), multiline("'")], more: 'php' }],
  ['.py .pyi .pyw .pyx .bzl .star', { line: ['#'], block: [], strings: [tripled('"'), tripled("'"), ...quotes] }],
  [
    '.rb .rake .gemspec .ru',
    { ...hash, block: [['=begin', '=end']], strings: [multiline('"'), multiline("'"), multiline('`')], more: 'ruby' },
  ],
  ['.sh .bash .zsh .ksh .fish .bats', { ...hash, strings: [multiline('"'), raw("'")], more: 'shell' }],
  ['.pl .pm .r .jl .ex .exs .nim .cr .coffee .tcl .awk', { ...hash, strings: [tripled('"'), tripled("'"), ...quotes] }],
  ['.ps1 .psm1 .psd1', { ...hash, block: [['<#', '#>']], strings: [raw('@"\n', '\n"@'), raw("@'\n", "\n'@"), multiline('"'), raw("'")] }],
  ['.tf .tfvars .hcl', { line: ['#', '//'], where: 'spaced', block: [['/*', '*/']], strings: [doubleQuotes] }],
  ['.nix', { ...hash, block: [['/*', '*/']], strings: [raw("''"), multiline('"')] }],
  ['.yml .yaml', { ...hash, strings: [], more: 'yaml' }],
  ['.toml', { ...hash, strings: [tripled('"'), raw("'''"), ...quotes] }],
  ['.graphql .gql .mk .cmake .conf', { ...hash, strings: [tripled('"'), ...quotes] }],
  ['.env .gitignore .dockerignore .gitattributes .properties', { line: ['#'], where: 'first', block: [], strings: [] }],
  ['.ini .cfg .editorconfig', { line: [';', '#'], where: 'first', block: [], strings: [] }],
  ['.sql .ddl .pgsql', { line: ['--'], block: [['/*', '*/']], strings: sqlStrings(), more: 'sql' }],
  ['.lua', { line: ['--'], block: [['--[[', ']]']], strings: [raw('[[', ']]'), ...quotes] }],
  ['.hs .elm .purs', { line: ['--'], where: 'spaced', block: [['{-', '-}']], nested: true, strings: [doubleQuotes] }],
  ['.ada .adb .ads .vhd .vhdl', { line: ['--'], block: [], strings: [{ open: '"', close: '"', escape: 'double' }] }],
  ['.ml .mli', { line: [], block: [['(*', '*)']], nested: true, strings: [multiline('"')] }],
  ['.clj .cljs .cljc .edn .lisp .el .scm .rkt', { line: [';'], block: [], strings: [multiline('"')] }],
  ['.asm .s .nasm', { line: [';', '#'], where: 'spaced', block: [], strings: quotes }],
  ['.tex .sty .cls .erl .hrl', { line: ['%'], where: 'spaced', block: [], strings: [] }],
  ['.matlab .prolog .pro', { line: ['%'], where: 'spaced', block: [], strings: quotes }],
  ['.css', style],
  ['.scss .less .styl', { line: ['//'], where: 'spaced', block: [['/*', '*/']], strings: quotes }],
  ['.html .htm .xhtml .xml .svg .xsl .xslt .vue .svelte .astro .csproj .props .targets .plist .xaml', markup],
  ['.md .mdx .markdown', { ...markup, more: 'markdown' }],
  ['dockerfile containerfile makefile gnumakefile cmakelists.txt justfile', { ...hash, strings: quotes }],
  ['codeowners', { line: ['#'], where: 'first', block: [], strings: [] }],
  ['gemfile rakefile podfile vagrantfile brewfile', { ...hash, strings: [multiline('"'), multiline("'")], more: 'ruby' }],
  ['jenkinsfile', { ...slashes, strings: [tripled('"'), tripled("'"), ...quotes] }],
]);

/** A file of unknown kind: only what stands first on its line is taken for a comment. */
const unknown: CommentSyntax = {
  line: ['#', '//', '--', ';', '%'],
  where: 'first',
  block: [
    ['/*', '*/'],
    ['<!--', '-->'],
  ],
  strings: [],
};

export type SyntaxOfFile = { state: 'known' | 'guessed'; syntax: CommentSyntax } | { state: 'none' };

/** `none` for a format that has no comments at all (JSON, CSV, plain text). */
export function commentSyntaxOf(path: string): SyntaxOfFile {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  if (/^(?:tsconfig|jsconfig)(?:\..+)?\.json$/.test(name) || /(?:^|\/)\.vscode\/[^/]+\.json$/.test(lower))
    return { state: 'known', syntax: script };
  if (/\.(?:json|csv|tsv|txt|rst|lock|map|ipynb|geojson|webmanifest)$/.test(name) && name !== 'cmakelists.txt') return { state: 'none' };
  const row = byEnding.find(([ending]) =>
    ending.startsWith('.') ? name.endsWith(ending) : name === ending || name.startsWith(`${ending}.`),
  );
  if (row) return { state: 'known', syntax: row[1] };
  if (name.startsWith('.env')) return { state: 'known', syntax: { line: ['#'], where: 'first', block: [], strings: [] } };
  return { state: 'guessed', syntax: unknown };
}

function rows(table: (readonly [string, CommentSyntax])[]): (readonly [string, CommentSyntax])[] {
  return table.flatMap(([endings, syntax]) => endings.split(' ').map((ending) => [ending, syntax] as const));
}

function sqlStrings(): StringSyntax[] {
  return ["'", '"', '`'].map((mark) => ({ open: mark, close: mark, multiline: true, escape: 'double' }));
}
