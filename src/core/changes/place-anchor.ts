/**
 * Places an anchor in a later version of its file. A wrong line is worse than none: where copies of the quoted code cannot be told apart by
 * their surroundings, their order or their symbol, the placement abstains and says why.
 */
import type { Anchor, QuoteCopies } from './anchor.js';
import type { LineRange } from './change-set.js';
import { agreement, contextOf, quotePlaces } from './quote-places.js';

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
  const evidence: Evidence = {
    quote,
    total: context.before.length + context.after.length,
    candidates: places.map((place) => ({
      place,
      agrees: agreement(context, lines, place),
      hinted: place.startLine === hint,
      ...(options.symbolAt && anchor.symbol !== undefined && { sameSymbol: options.symbolAt(place.startLine) === anchor.symbol }),
    })),
    sameSurroundings: new Set(places.map((place) => JSON.stringify(contextOf(lines, place)))).size === 1,
  };
  const copies = anchor.state === 'exact' ? anchor.copies : undefined;
  const chosen = copies ? chooseKnowingCopies(evidence, copies) : chooseByText(evidence, options.hint !== undefined);
  if (chosen) return { state: 'exact', ...chosen.place };
  const why = places.length === 1 ? 'the quoted code stands in other surroundings' : `the quoted code stands in ${places.length} places`;
  return { state: 'abstained', why, matches: places.length };
}

type Candidate = { place: LineRange; agrees: number; hinted: boolean; sameSymbol?: boolean };
type Evidence = { quote: string; total: number; candidates: Candidate[]; sameSurroundings: boolean };

/** The anchor knows how many copies there were and how alike the likest was: better agreement than that can only be the flagged place. */
function chooseKnowingCopies(evidence: Evidence, copies: QuoteCopies): Candidate | undefined {
  const { candidates, total } = evidence;
  const before = copies.before + copies.after + 1;
  const sole = candidates.length === 1 ? candidates[0] : undefined;
  if (sole && before === 1) return sole;
  const most = Math.max(...candidates.map((c) => c.agrees));
  const better = candidates.filter((c) => c.agrees > copies.likeness);

  if (candidates.length === before) {
    const sameRank = candidates[copies.before]!;
    const supported = sameRank.agrees === most && (most > 0 || total === 0);
    if (supported && !contradictedBySymbol(sameRank, candidates)) return sameRank;
    // code that was moved past its copies brings its surroundings along
    return better.length === 1 && better[0]!.agrees === total && !contradictedBySymbol(better[0]!, candidates) ? better[0] : undefined;
  }

  const winner = better.length === 1 ? better[0]! : undefined;
  if (winner && !contradictedBySymbol(winner, candidates)) {
    if (candidates.length < before || winner.hinted) return winner;
    // a new copy may have been pasted with its surroundings: it must not be a close race
    const second = Math.max(...candidates.filter((c) => c !== winner).map((c) => c.agrees));
    if (winner.agrees - second >= 2) return winner;
  }
  // after a copy vanished the flagged one may be it: a symbol that copies share proves nothing then
  return candidates.length > before ? bySymbol(candidates, most) : undefined;
}

/** Without that knowledge the surroundings must agree clearly; the hint decides only among places that look all the same. */
function chooseByText({ quote, total, candidates, sameSurroundings }: Evidence, hinted: boolean): Candidate | undefined {
  const ranked = candidates.toSorted((a, b) => b.agrees - a.agrees);
  const [first, second] = ranked as [Candidate, Candidate | undefined];
  if (!second) {
    const known = first.agrees > 0 || first.hinted || first.sameSymbol === true || total === 0;
    return known || (isDistinctive(quote) && first.sameSymbol !== false) ? first : undefined;
  }
  const clear = first.agrees - second.agrees >= 2 || (first.agrees > second.agrees && first.agrees === total);
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
