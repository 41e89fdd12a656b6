/**
 * Generates hard cases for anchors: files made of near-copies of a few blocks, and later versions of them. Where the flagged lines stand is
 * known because every line carries whether it is flagged through all edits; no diff and no search is asked.
 *
 * Two things never happen, since no reader of the two texts could tell them from something simpler: a block that trades places with one of the
 * same text, and a copy pasted where the flagged block was taken away. A case has a `twin` when several edits together came to the same: the
 * flagged block lost its header, or never had one, and a new block with the same body stands between the same neighbours.
 */
import { type SeededRandom, seededRandom } from './seeded-random.js';

export type Version = {
  lines: string[];
  /** The first of the flagged lines, 1-based; undefined when an edit took them away. */
  truth: number | undefined;
  symbolAt: (line: number) => string | undefined;
};

export type HardCase = {
  before: Version & { truth: number };
  endLine: number;
  /** One for each step; the last one has all edits. */
  versions: Version[];
  /** True when the last version shows a new block where the flagged one stood that nobody could tell from it. */
  twin: boolean;
  family: string;
  edits: string[];
};

export const edits = [
  'lines above',
  'lines between',
  'line inside',
  'copy above',
  'copy below',
  'copy anywhere',
  'delete a copy',
  'delete the flagged block',
  'delete the flagged lines',
  'rename',
  'touch',
  'reindent',
  'move a block',
  'move the flagged block',
  'swap neighbours',
  'blank lines',
  'spaces',
  'line ends',
] as const;
export type Edit = (typeof edits)[number];

type Line = { text: string; flagged: boolean };
type Block = { name?: string; lines: Line[]; gone?: true };

export const families = ['functions', 'methods', 'mixed', 'labels', 'one line'] as const;

const statements = [
  'const row = rows[i];',
  'if (!row) return null;',
  'total += row.price;',
  'log(row);',
  'await save(row);',
  'i++;',
  'return total;',
];

/** `allowed` is what may happen; `seed` decides everything. Each step takes one to three edits. */
export function hardCase(seed: number, allowed: readonly Edit[] = edits, steps = 1): HardCase {
  const random = seededRandom(seed);
  const { int, pick, chance } = random;
  const family = int(20) === 0 ? 'one line' : families[int(4)]!;
  let names = 0;
  let fresh = 0;
  const template = (): string[] => Array.from({ length: 2 + int(6) }, () => pick(statements));
  const templates = Array.from({ length: 1 + int(3) }, template);
  const make = (body: string[]): Block => {
    if (family === 'one line') return { lines: [line('  push(queue);')] };
    const name = family === 'mixed' && chance(0.25) ? undefined : `step${names++}`;
    return { ...(name && { name }), lines: blockText(family, name, body).map(line) };
  };
  let blocks = Array.from({ length: family === 'one line' ? 4 + int(30) : 2 + int(9) }, () => make(pick(templates)));
  const home = pick(blocks);
  flag(home, random);
  const outer = family === 'methods' ? 'Cart' : undefined;

  const version = (): Version & { truth: number | undefined } => {
    const rows = blocks.flatMap((b) => b.lines.map((l) => ({ ...l, name: [outer, b.name].filter(Boolean).join('.') })));
    if (outer) rows.unshift({ text: 'class Cart {', flagged: false, name: '' });
    if (outer) rows.push({ text: '}', flagged: false, name: '' });
    const at = rows.findIndex((r) => r.flagged);
    return { lines: rows.map((r) => r.text), truth: at < 0 ? undefined : at + 1, symbolAt: (n) => rows[n - 1]?.name || undefined };
  };
  const original = blocks.map((b) => ({ block: b, header: b.name && b.lines[0]!.text.trim() }));
  const body = bodyOf(home);
  const first = version();
  const before = { ...first, truth: first.truth! };
  const endLine = before.truth + home.lines.filter((l) => l.flagged).length - 1;

  const real = (): Block[] => blocks.filter((b) => !b.gone);
  const others = (): Block[] => real().filter((b) => b !== home);
  const pasted = new Set<Block>();
  const added = (): Line => line(`${family === 'functions' || family === 'mixed' ? '' : '  '}fresh${fresh++}();`);
  const put = (at: number, block: Block): void => void blocks.splice(at, 0, block);
  const copyOf = (block: Block): Block => {
    const name = block.name && `step${names++}`;
    return { ...(name && { name }), lines: block.lines.map((l) => line(name ? l.text.replace(block.name!, name) : l.text)) };
  };
  const paste = (block: Block, at: number): void => {
    if (block.gone || !real().includes(block) || blocks[at]?.gone || blocks[at - 1]?.gone) return;
    const copy = copyOf(block);
    pasted.add(copy);
    put(at, copy);
  };
  const takeAway = (block: Block): void => {
    const at = blocks.indexOf(block);
    if (block === home && [blocks[at - 1], blocks[at + 1]].some((b) => b && pasted.has(b))) return;
    Object.assign(block, { lines: [], gone: true });
  };
  const moveTo = (block: Block, to: number): void => {
    const from = blocks.indexOf(block);
    const passed = blocks.slice(Math.min(from, to), Math.max(from, to) + 1).filter((b) => b !== block);
    if (passed.some((b) => sameText(b, block)) || to === from) return;
    const rest = blocks.filter((b) => b !== block);
    rest.splice(to, 0, block);
    blocks = rest;
  };
  const swap = (block: Block): void => {
    const at = blocks.indexOf(block);
    moveTo(block, at + 1 < blocks.length ? at + 1 : at - 1);
  };
  const apply: Record<Edit, () => void> = {
    'lines above': () => put(0, { lines: Array.from({ length: 1 + int(12) }, added) }),
    'lines between': () => put(int(blocks.length + 1), { lines: [added(), added()] }),
    'line inside': () => insertInside(pick(real()), added(), random),
    'copy above': () => paste(home, blocks.indexOf(home)),
    'copy below': () => paste(home, blocks.indexOf(home) + 1),
    'copy anywhere': () => paste(pick(real()), int(blocks.length + 1)),
    'delete a copy': () => others().length > 0 && takeAway(pick(others())),
    'delete the flagged block': () => takeAway(home),
    'delete the flagged lines': () => (home.lines = home.lines.filter((l) => !l.flagged)),
    rename: () => {
      const block = pick(real());
      const header = block.lines.find((l) => block.name && l.text.includes(block.name));
      if (!header || header.flagged) return;
      const name = `renamed${names++}`;
      header.text = header.text.replace(block.name!, name);
      block.name = name;
    },
    touch: () => {
      const block = pick(real());
      const touched = pick(block.lines.filter((l) => !l.flagged && l.text.trim() !== ''));
      if (touched) touched.text += ` // touched ${fresh++}`;
    },
    reindent: () => pick(real()).lines.forEach((l) => (l.text = l.text.trim() && `    ${l.text}`)),
    'move a block': () => moveTo(pick(real()), int(blocks.length)),
    'move the flagged block': () => !home.gone && moveTo(home, int(blocks.length)),
    'swap neighbours': () => blocks.length > 1 && swap(pick(real())),
    'blank lines': () => {
      const block = pick(real());
      block.lines.splice(int(block.lines.length + 1), 0, ...outside(block.lines, line('')));
    },
    spaces: () =>
      pick(real()).lines.forEach((l) => (l.text = chance(0.5) ? l.text.replace(/(\S) (\S)/, '$1  $2') : l.text.replace(/^ {2}/, '\t'))),
    'line ends': () => blocks.forEach((b) => b.lines.forEach((l) => (l.text = l.text.replace(/\r?$/, '\r')))),
  };
  const done: string[] = [];
  const versions = Array.from({ length: steps }, () => {
    for (let n = 1 + int(3); n > 0; n--) {
      if (real().length === 0) break;
      const edit = pick(allowed);
      apply[edit]();
      done.push(edit);
    }
    return version();
  });
  const marked = new Map(original.filter(({ block, header }) => header && headerIn(block, header)).map(({ block }) => [block, block]));
  const slot = (list: Block[], of: Block): unknown[] => {
    const at = list.indexOf(of);
    return [list.slice(0, at).findLast((b) => marked.has(b)), list.slice(at + 1).find((b) => marked.has(b))];
  };
  const stood = slot(
    original.map((o) => o.block),
    home,
  );
  const isTwin = (b: Block): boolean => {
    const stands = slot(blocks, b);
    return b !== home && !marked.has(b) && bodyOf(b) === body && stands[0] === stood[0] && stands[1] === stood[1];
  };
  return { before, endLine, versions, twin: !marked.has(home) && blocks.some(isTwin), family, edits: done };
}

