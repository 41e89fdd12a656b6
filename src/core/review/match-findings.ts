/** Which candidates could be which known findings, and how well: the pairs that identity chooses from. */
import type { Anchor, AnchorContext } from '../changes/anchor.js';
import { placeAnchor } from '../changes/place-anchor.js';
import { normalizeQuote, similarity } from '../changes/quote.js';
import type { Pairing } from './assign.js';
import type { Candidate } from './finding.js';

/** A known finding by the path that its file has now. */
export type KnownRow = { fingerprint: string; speaker: string; path: string; anchor: Anchor; gone: boolean };

/** `left` is the index of a candidate, `right` of a known row. `edited`: the code is no longer the same. */
export type MatchPair = Pairing & { edited: boolean };

/** An edited line is the same finding from this similarity on (0..1, see `similarity`). */
const editedFrom = 0.6;

/** One pair of a kind is worth more than all of the next kind in a group that is assigned exactly; edited ones are worth up to 2. */
const worth = { traced: 1e6, same: 1e4, moved: 150 };

/** Findings of one rule in one file are compared with this many neighbours in the order of the file, not with all. */
const neighbours = 12;

/** So many anchors of one file are traced; the rest are told apart by symbol, surroundings and order. */
const mostTraced = 500;

/**
 * The same code where the known finding's anchor leads; the same code in the same file; the same code in another file when its old one is gone;
 * edited code in the same place: in this order of worth. `lines` are the redacted new lines of a path, where they are at hand.
 */
export function matchFindings(
  candidates: (Candidate & { speaker: string })[],
  known: KnownRow[],
  lines: (path: string) => string[] | undefined,
): MatchPair[] {
  const here = groupBy(known, (row) => `${row.speaker}\0${row.path}`);
  const moved = groupBy(
    known.map((row, index) => ({ row, index })).filter(({ row }) => row.gone),
    ({ row }) => `${row.speaker}\0${quoteOf(row.anchor)}`,
  );
  const index = new Map(known.map((row, at) => [row, at]));
  const pairs: MatchPair[] = [];
  const groups = groupBy(
    candidates.map((candidate, at) => ({ at, anchor: candidate.anchor, quote: quoteOf(candidate.anchor), speaker: candidate.speaker })),
    (item) => `${item.speaker}\0${item.anchor.path}`,
  );
  for (const [key, items] of groups) {
    const rows = (here.get(key) ?? []).map((row) => ({ at: index.get(row)!, anchor: row.anchor, quote: quoteOf(row.anchor) }));
    for (const pair of inOneFile(items, rows, lines(items[0]!.anchor.path))) pairs.push(pair);
    for (const item of items) {
      for (const { row, index: right } of (moved.get(`${item.speaker}\0${item.quote}`) ?? []).slice(0, 4 * neighbours)) {
        const near = locality(row.anchor, item.anchor);
        if (near >= 0.5) pairs.push({ left: item.at, right, score: worth.moved + near, edited: false });
      }
    }
  }
  return pairs;
}

/**
 * What a comparison of neighbours leaves over of the same code in the same file, in order; and, where that is one and one, what kept only the name
 * of its function, as when a class is put around it.
 */
export function matchRest(candidates: (Candidate & { speaker: string })[], known: KnownRow[], matched: Pairing[]): MatchPair[] {
  const usedLeft = new Set(matched.map((pair) => pair.left));
  const usedRight = new Set(matched.map((pair) => pair.right));
  const keyOf = (speaker: string, path: string, anchor: Anchor) => [speaker, path, quoteOf(anchor)].join('\0');
  const rest = groupBy(
    known.map((row, at) => ({ at, row })).filter(({ at }) => !usedRight.has(at)),
    ({ row }) => keyOf(row.speaker, row.path, row.anchor),
  );
  const open = groupBy(
    candidates.map(({ speaker, anchor }, at) => ({ at, speaker, anchor })).filter(({ at }) => !usedLeft.has(at)),
    ({ speaker, anchor }) => keyOf(speaker, anchor.path, anchor),
  );
  const pairs: MatchPair[] = [];
  for (const [key, items] of open) {
    const rows = rest.get(key) ?? [];
    const alone = rows.length === 1 && items.length === 1;
    for (const { at, anchor } of items) {
      const belongs = ({ row }: { row: KnownRow }) => locality(row.anchor, anchor) >= 0.25 || (alone && sameName(row.anchor, anchor));
      const found = rows.slice(0, 4 * neighbours).findIndex(belongs);
      if (found >= 0) pairs.push({ left: at, right: rows.splice(found, 1)[0]!.at, score: worth.same, edited: false });
    }
  }
  return pairs;
}

