/** Review units: parts of a change that are understood together and fit one agent's attention. */
import { isTestPath } from '../../analysis/test-path.js';
import type { ChangedFile } from '../../changes/change-set.js';

export type UnitFile = {
  file: ChangedFile;
  /** Tokens of its diff as it is shown. */
  tokens: number;
  /** The added and removed lines, to see what refers to what. */
  text: string;
};

export type ReviewUnit = { id: string; title: string; files: UnitFile[]; tokens: number };

/** Tokens of a unit's diffs, at most; a larger file is a unit of its own. */
export const largestUnit = 24_000;

/**
 * Files that refer to each other come together (a test and what it tests first), as far as the size allows; what is left over is joined by folder.
 * The same change gives the same units, in the order of their first paths.
 */
export function reviewUnits(files: UnitFile[], largest = largestUnit): ReviewUnit[] {
  const sorted = files.toSorted((a, b) => (a.file.path < b.file.path ? -1 : 1));
  const groups = new Groups(sorted, largest);
  const byStem = new Map<string, number[]>();
  for (const [i, { file }] of sorted.entries()) {
    const stem = stemOf(file.path);
    byStem.set(stem, [...(byStem.get(stem) ?? []), i]);
  }
  for (const twins of byStem.values()) {
    const tests = twins.filter((i) => isTestPath(sorted[i]!.file.path));
    const code = twins.find((i) => !tests.includes(i));
    if (code !== undefined) for (const test of tests) groups.join(code, test);
  }
  for (const [i, { text }] of sorted.entries()) {
    for (const word of wordsOf(text)) {
      const named = byStem.get(word) ?? [];
      // a name that many files have refers to none of them
      if (named.length <= 20) for (const j of named) if (i !== j) groups.join(i, j);
    }
  }
  for (let depth = deepest(sorted); depth >= 0; depth--) {
    const byFolder = new Map<string, number>();
    for (const [i, { file }] of sorted.entries()) {
      const folder = file.path.split('/').slice(0, -1).slice(0, depth).join('/');
      const first = byFolder.get(folder);
      if (first === undefined || !groups.join(first, i)) byFolder.set(folder, i);
    }
  }
  return groups.all().map((members, index) => {
    const unitFiles = members.map((i) => sorted[i]!);
    return { id: `u${index + 1}`, title: titleOf(unitFiles), files: unitFiles, tokens: unitFiles.reduce((sum, f) => sum + f.tokens, 0) };
  });
}

/** Disjoint sets of files that never grow beyond a size. */
class Groups {
  readonly #parent: number[];
  readonly #tokens: number[];

  constructor(
    files: UnitFile[],
    private readonly largest: number,
  ) {
    this.#parent = files.map((_, i) => i);
    this.#tokens = files.map((f) => f.tokens);
  }

  /** Whether both are together afterwards. */
  join(a: number, b: number): boolean {
    const [x, y] = [this.#root(a), this.#root(b)];
    if (x === y) return true;
    const tokens = this.#tokens[x]! + this.#tokens[y]!;
    if (tokens > this.largest) return false;
    this.#parent[Math.max(x, y)] = Math.min(x, y);
    this.#tokens[Math.min(x, y)] = tokens;
    return true;
  }

  all(): number[][] {
    const groups = new Map<number, number[]>();
    for (const i of this.#parent.keys()) groups.set(this.#root(i), [...(groups.get(this.#root(i)) ?? []), i]);
    return [...groups.values()];
  }

  #root(i: number): number {
    let root = i;
    while (this.#parent[root] !== root) root = this.#parent[root]!;
    this.#parent[i] = root;
    return root;
  }
}

/** The name that others refer to a file by: `cart` for `src/cart.test.ts`, `test_cart.py` and `cart.go`. */
function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const bare = name.replace(/^test[_-]/, '').split('.')[0] ?? name;
  const stem = bare.replace(/[_-]?(?:test|tests|spec)$/, '');
  const folder = path.split('/').at(-2)?.toLowerCase();
  return (stem === 'index' || stem === '__init__' || stem === 'mod' || stem === 'main') && folder ? folder : stem || name;
}

function wordsOf(text: string): Set<string> {
  const words = new Set<string>();
  // only lines that bring something in: any other word is hardly a file's name
  for (const line of text.split('\n')) {
    if (!/\b(?:import|from|require|include|use|using|mod|export)\b/.test(line)) continue;
    for (const word of line.toLowerCase().match(/[\p{L}\p{N}_-]{3,}/gu) ?? []) words.add(word);
  }
  return words;
}

function deepest(files: UnitFile[]): number {
  return Math.max(0, ...files.map(({ file }) => file.path.split('/').length - 1));
}

function titleOf(files: UnitFile[]): string {
  const [first] = files;
  if (files.length === 1) return first!.file.path;
  const folders = files.map(({ file }) => file.path.split('/').slice(0, -1));
  const common: string[] = [];
  for (const [i, part] of folders[0]!.entries()) {
    if (!folders.every((f) => f[i] === part)) break;
    common.push(part);
  }
  return `${common.join('/') || '.'} (${files.length} files)`;
}