function headerIn(block: Block, header: string): boolean {
  return !block.gone && block.lines.some((l) => l.text.trim() === header);
}

/** What a block says below its header. */
function bodyOf(block: Block): string {
  const lines = block.lines.map((l) => l.text.replaceAll(/\s+/g, ' ').trim()).filter((text) => text !== '');
  return lines.slice(block.name === undefined ? 0 : 1).join('\n');
}

function line(text: string): Line {
  return { text, flagged: false };
}

function blockText(family: string, name: string | undefined, body: string[]): string[] {
  if (name === undefined) return [...body, ''];
  if (family === 'methods') return [`  ${name}() {`, ...body.map((b) => `    ${b}`), '  }', ''];
  if (family === 'labels') return [`  case '${name}':`, ...body.map((b) => `    ${b}`)];
  return [`function ${name}() {`, ...body.map((b) => `  ${b}`), '}', ''];
}

/** One to three lines, at least one of them with code. */
function flag(block: Block, { int }: SeededRandom): void {
  const length = Math.min(1 + int(3), block.lines.length);
  const from = int(block.lines.length - length + 1);
  const chosen = block.lines.slice(from, from + length);
  if (!chosen.some((l) => /\w/.test(l.text))) return flag(block, { int } as SeededRandom);
  for (const l of chosen) l.flagged = true;
}

function insertInside(block: Block, added: Line, { int }: SeededRandom): void {
  const at = 1 + int(Math.max(1, block.lines.length - 1));
  if (!(block.lines[at - 1]?.flagged && block.lines[at]?.flagged)) block.lines.splice(at, 0, added);
}

/** A blank line inside the quote is a change of the quote's range: it is put elsewhere. */
function outside(lines: Line[], blank: Line): Line[] {
  return lines.every((l) => !l.flagged) || lines.filter((l) => l.flagged).length === 1 ? [blank] : [];
}

function sameText(a: Block, b: Block): boolean {
  const text = (block: Block): string => block.lines.map((l) => l.text.trim()).join('\n');
  return text(a) === text(b);
}
