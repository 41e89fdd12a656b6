/** Which remarks a baseline knows already: by analyzer, rule, file, and what they quote; never by line number. */
import { normalizeQuote } from '../../changes/quote.js';
import type { OutsideRemark } from './outside-remark.js';

/** `quote`: the lines that the remark is about, where they can be read. */
export type QuotedRemark = { remark: OutsideRemark; quote: string | undefined };

/** `quote` and `snippet` normalised. */
type Row = { remark: OutsideRemark; quote: string | undefined; snippet: string | undefined };

/** In this order a baseline's remark is looked for; each accounts for one. Fingerprints that both have decide alone. */
const passes: ((a: Row, b: Row) => boolean)[] = [
  (a, b) => sameFingerprints(a.remark, b.remark) === true,
  (a, b) => sameCode(a, b) && a.remark.title === b.remark.title && sameFingerprints(a.remark, b.remark) === undefined,
  (a, b) => sameCode(a, b) && sameFingerprints(a.remark, b.remark) === undefined,
  (a, b) => !comparable(a, b) && a.remark.body === b.remark.body && sameFingerprints(a.remark, b.remark) === undefined,
];

/** So many of one rule in one file are compared with each other; the rest counts as new. */
const mostCompared = 500;

/** The remarks that the baseline does not know. `renames`: old path → new path. */
export function notInBaseline<Q extends QuotedRemark>(now: Q[], baseline: QuotedRemark[], renames: ReadonlyMap<string, string>): Q[] {
  const known = grouped(baseline, ({ remark }) => keyOf(remark, renames.get(remark.path) ?? remark.path));
  const isKnown = new Set<Q>();
  for (const [key, group] of grouped(now, ({ remark }) => keyOf(remark, remark.path))) {
    const open = new Set((known.get(key) ?? []).slice(0, mostCompared).map(rowOf));
    const rows = group.slice(0, mostCompared).map((quoted) => ({ quoted, row: rowOf(quoted) }));
    for (const same of passes) {
      for (const { quoted, row } of rows) {
        if (isKnown.has(quoted)) continue;
        for (const candidate of open) {
          if (!same(row, candidate)) continue;
          open.delete(candidate);
          isKnown.add(quoted);
          break;
        }
      }
    }
  }
  return now.filter((quoted) => !isKnown.has(quoted));
}

function rowOf({ remark, quote }: QuotedRemark): Row {
  const normalized = (text: string | undefined): string | undefined => (text === undefined ? undefined : normalizeQuote(text));
  return { remark, quote: normalized(quote), snippet: normalized(remark.snippet) };
}

function grouped<T>(items: T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

function keyOf({ tool, rule, title }: OutsideRemark, path: string): string {
  return `${tool}\0${rule ?? title}\0${path}`;
}

/** Undefined when both have none in common. A fingerprint of the column alone tells nothing. */
function sameFingerprints(a: OutsideRemark, b: OutsideRemark): boolean | undefined {
  const [left, right] = [a.fingerprints ?? {}, b.fingerprints ?? {}];
  const shared = Object.keys(left).filter((name) => !/column/i.test(name) && Object.hasOwn(right, name));
  return shared.length === 0 ? undefined : shared.every((name) => left[name] === right[name]);
}

function comparable(a: Row, b: Row): boolean {
  return (a.quote ?? a.snippet) !== undefined && (b.quote ?? b.snippet) !== undefined;
}

function sameCode(a: Row, b: Row): boolean {
  if (a.snippet !== undefined && b.snippet !== undefined) return a.snippet === b.snippet;
  if (a.quote !== undefined && b.quote !== undefined) return a.quote === b.quote;
  const whole = a.quote ?? b.quote;
  const part = a.snippet ?? b.snippet ?? '';
  return whole !== undefined && part !== '' && whole.includes(part);
}
