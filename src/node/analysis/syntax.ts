/** Syntax trees: ast-grep on tree-sitter, both as WebAssembly, loaded from the assets folder when a tree is first needed. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SgNode, SgRoot } from '@ast-grep/wasm';
import * as astGrep from '@ast-grep/wasm/wasm_bg.js';
import { type Node, Parser, Query, type Tree } from 'web-tree-sitter';
import { HumanError } from '../../core/human-error.js';
import { expandoChar, type Language } from '../../core/analysis/language.js';

export type SyntaxTree = {
  language: Language;
  text: string;
  /** The tree as ast-grep sees it: rules are matched here. */
  sgRoot: SgNode;
  /** The same tree as tree-sitter sees it: cheap to walk. Offsets are UTF-16 units. */
  root: Node;
  /** Takes care of a node until the tree goes. */
  keep<T extends { free(): void }>(node: T): T;
};

export interface Syntax {
  /** Loads the grammars that are not there yet. Rejects when an asset is missing or broken. */
  load(languages: Iterable<Language>): Promise<void>;
  /** Parses a text of a loaded language and hands its tree to `use`; the tree is gone afterwards. Throws what the parser throws. */
  withTree<T>(language: Language, text: string, use: (tree: SyntaxTree) => T): T;
  /** The pattern's nodes as ast-grep reads them. Throws when it is no pattern of that language. */
  patternTree(language: Language, pattern: string, selector?: string): PatternNode;
}

export type PatternNode = {
  kind: string;
  isNamed: boolean;
  pattern?: 'metaVar' | 'terminal' | 'internal';
  text?: string;
  children: PatternNode[];
};

// both packages keep their instance in module state: there is one per process, whoever asks
let started: Promise<void> | undefined;
let memory: { grow(pages: number): number } | undefined;
const grammars = new Map<Language, Promise<void>>();

/** `assets` is the folder with the .wasm files. */
export function openSyntax(assets: string): Syntax {
  return {
    async load(languages) {
      try {
        await (started ??= start(assets));
      } catch (cause) {
        forgetInstance();
        throw missing(`Cannot load the syntax engine from ${assets}`, cause);
      }
      await Promise.all([...languages].map((language) => loadGrammar(assets, language)));
    },
    withTree,
    patternTree,
  };
}

async function start(assets: string): Promise<void> {
  const [binary] = await Promise.all([
    readFile(path.join(assets, 'ast-grep.wasm')),
    Parser.init({ locateFile: () => path.join(assets, 'web-tree-sitter.wasm') }),
  ]);
  const { instance } = await WebAssembly.instantiate(new Uint8Array(binary), { './wasm_bg.js': importsThatTrackTrees() });
  // the bindings keep a view of the memory until it is detached; growing by nothing detaches that of an earlier instance
  memory?.grow(0);
  memory = instance.exports.memory as typeof memory;
  astGrep.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  await astGrep.initializeTreeSitter();
}

/** A new instance is made by the next `load`. */
function forgetInstance(): void {
  started = undefined;
  grammars.clear();
}

function loadGrammar(assets: string, language: Language): Promise<void> {
  const loading = grammars.get(language) ?? register(assets, language);
  grammars.set(language, loading);
  return loading;
}

async function register(assets: string, language: Language): Promise<void> {
  const char = expandoChar(language);
  const libraryPath = path.join(assets, `tree-sitter-${language}.wasm`);
  try {
    await astGrep.registerDynamicLanguage({ [language]: { libraryPath, ...(char && { expandoChar: char }) } });
  } catch (cause) {
    grammars.delete(language);
    throw missing(`Cannot load the syntax of ${language} from ${libraryPath}`, cause);
  }
}

function missing(message: string, cause: unknown): HumanError {
  return new HumanError(message, { next: 'Install Reverie again', cause });
}

/** Trees that live until the end of the current `withTree`: those of the text and those of compiled patterns. */
const trees: Tree[] = [];

