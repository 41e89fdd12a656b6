/**
 * A second generator of hard cases for anchors, made apart from the first, and looked at less: Python tests, YAML jobs, JSON records, TypeScript
 * handlers and INI sections that say almost the same, changed the way people change such files. A line is an object that edits move about, so
 * where the flagged ones went is known without looking at any text.
 */
import { seededRandom } from './seeded-random.js';
import type { HardCase, Version } from './repeated-code.js';

type Row = { text: string };
/** `told`: its first rows name it, so that readers can tell it from others. */
type Section = { title: string; told: boolean; rows: Row[] };

type Kind = (title: string, flavour: number) => { told: boolean; rows: string[] };

const kinds: Record<string, Kind> = {
  python: (title, flavour) => ({
    told: true,
    rows: [
      `    def test_${title}(self, client):`,
      `        response = client.get("/items")`,
      ...(flavour > 0
        ? [
            `        payload = response.json()`,
            `        for item in payload:`,
            `            if item["price"] is None:`,
            `                continue`,
          ]
        : []),
      `        assert response.status_code == 200`,
      ...(flavour > 1 ? ['', `        self.cache.clear()`] : []),
      '',
    ],
  }),
  yaml: (title, flavour) => ({
    told: true,
    rows: [
      `  ${title}:`,
      `    runs-on: ubuntu-latest`,
      `    steps:`,
      `      - uses: actions/checkout@v4`,
      ...(flavour > 0 ? [`      - uses: actions/setup-node@v4`, `        with:`, `          node-version: 20`] : []),
      `      - run: npm ci`,
      ...(flavour > 1 ? [`      - run: npm test`] : []),
      '',
    ],
  }),
  json: (title, flavour) => ({
    told: flavour > 0,
    rows: [
      '  {',
      ...(flavour > 0 ? [`    "name": "${title}",`] : []),
      '    "enabled": true,',
      '    "retries": 3,',
      '    "tags": []',
      '  },',
    ],
  }),
  handlers: (title, flavour) => ({
    told: true,
    rows: [
      '  /** Answers one request. */',
      `  async ${title}(request: Request): Promise<Response> {`,
      '    const user = await this.users.find(request.userId);',
      '    if (!user) {',
      '      return notFound();',
      '    }',
      ...(flavour > 0 ? ['    try {', '      await this.audit.write(user);', '    } catch (error) {', '      log(error);', '    }'] : []),
      ...(flavour > 1 ? ['    const body = await request.json();'] : []),
      '    return ok(user);',
      '  }',
      '',
    ],
  }),
  ini: (title, flavour) => ({
    told: true,
    rows: [`[${title}]`, 'timeout = 30', 'retries = 3', ...(flavour > 0 ? ['verify = false'] : []), ...(flavour > 1 ? ['log = all'] : [])],
  }),
};