/** `Shop.total` and `total`: the same function, whatever was put around it. */
function sameName(a: Anchor, b: Anchor): boolean {
  const name = ({ symbol }: Anchor) => symbol?.slice(symbol.lastIndexOf('.') + 1);
  return a.symbol !== undefined && name(a) === name(b);
}

type Item = { at: number; anchor: Anchor; quote: string };

function inOneFile(items: Item[], rows: Item[], lines: string[] | undefined): MatchPair[] {
  if (rows.length === 0) return [];
  const pairs: MatchPair[] = [];
  const byQuote = groupBy(rows, (row) => row.quote);
  const itemsByQuote = groupBy(items, (item) => item.quote);
  let traced = 0;
  for (const [quote, same] of itemsByQuote) {
    const equals = byQuote.get(quote) ?? [];
    if (lines && equals.length + same.length > 2 && quote !== '') {
      const at = new Map(same.map((item) => [item.anchor.state === 'exact' ? item.anchor.startLine : 0, item]));
      for (const row of equals) {
        if (traced++ >= mostTraced) break;
        const placed = placeAnchor(row.anchor, lines);
        const item = placed.state === 'exact' ? at.get(placed.startLine) : undefined;
        if (item) pairs.push({ left: item.at, right: row.at, score: worth.traced + locality(row.anchor, item.anchor), edited: false });
      }
    }
    for (const [item, row] of near(same, equals)) {
      const local = locality(row.anchor, item.anchor);
      if (local < 0.25) continue;
      pairs.push({ left: item.at, right: row.at, score: worth.same + local + closeness(row.anchor, item.anchor), edited: false });
    }
  }
  for (const [item, row] of near(items, rows)) {
    if (row.quote === item.quote) continue;
    const local = locality(row.anchor, item.anchor);
    if (local < 0.5) continue;
    const same = similarity(row.quote, item.quote);
    if (same >= editedFrom) pairs.push({ left: item.at, right: row.at, score: same + local, edited: true });
  }
  return pairs;
}

/** All pairs of short lists; of long ones those with the same symbol or surroundings and those near in the order of the file. */
function* near(items: Item[], rows: Item[]): Generator<[Item, Item]> {
  if (items.length * rows.length <= 2_500) {
    for (const item of items) for (const row of rows) yield [item, row];
    return;
  }
  const ordered = rows.toSorted((a, b) => lineOf(a) - lineOf(b));
  const alike = groupBy(ordered, (row) => JSON.stringify([row.anchor.symbol, row.anchor.context]));
  for (const [rank, item] of items.toSorted((a, b) => lineOf(a) - lineOf(b)).entries()) {
    const byLine = lowerBound(ordered, lineOf(item));
    const byRank = Math.round((rank * ordered.length) / items.length);
    const close = new Set([byLine, byRank].flatMap((at) => ordered.slice(Math.max(0, at - neighbours), at + neighbours)));
    const twins = alike.get(JSON.stringify([item.anchor.symbol, item.anchor.context])) ?? [];
    const twinAt = lowerBound(twins, lineOf(item));
    for (const row of twins.slice(Math.max(0, twinAt - neighbours), twinAt + neighbours)) close.add(row);
    for (const row of close) yield [item, row];
  }
}

function quoteOf(anchor: Anchor): string {
  return normalizeQuote(anchor.quote ?? '');
}

function lineOf({ anchor }: Item): number {
  return anchor.state === 'exact' ? anchor.startLine : 0;
}

function lowerBound(rows: Item[], line: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lineOf(rows[middle]!) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 0..1: how much two anchors share of symbol and surrounding lines. The same symbol alone (or none on both sides) is worth a half. */
function locality(a: Anchor, b: Anchor): number {
  const symbol = a.symbol === b.symbol ? 0.5 : 0;
  return symbol + 0.5 * contextOverlap(a.context, b.context);
}

/** Below 0.1: of two equally good places the nearer one. */
function closeness(a: Anchor, b: Anchor): number {
  if (a.state !== 'exact' || b.state !== 'exact') return 0;
  return 0.1 / (1 + Math.abs(a.startLine - b.startLine));
}

function contextOverlap(a: AnchorContext | undefined, b: AnchorContext | undefined): number {
  const left = [...(a?.before ?? []), ...(a?.after ?? [])];
  const right = new Set([...(b?.before ?? []), ...(b?.after ?? [])]);
  if (left.length === 0 && right.size === 0) return 1;
  if (left.length === 0 || right.size === 0) return 0;
  return left.filter((line) => right.has(line)).length / Math.max(left.length, right.size);
}

function groupBy<T>(list: T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const of = key(item);
    const group = groups.get(of);
    if (group) group.push(item);
    else groups.set(of, [item]);
  }
  return groups;
}