/** ast-grep never deletes the trees it makes (0.3 MB for a file of 20 KB), so they are noted where it calls out to make them. */
function importsThatTrackTrees(): Record<string, unknown> {
  const imports: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(astGrep as unknown as Record<string, unknown>)) {
    const call = value as (object: unknown, ...rest: unknown[]) => unknown;
    if (name.startsWith('__wbg_parse_')) {
      imports[name] = (parser: Parser, ...rest: unknown[]) =>
        call({ parse: (...args: Parameters<Parser['parse']>) => noted(parser.parse(...args)) }, ...rest);
    } else if (name.startsWith('__wbg_copy_')) imports[name] = (tree: Tree) => call({ copy: () => noted(tree.copy()) });
    else imports[name] = value;
  }
  return imports;
}

function noted<T extends Tree | null>(tree: T): T {
  if (tree) trees.push(tree);
  return tree;
}

function withTree<T>(language: Language, text: string, use: (tree: SyntaxTree) => T): T {
  const kept: { free(): void }[] = [];
  // trees may be needed inside each other, as when a rule is compiled while a file's tree is searched
  const outer = trees.length;
  const keep = <N extends { free(): void }>(node: N): N => {
    kept.push(node);
    return node;
  };
  let trapped = false;
  try {
    // a byte-order mark is no code in every grammar; a blank keeps the offsets
    const source: SgRoot = keep(astGrep.parse(language, text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text));
    const inner = source.getInnerTree() as Tree;
    return use({ language, text, sgRoot: keep(source.root()), root: inner.rootNode, keep });
  } catch (error) {
    trapped = isTrap(error);
    throw error;
  } finally {
    if (trapped) {
      forgetInstance();
      for (const node of kept) abandon(node);
    } else for (const node of kept.toReversed()) node.free();
    for (const tree of trees.splice(outer)) tree.delete();
  }
}

/** The same few patterns stand in many rules. */
const patterns = new Map<string, PatternNode>();
const mostPatterns = 2_000;

function patternTree(language: Language, pattern: string, selector?: string): PatternNode {
  const key = JSON.stringify([language, pattern, selector]);
  const node = patterns.get(key) ?? dumpPattern(language, pattern, selector);
  if (patterns.size >= mostPatterns) patterns.clear();
  patterns.set(key, node);
  return node;
}

function dumpPattern(language: Language, pattern: string, selector?: string): PatternNode {
  const outer = trees.length;
  try {
    return astGrep.dumpPattern(language, pattern, selector) as PatternNode;
  } catch (error) {
    if (isTrap(error)) forgetInstance();
    throw error;
  } finally {
    for (const tree of trees.splice(outer)) tree.delete();
  }
}

/** Queries that were compiled, by grammar; `undefined` for kinds that a grammar does not have. A grammar that was loaded anew has its own. */
const queries = new WeakMap<object, Map<string, Query | undefined>>();

/** Nodes that have the last of the kinds and whose parents have the others, outermost first; undefined when the grammar has no such kinds. */
export function nodesInChain({ root }: SyntaxTree, chain: string[]): Node[] | undefined {
  const { language } = root.tree;
  const own = queries.get(language) ?? new Map<string, Query | undefined>();
  queries.set(language, own);
  const source = chain.reduceRight((inner, kind, i) => (i === chain.length - 1 ? `(${kind}) @node` : `(${kind} ${inner})`), '');
  if (!own.has(source)) own.set(source, compiledQuery(language, source));
  return own
    .get(source)
    ?.captures(root)
    .map(({ node }) => node);
}

function compiledQuery(language: ConstructorParameters<typeof Query>[0], source: string): Query | undefined {
  try {
    return new Query(language, source);
  } catch {
    return undefined; // a kind without a name of its own; the nodes are found otherwise
  }
}

function isTrap(error: unknown): boolean {
  return error instanceof Error && error.name === 'RuntimeError';
}

/** A trap leaves the instance in no state to go on, nor to free anything: its objects must not reach the next instance when they are collected. */
function abandon(node: { free(): void; __destroy_into_raw?: () => number }): void {
  node.__destroy_into_raw?.();
}