export function hardCase(seed: number, _allowed?: unknown, steps = 1): HardCase {
  const { int, pick, chance } = seededRandom(seed * 7 + 3);
  const family = pick(Object.keys(kinds));
  const make = (title: string, flavour: number): Section => {
    const { told, rows } = kinds[family]!(title, flavour);
    return { title, told, rows: rows.map((text) => ({ text })) };
  };
  const pool = shuffled(titles, int);
  const word = (): string => pool.pop() ?? `extra${int(1_000_000)}`;
  const flavours = pick([[0], [1], [2], [0, 1], [1, 2], [0, 1, 2]]);
  let sections = Array.from({ length: 2 + int(12) }, () => make(word(), pick(flavours)));
  const head = (heads[family] ?? []).map((text): Row => ({ text }));
  const mine = pick(sections);
  const flagged = flagIn(mine, int);
  const body = bodyOf(mine).join('\n');
  const untouched = sections.map((section) => ({ section, title: titleRow(section) }));
  const wasThere = sections.slice();

  const look = (): Version & { truth: number | undefined } => {
    const rows = [...head, ...sections.flatMap((s) => s.rows)];
    const at = rows.findIndex((r) => flagged.includes(r));
    const owner = new Map(sections.flatMap((s) => s.rows.map((r) => [r, s.told ? s.title : undefined] as const)));
    return { lines: rows.map((r) => r.text), truth: at < 0 ? undefined : at + 1, symbolAt: (line) => owner.get(rows[line - 1]!) };
  };
  const start = look();
  const before = { ...start, truth: start.truth! };

  const again = (section: Section): Section => {
    const title = word();
    return {
      title,
      told: section.told,
      rows: section.rows.map((r) => ({ text: section.told ? r.text.replace(section.title, title) : r.text })),
    };
  };
  const insertAt = (at: number, ...added: Section[]): void => void (sections = [...sections.slice(0, at), ...added, ...sections.slice(at)]);
  const reorder = (next: Section[]): void => {
    // sections that nobody can tell apart keep their order
    const order = (list: Section[]): string =>
      list
        .filter((s) => !s.told)
        .map((s) => wasThere.indexOf(s))
        .join();
    if (order(next) === order(sections)) sections = next;
  };
  const comment = (): Row => ({ text: `${family === 'handlers' ? '  //' : family === 'json' ? '  ' : '  #'} note ${int(1_000_000)}` });
  const script: Record<string, () => void> = {
    header: () => void head.unshift(...Array.from({ length: 1 + int(5) }, comment)),
    comments: () => pick(sections).rows.splice(0, 0, comment()),
    'add at the end': () => insertAt(sections.length, again(pick(sections))),
    'add at the top': () => insertAt(0, again(pick(sections)), again(pick(sections))),
    'add around': () => {
      const at = sections.indexOf(mine);
      if (at >= 0) insertAt(at + 1, again(mine));
      if (at >= 0 && chance(0.5)) insertAt(at, again(mine));
    },
    drop: () => {
      const rest = sections.filter((s) => s !== mine);
      const victim = rest[int(rest.length)];
      sections = sections.filter((s) => s !== victim);
    },
    'drop several': () => (sections = sections.filter((s) => s === mine || chance(0.6))),
    'drop mine': () => (sections = sections.filter((s) => s !== mine)),
    // nobody leaves a bracket open
    'cut the flagged': () => isBalanced(flagged) && (mine.rows = mine.rows.filter((r) => !flagged.includes(r))),
    'cut elsewhere': () => {
      const other = pick(sections);
      if (other !== mine && other.rows.length > 3) other.rows.splice(1 + int(other.rows.length - 2), 1);
    },
    retitle: () => {
      const section = pick(sections);
      const title = word();
      const row = section.rows.find((r) => section.told && r.text.includes(section.title));
      if (!row || flagged.includes(row)) return;
      row.text = row.text.replace(section.title, title);
      section.title = title;
    },
    reverse: () => reorder(sections.toReversed()),
    sort: () => reorder(sections.toSorted((a, b) => (a.title < b.title ? -1 : 1))),
    rotate: () => reorder([...sections.slice(1), ...sections.slice(0, 1)]),
    'move mine': () => {
      const rest = sections.filter((s) => s !== mine);
      if (sections.includes(mine)) reorder(rest.toSpliced(int(rest.length + 1), 0, mine));
    },
    deeper: () => pick(sections).rows.forEach((r) => (r.text = r.text && `  ${r.text}`)),
    tabs: () =>
      [...head, ...sections.flatMap((s) => s.rows)].forEach((r) => (r.text = r.text.replace(/^( {2})+/, (s) => '\t'.repeat(s.length / 2)))),
    'new statement': () => {
      const section = pick(sections);
      if (section.rows.length < 2) return;
      const at = 1 + int(section.rows.length - 1);
      const indent = /^\s*/.exec(section.rows[at - 1]!.text)![0];
      const splits = flagged.includes(section.rows[at - 1]!) && flagged.includes(section.rows[at]!);
      if (!splits) section.rows.splice(at, 0, { text: `${indent}x${int(1_000_000)}: 1` });
    },
    'trailing space': () => sections.forEach((s) => s.rows.forEach((r) => (r.text = chance(0.3) ? `${r.text}  ` : r.text))),
    'carriage returns': () => [...head, ...sections.flatMap((s) => s.rows)].forEach((r) => (r.text = r.text.replace(/\r?$/, '\r'))),
  };
  const done: string[] = [];
  const versions = Array.from({ length: steps }, () => {
    for (let n = pick([1, 1, 2, 2, 3, 4]); n > 0 && sections.length > 0; n--) {
      const edit = pick(Object.keys(script));
      script[edit]!();
      done.push(edit);
    }
    return look();
  });
  const known = new Set(
    untouched
      .filter(({ section, title }) => section.told && sections.includes(section) && title === titleRow(section))
      .map((u) => u.section),
  );
  const between = (list: Section[], at: number): unknown[] => [
    list.slice(0, at).findLast((s) => known.has(s)),
    list.slice(at + 1).find((s) => known.has(s)),
  ];
  const stood = between(wasThere, wasThere.indexOf(mine));
  const twin =
    !known.has(mine) &&
    sections.some((s, at) => {
      const stands = between(sections, at);
      return s !== mine && !wasThere.includes(s) && bodyOf(s).join('\n') === body && stands[0] === stood[0] && stands[1] === stood[1];
    });
  return { before, endLine: before.truth + flagged.length - 1, versions, twin, family, edits: done };
}

const heads: Record<string, string[]> = {
  python: ['import pytest', '', '', 'class TestItems:'],
  yaml: ['name: checks', 'on: [push]', 'jobs:'],
  json: ['['],
  handlers: ['export class Handlers {'],
};

const titles =
  'login logout refresh items orders users carts search export import health ready metrics upload download archive restore merge split rename publish draft approve reject notify remind invite remove'.split(
    ' ',
  );

function shuffled<T>(list: T[], int: (below: number) => number): T[] {
  return list
    .map((item) => ({ item, at: int(1_000_000) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

function flagIn(section: Section, int: (below: number) => number): Row[] {
  for (;;) {
    const length = 1 + int(Math.min(4, section.rows.length));
    const from = int(section.rows.length - length + 1);
    const rows = section.rows.slice(from, from + length);
    if (rows.some((r) => /\w/.test(r.text))) return rows;
  }
}

function isBalanced(rows: Row[]): boolean {
  const text = rows.map((r) => r.text).join('');
  return text.replaceAll(/[^{[(]/g, '').length === text.replaceAll(/[^}\])]/g, '').length;
}

function titleRow(section: Section): string {
  return section.rows.find((r) => r.text.includes(section.title))?.text.trim() ?? '';
}

/** What a section says apart from its title. */
function bodyOf(section: Section): string[] {
  const rows = section.rows.map((r) => r.text.replaceAll(/\s+/g, ' ').trim()).filter((text) => text !== '');
  return section.told ? rows.filter((text) => !text.includes(section.title)) : rows;
}
