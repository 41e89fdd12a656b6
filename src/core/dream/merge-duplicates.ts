/** Merges lessons that say the same: the stronger one takes in the evidence of those that repeat it, which are superseded by it. */
import { evidenceKey, type Lesson, ranksAtLeast, unionOfEvidence } from '../memory/lesson.js';
import { inOrder } from '../memory/matches-lesson.js';
import type { Operation } from '../memory/operation.js';
import { coversWhole, type LessonPair, sameDirection } from '../memory/overlap.js';
import { askedForBy } from './asked-for.js';
import type { Draft } from './draft.js';
import { code } from './lesson-draft.js';
import { mostSettled, type SettleInput } from './settle-input.js';
import { wrongNow } from './wrong-now.js';

/** A lesson takes in no more at once: a person can still read what became of them. */
const mostTakenIn = 8;

type Merge = { winner: Lesson; losers: Lesson[]; paths: string[] };

/**
 * Of two lessons with the same scope the one on higher authority stays, of equals the one with the newer evidence; of nested ones the wider,
 * unless the narrower was asked for, or stands on higher authority: it goes on holding when the wider one falls. No effect becomes any
 * wider, so there is nothing to test.
 */
export function mergeDuplicates(input: SettleInput, pairs: readonly LessonPair[]): Draft[] {
  const byId = new Map(input.lessons.map((l) => [l.id, l]));
  const isAsked = askedForBy(input);
  const merges = new Map<string, Merge>();
  const gone = new Map<string, string>();
  const isWrongNow = wrongNow(input.observations);
  /** The lesson, or the one that has taken it in. */
  const standing = (id: string): Lesson | undefined => byId.get(gone.get(id) ?? id);
  for (const pair of pairs) {
    if (gone.size >= mostSettled) break;
    const [a, b] = [byId.get(pair.lesson), standing(pair.other)];
    const found = a && b && a !== b && whoStays(a, b, isAsked);
    if (!found) continue;
    const { winner, loser, paths } = found;
    // text found in the repo takes in nothing; and what is proved inside of a lesson that people contradict holds when that one falls
    if (winner.provenance === 'text' || (loser.effect && isWrongNow(winner))) continue;
    // what somebody took out of a merge stays out of it
    if (gone.has(winner.id) || gone.has(loser.id) || merges.has(loser.id) || input.parted.has(loser.id)) continue;
    const merge = merges.get(winner.id) ?? { winner, losers: [], paths: winner.scope.paths };
    if (merge.losers.length >= mostTakenIn) continue;
    merge.losers.push(loser);
    merge.paths = paths === winner.scope.paths ? merge.paths : [...new Set([...merge.paths, ...paths])];
    merges.set(winner.id, merge);
    gone.set(loser.id, winner.id);
  }
  return [...merges.values()].flatMap((merge) => draftsOf(input, merge));
}

function whoStays(a: Lesson, b: Lesson, isAsked: (l: Lesson) => boolean): { winner: Lesson; loser: Lesson; paths: string[] } | undefined {
  // what is counted is told apart by what is counted, however alike the words are
  if (isCounted(a) && isCounted(b)) return undefined;
  const [ab, ba] = [repeats(a, b), repeats(b, a)];
  const [first, second] = strongerFirst(a, b);
  if (ab && ba) return { winner: first, loser: second, paths: first.scope.paths };
  if (ab || ba) {
    const [winner, loser] = ab ? [a, b] : [b, a];
    const stands = loser.pinned || isAsked(loser) || !ranksAtLeast(winner.provenance, loser.provenance);
    return stands ? undefined : { winner, loser, paths: winner.scope.paths };
  }
  if (a.pinned || b.pinned || !differInPathsOnly(a, b)) return undefined;
  return { winner: first, loser: second, paths: [...first.scope.paths, ...second.scope.paths] };
}

/** True when nothing of `inner` is lost as long as `outer` stands. */
function repeats(outer: Lesson, inner: Lesson): boolean {
  return coversWhole(outer, inner) && (inner.effect === undefined || sameDirection(outer, inner));
}

function strongerFirst(a: Lesson, b: Lesson): [Lesson, Lesson] {
  if (a.pinned !== b.pinned) return a.pinned ? [a, b] : [b, a];
  if (a.provenance !== b.provenance) return ranksAtLeast(a.provenance, b.provenance) ? [a, b] : [b, a];
  if (a.lastConfirmed !== b.lastConfirmed) return a.lastConfirmed > b.lastConfirmed ? [a, b] : [b, a];
  return inOrder([a, b]) as [Lesson, Lesson];
}

function differInPathsOnly(a: Lesson, b: Lesson): boolean {
  const rest = ({ scope: { rules, languages, symbols, when, unless }, effect, audience, status }: Lesson): string =>
    JSON.stringify([rules, languages, symbols, when, unless, effect?.do, effect?.shape, audience, status]);
  return rest(a) === rest(b) && a.scope.paths.length > 0 && b.scope.paths.length > 0;
}

function isCounted({ kind }: Lesson): boolean {
  return kind === 'hotspot' || kind === 'workflow';
}

function draftsOf({ ids, at }: SettleInput, { winner, losers, paths }: Merge): Draft[] {
  const cited = losers.flatMap((l) => l.evidence.slice(0, 2)).slice(0, 12);
  const common = { v: 1, by: winner.provenance, at } as const;
  // nobody but a person changes a pinned lesson, or takes a pinned one away
  const unmerged = winner.pinned ? losers : losers.filter((l) => l.pinned);
  const merged = losers.filter((l) => !unmerged.includes(l));
  const drafts = unmerged.map((l): Draft => {
    const operation: Operation = {
      ...common,
      id: ids.next('op'),
      lesson: l.id,
      reason: `says what ${code(winner.id)} says`,
      evidence: l.evidence.slice(0, 5),
      op: 'retire',
      supersededBy: winner.id,
    };
    const outranked = !ranksAtLeast(winner.provenance, l.provenance);
    const conflict = l.pinned
      ? 'a person pinned it'
      : outranked
        ? 'it stands on higher authority than the pinned one that says the same'
        : undefined;
    return { operation, ...(conflict !== undefined && { conflict }) };
  });
  if (merged.length === 0) return drafts;
  const value: Lesson = {
    ...winner,
    scope: { ...winner.scope, paths },
    evidence: unionOfEvidence(winner.evidence, ...merged.map((l) => l.evidence)),
    lastConfirmed: [winner, ...merged].map((l) => l.lastConfirmed).reduce((x, y) => (x > y ? x : y)),
  };
  const operation: Operation = {
    ...common,
    id: ids.next('op'),
    lesson: winner.id,
    reason: merged.length === 1 ? `${code(merged[0]!.id)} says the same` : `${merged.length} other lessons say the same`,
    evidence: [...new Map(cited.map((e) => [evidenceKey(e), e])).values()],
    op: 'merge',
    value,
    from: merged.map((l) => l.id),
  };
  return [...drafts, { operation }];
}
