/** Generates hard cases for anchors: files made of near-copies of a few blocks, and later versions of them with the flagged lines tracked. */

export type HardCase = {
  before: string[];
  /** The flagged range of `before`, 1-based. */
  startLine: number;
  endLine: number;
  after: string[];
  /** Where the flagged lines stand in `after`; undefined when an edit took them away. */
  truth: number | undefined;
  edits: string[];
};

export type Edit = 'shift' | 'insert' | 'copy' | 'delete' | 'rename' | 'touch' | 'reindent' | 'move' | 'remove-flagged';

type Line = { text: string; flagged: boolean };
type Block = Line[];

/** `edits` is what may happen; `seed` decides everything. */
export function hardCase(seed: number, edits: Edit[]): HardCase {
  const random = generator(seed);
  const int = (below: number): number => Math.floor(random() * below);
  const pick = <T>(list: T[]): T => list[int(list.length)]!;
  let names = 0;

  const statements = [
    'const row = rows[i];',
    'if (!row) return null;',
    'total += row.price;',
    'log(row);',
    'await save(row);',
    'i++;',
    '}',
    'return total;',
  ];
  const template = (): string[] => Array.from({ length: 4 + int(5) }, () => pick(statements));
  const templates = Array.from({ length: 1 + int(3) }, template);
  const block = (body: string[]): Block => {
    const named = int(3) > 0 ? [`function step${names++}() {`] : [];
    return [...named, ...body.map((text) => `  ${text}`), '}', ''].map((text) => ({ text, flagged: false }));
  };

  let blocks = Array.from({ length: 3 + int(8) }, () => block(pick(templates)));
  const home = pick(blocks);
  const length = 1 + int(3);
  const from = int(Math.max(1, home.length - length));
  for (const line of home.slice(from, from + length)) line.flagged = true;

  const before = blocks.flat().map((l) => l.text);
  const startLine = blocks.flat().findIndex((l) => l.flagged) + 1;
  const endLine = startLine + blocks.flat().filter((l) => l.flagged).length - 1;

  const isHome = (b: Block): boolean => b.some((l) => l.flagged);
  const others = (): Block[] => blocks.filter((b) => !isHome(b));
  const fresh = (): Line => ({ text: `  fresh${names++}();`, flagged: false });
  const done: string[] = [];
  const apply: Record<Edit, () => void> = {
    shift: () => blocks.unshift(Array.from({ length: 1 + int(12) }, fresh)),
    insert: () => blocks.splice(int(blocks.length + 1), 0, [fresh(), fresh()]),
    copy: () =>
      blocks.splice(
        int(blocks.length + 1),
        0,
        pick(blocks).map((l) => ({ ...l, flagged: false })),
      ),
    delete: () => {
      const victim = pick(others());
      if (victim) blocks = blocks.filter((b) => b !== victim);
    },
    rename: () => {
      const target = pick(blocks)[0];
      if (target && !target.flagged) target.text = target.text.replace(/step\d+/, () => `renamed${names++}`);
    },
    touch: () => {
      const target = pick(pick(blocks));
      if (target && !target.flagged) target.text = `${target.text} // touched ${names++}`;
    },
    reindent: () => {
      for (const line of pick(blocks)) if (line.text !== '') line.text = `    ${line.text}`;
    },
    move: () => {
      const moved = pick(blocks);
      blocks = blocks.filter((b) => b !== moved);
      blocks.splice(int(blocks.length + 1), 0, moved);
    },
    'remove-flagged': () => {
      blocks = blocks.map((b) => b.filter((l) => !l.flagged));
    },
  };
  for (let n = 1 + int(4); n > 0; n--) {
    const edit = pick(edits);
    apply[edit]();
    done.push(edit);
  }

  const after = blocks.flat();
  const at = after.findIndex((l) => l.flagged);
  return { before, startLine, endLine, after: after.map((l) => l.text), truth: at < 0 ? undefined : at + 1, edits: done };
}

/** mulberry32: small, fast and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
