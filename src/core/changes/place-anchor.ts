/**
 * Places an anchor in a later version of its file. A wrong line is worse than none: where copies of the quoted code cannot be told apart by
 * what stands around them, by their symbol or by their order, the placement abstains and says why.
 */
import type { Anchor } from './anchor.js';
import type { LineRange } from './change-set.js';
import { shapeOf } from './line-shape.js';
import { readSketch } from './line-sketch.js';
import { type Traced, traceLines } from './line-trace.js';
import { agreement, contextLines, contextOf, quoteLines, quotePlaces } from './quote-places.js';

export type Placement = { state: 'exact'; startLine: number; endLine: number } | { state: 'abstained'; why: string; matches: number };

export type PlaceOptions = {
  /** The symbol (dotted) that encloses a line of this version; undefined at top level. */
  symbolAt?: (line: number) => string | undefined;
  /** Where the quote's first line should stand, from a diff or from memory. It never outweighs the text. */
  hint?: number;
};

/** `lines` are the redacted lines of the anchor's side, without endings. */
export function placeAnchor(anchor: Anchor, lines: string[], options: PlaceOptions = {}): Placement {
  const sketched = anchor.state === 'exact' && anchor.sketch !== undefined ? readSketch(anchor.sketch) : undefined;
  const now = shapeOf(lines);
  const traced = sketched && traceLines(sketched.shape, now)(sketched.start, sketched.length);
  return settle(anchor, lines, traced, options);
}

/** Decides with what a trace of the lines says; without one, by the text alone. */
export function settle(anchor: Anchor, lines: string[], traced: Traced | undefined, options: PlaceOptions): Placement {
  const quote = anchor.quote;
  if (quote === undefined) return { state: 'abstained', why: anchor.state === 'file' ? anchor.why : 'no code is quoted', matches: 0 };
  const places = quotePlaces(quote, lines);
  if (places.length === 0) return { state: 'abstained', why: 'the quoted code is gone', matches: 0 };
  const { numbers } = shapeOf(lines);
  const last = quoteLines(quote).length - 1;
  const hint = options.hint ?? (anchor.state === 'exact' ? anchor.startLine : undefined);
  const candidates = places.map((at): Candidate => {
    const place = { startLine: numbers[at]!, endLine: numbers[at + last]! };
    const sameSymbol = options.symbolAt &&
      anchor.symbol !== undefined && { sameSymbol: options.symbolAt(place.startLine) === anchor.symbol };
    return { at, place, hinted: place.startLine === hint, ...sameSymbol };
  });
  const chosen = traced
    ? chooseTraced(candidates, traced, options.hint)
    : chooseByText(anchor, lines, candidates, options.hint !== undefined);
  if (chosen) return { state: 'exact', ...chosen.place };
  const why = places.length === 1 ? 'the quoted code stands in other surroundings' : `the quoted code stands in ${places.length} places`;
  return { state: 'abstained', why, matches: places.length };
}

type Candidate = { at: number; place: LineRange; hinted: boolean; sameSymbol?: boolean };

function chooseTraced(candidates: Candidate[], traced: Traced, hint: number | undefined): Candidate | undefined {
  if (traced.state === 'found') {
    const found = candidates.find((c) => c.at === traced.at);
    return found && !contradictedBySymbol(found, candidates) ? found : undefined;
  }
  if (traced.state !== 'unsure' || !traced.among) return undefined;
  const { likely, lead, places, copies } = traced.among;
  const named = candidates.filter((c) => c.sameSymbol);
  // it had no equal between its landmarks: what was added beside it is under another name
  if (copies === 1 && named.length === 1 && likely.includes(named[0]!.at)) return named[0];
  // as many as before, one of them the likeliest, and whoever asks expects it there
  const hinted = candidates.find((c) => c.place.startLine === hint);
  const confirmed = places === copies && likely.length === 1 && lead >= 1.2 && hinted?.at === likely[0];
  return confirmed && hinted?.sameSymbol !== false ? hinted : undefined;
}

/** Without a trace the surroundings must agree clearly; the hint decides only among places that look all the same. */
function chooseByText(anchor: Anchor, lines: string[], candidates: Candidate[], hinted: boolean): Candidate | undefined {
  const context = anchor.context ?? { before: [], after: [] };
  const total = context.before.length + context.after.length;
  const ranked = candidates
    .map((c) => ({
      ...c,
      agrees: agreement(context, lines, c.place),
      unchanged: agreement(context, lines, c.place, contextLines) === total,
    }))
    .toSorted((a, b) => b.agrees - a.agrees);
  const [first, second] = ranked;
  if (!first || !second) {
    if (!first) return undefined;
    const known = first.agrees > 0 || first.hinted || first.sameSymbol === true || total === 0;
    return known || (isDistinctive(anchor.quote ?? '') && first.sameSymbol !== false) ? first : undefined;
  }
  const clear = first.unchanged && (first.agrees - second.agrees >= 2 || (first.agrees > second.agrees && first.hinted));
  if (clear && !contradictedBySymbol(first, candidates)) return first;
  if (!clear || first.sameSymbol === undefined) {
    const named = ranked.filter((c) => c.sameSymbol);
    if (named.length === 1 && named[0]!.agrees === first.agrees && first.agrees > 0) return named[0];
  }
  const surroundings = new Set(candidates.map((c) => JSON.stringify(contextOf(lines, c.place))));
  return hinted && surroundings.size === 1 ? candidates.find((c) => c.hinted) : undefined;
}

/** Another place is in the anchor's own symbol, and this one is not. */
function contradictedBySymbol(candidate: Candidate, candidates: Candidate[]): boolean {
  return candidate.sameSymbol === false && candidates.some((c) => c.sameSymbol);
}

/** Enough letters and digits that the same lines elsewhere are hardly chance (`}` and `return null;` are not). */
function isDistinctive(quote: string): boolean {
  return (quote.match(/[\p{L}\p{N}]/gu) ?? []).length >= 16;
}
