/**
 * Places an anchor in a later version of its file. A wrong line is worse than none: where copies of the quoted code cannot be told apart by
 * their surroundings, their order or their symbol, the placement abstains and says why.
 */
import type { Anchor, QuoteCopies } from './anchor.js';
import type { LineRange } from './change-set.js';
import { agreement, contextLines, contextOf, quotePlaces, uniqueLine } from './quote-places.js';

export type Placement = { state: 'exact'; startLine: number; endLine: number } | { state: 'abstained'; why: string; matches: number };

export type PlaceOptions = {
  /** The symbol (dotted) that encloses a line of this version; undefined at top level. */
  symbolAt?: (line: number) => string | undefined;
  /** Where the quote's first line should stand, from a diff or from memory. It never outweighs the text. */
  hint?: number;
};

/** `lines` are the redacted lines of the anchor's side, without endings. */
export function placeAnchor(anchor: Anchor, lines: string[], options: PlaceOptions = {}): Placement {
  const quote = anchor.quote;
  if (quote === undefined) return { state: 'abstained', why: anchor.state === 'file' ? anchor.why : 'no code is quoted', matches: 0 };
  const places = quotePlaces(quote, lines);
  if (places.length === 0) return { state: 'abstained', why: 'the quoted code is gone', matches: 0 };
  const context = anchor.context ?? { before: [], after: [] };
  const hint = options.hint ?? (anchor.state === 'exact' ? anchor.startLine : undefined);
  const total = context.before.length + context.after.length;
  const evidence: Evidence = {
    quote,
    total,
    candidates: places.map((place) => ({
      place,
      agrees: agreement(context, lines, place),
      unchanged: agreement(context, lines, place, contextLines) === total,
      hinted: place.startLine === hint,
      ...(options.symbolAt && anchor.symbol !== undefined && { sameSymbol: options.symbolAt(place.startLine) === anchor.symbol }),
    })),
    sameSurroundings: new Set(places.map((place) => JSON.stringify(contextOf(lines, place)))).size === 1,
  };
  const copies = anchor.state === 'exact' ? anchor.copies : undefined;
  const chosen = copies ? chooseKnowingCopies(evidence, copies, lines) : chooseByText(evidence, options.hint !== undefined);
  if (chosen) return { state: 'exact', ...chosen.place };
  const why = places.length === 1 ? 'the quoted code stands in other surroundings' : `the quoted code stands in ${places.length} places`;
  return { state: 'abstained', why, matches: places.length };
}

type Candidate = { place: LineRange; agrees: number; unchanged: boolean; hinted: boolean; sameSymbol?: boolean };
type Evidence = { quote: string; total: number; candidates: Candidate[]; sameSurroundings: boolean };

/** The anchor knows how many copies there were, how alike the likest was, and which unique lines stood around the flagged place. */
function chooseKnowingCopies({ candidates, total }: Evidence, copies: QuoteCopies, lines: string[]): Candidate | undefined {
  const before = copies.before + copies.after + 1;
  if (candidates.length === 1 && before === 1) return candidates[0];
  const most = Math.max(...candidates.map((c) => c.agrees));
  // agreement that no copy had can only be the flagged place, or a copy of it with its surroundings
  const better = candidates.filter((c) => c.agrees > copies.likeness);
  const winner = better.length === 1 && !contradictedBySymbol(better[0]!, candidates) ? better[0]! : undefined;
  const pointed = byLandmarks(candidates, copies, lines);
  const ranked = sameRank(candidates, copies, pointed);
  if (ranked) {
    const supported = ranked.agrees === most && (most > 0 || total === 0) && !contradictedBySymbol(ranked, candidates);
    if (supported) return ranked;
  }
  // code that was moved past its copies brings its surroundings along, unless a landmark says that a copy has come into them
  if (candidates.length <= before) return winner?.unchanged && pointed.every((c) => c === undefined || c === winner) ? winner : undefined;
  if (winner?.hinted) return winner;
  // a new copy may have been pasted with its surroundings: it must not be a close race
  const second = winner ? Math.max(...candidates.filter((c) => c !== winner).map((c) => c.agrees)) : 0;
  return winner && winner.agrees - second >= 2 ? winner : bySymbol(candidates, most);
}

type Pointed = [fromAbove: Candidate | undefined, fromBelow: Candidate | undefined];

/** The candidates that come as the flagged place came, counted from its landmarks (from an end of the file where there was none). */
function byLandmarks(candidates: Candidate[], { above, below, before, after }: QuoteCopies, lines: string[]): Pointed {
  const top = above ? uniqueLine(above.line, lines) : 0;
  const bottom = below ? uniqueLine(below.line, lines) : lines.length + 1;
  return [
    top === undefined ? undefined : candidates.filter((c) => c.place.startLine > top)[above?.copies ?? before],
    bottom === undefined ? undefined : candidates.filter((c) => c.place.endLine < bottom).at(-1 - (below?.copies ?? after)),
  ];
}

/** The candidate in the flagged place's order among its copies: both landmarks point to it, or one that is left and the order in the file. */
function sameRank(candidates: Candidate[], copies: QuoteCopies, [fromAbove, fromBelow]: Pointed): Candidate | undefined {
  if (fromAbove && fromBelow) return fromAbove === fromBelow ? fromAbove : undefined;
  const inFile = candidates.length === copies.before + copies.after + 1 ? candidates[copies.before] : undefined;
  return inFile === (fromAbove ?? fromBelow ?? inFile) ? inFile : undefined;
}

/** Without that knowledge the surroundings must agree clearly; the hint decides only among places that look all the same. */
function chooseByText({ quote, total, candidates, sameSurroundings }: Evidence, hinted: boolean): Candidate | undefined {
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
  return hinted && sameSurroundings ? candidates.find((c) => c.hinted) : undefined;
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
