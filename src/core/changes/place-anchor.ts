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
  const context = anchor.context ?? { before: [], after: [] };
  const hint = options.hint ?? (anchor.state === 'exact' ? anchor.startLine : undefined);
  const total = context.before.length + context.after.length;
  const candidates = places.map((at) => {
    const place = { startLine: numbers[at]!, endLine: numbers[at + last]! };
    return {
      at,
      place,
      agrees: agreement(context, lines, place),
      unchanged: agreement(context, lines, place, contextLines) === total,
      hinted: place.startLine === hint,
      surroundings: JSON.stringify(contextOf(lines, place)),
      ...(options.symbolAt && anchor.symbol !== undefined && { sameSymbol: options.symbolAt(place.startLine) === anchor.symbol }),
    };
  });
  const chosen = traced
    ? chooseTraced(candidates, traced, options.hint)
    : chooseByText(quote, total, candidates, options.hint !== undefined);
  if (chosen) return { state: 'exact', ...chosen.place };
  const why = places.length === 1 ? 'the quoted code stands in other surroundings' : `the quoted code stands in ${places.length} places`;
  return { state: 'abstained', why, matches: places.length };
}

type Candidate = {
  at: number;
  place: LineRange;
  agrees: number;
  unchanged: boolean;
  hinted: boolean;
  surroundings: string;
  sameSymbol?: boolean;
};

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
function chooseByText(quote: string, total: number, candidates: Candidate[], hinted: boolean): Candidate | undefined {
  const ranked = candidates.toSorted((a, b) => b.agrees - a.agrees);
  const [first, second] = ranked as [Candidate, Candidate | undefined];
  if (!second) {
    const known = first.agrees > 0 || first.hinted || first.sameSymbol === true || total === 0;
    return known || (isDistinctive(quote) && first.sameSymbol !== false) ? first : undefined;
  }
  const clear = (first.agrees - second.agrees >= 2 && first.unchanged) || (first.agrees > second.agrees && first.unchanged && first.hinted);
  if (clear && !contradictedBySymbol(first, candidates)) return first;
  if (!clear || first.sameSymbol === undefined) {
    const named = bySymbol(candidates, first.agrees);
    if (named) return named;
  }
  return hinted && candidates.every((c) => c.surroundings === first.surroundings) ? candidates.find((c) => c.hinted) : undefined;
}

function bySymbol(candidates: Candidate[], most: number): Candidate | undefined {
  const named = candidates.filter((c) => c.sameSymbol);
  return named.length === 1 && named[0]!.agrees === most && most > 0 ? named[0] : undefined;
}

/** Another place is in the anchor's own symbol, and this one is not. */
function contradictedBySymbol(candidate: Candidate, candidates: Candidate[]): boolean {
  return candidate.sameSymbol === false && candidates.some((c) => c.sameSymbol);
}

/** Enough letters and digits that the same lines elsewhere are hardly chance (`}` and `return null;` are not). */
function isDistinctive(quote: string): boolean {
  return (quote.match(/[\p{L}\p{N}]/gu) ?? []).length >= 16;
}
