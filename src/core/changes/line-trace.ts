/**
 * Traces lines from one version of a file to another, moves included. Lines that are unique in both versions are landmarks, whatever order
 * they come in (Heckel 1978); what stands between two landmarks that are still neighbours is aligned, and lines beside a landmark that moved
 * are looked for beside it. A line is found only when no other reading of the change comes close.
 */
import { blockEnd, blockStart, hasHeader, isHeader } from './block-edges.js';
import { alignGap, type Ends, type GapAlignment } from './gap-alignment.js';
import { commonLandmarks, copiesIn, type Landmark, landmarkFrom, placesOf, type Span } from './landmarks.js';
import type { FileShape, LineShape } from './line-shape.js';

/**
 * `at` is an index of the new shape. `gone`: the lines around are there and these are not. `unsure`: several readings come close. `unknown`: what
 * stood around is gone.
 */
export type Traced = { state: 'found'; at: number } | { state: 'gone' } | { state: 'unsure'; among?: Doubt } | { state: 'unknown' };

/**
 * Where the lines stand in the likeliest readings, how far the best of them leads, and how often the same lines stand between these landmarks
 * now and stood there before.
 */
export type Doubt = { likely: number[]; lead: number; places: number; copies: number };

/** Takes an old index and a number of lines. */
export type LineTrace = (start: number, length: number) => Traced;

/** How far the best reading must lead: one hunk and more than one line. */
const lead = 1.9;

/** A gap of more pairs is not aligned: nothing in it is unique, over hundreds of lines. */
const mostPairs = 400_000;

/** How many landmarks a side are tried. */
const reach = 3;

export function traceLines(old: LineShape, now: FileShape): LineTrace {
  const landmarks = commonLandmarks(old, now);
  const byNew = landmarks.toSorted((a, b) => a.now - b.now);
  const newRank = new Map(byNew.map((landmark, rank) => [landmark.old, rank]));
  const aligned = new Map<string, GapAlignment | undefined>();

  const align = (from: Span, to: Span, ends: Ends, went: Span[]): GapAlignment | undefined => {
    const key = JSON.stringify([from, to, ends, went]);
    if (!aligned.has(key)) {
      // what went away equals nothing here
      const keys = old.keys
        .slice(from.from, from.to)
        .map((k, at) => (went.some((w) => at + from.from >= w.from && at + from.from < w.to) ? -1 : k));
      const run = { keys: now.keys.slice(to.from, to.to), weights: now.weights.slice(to.from, to.to) };
      aligned.set(key, keys.length * run.keys.length > mostPairs ? undefined : alignGap({ keys }, run, ends));
    }
    return aligned.get(key);
  };

  /** Looks for the lines between two old ones, between two new ones. */
  const within = (start: number, length: number, from: Span, to: Span, ends: Ends, went: Span[] = []): Traced => {
    const candidates = placesOf(old, now, start, length).filter((at) => at >= to.from && at + length <= to.to);
    if (candidates.length === 0) return { state: 'gone' };
    const alignment = align(from, to, ends, went);
    if (!alignment) return { state: 'unsure' };
    const scored = candidates.map((at) => ({ at, ...alignment.through(start - from.from, length, at - to.from) }));
    const first = scored.reduce((a, b) => (b.score > a.score ? b : a));
    const sure = first.score >= alignment.best - 1e-9 && first.score - first.against >= lead;
    if (sure) return { state: 'found', at: first.at };
    const likely = scored.filter((c) => c.score >= alignment.best - 1e-9).map((c) => c.at);
    const leads = first.score - first.against;
    return { state: 'unsure', among: { likely, lead: leads, places: candidates.length, copies: copiesIn(old, start, length, from) } };
  };

  /** The next landmark in the new order, or the file's end. */
  const nextNew = (landmark: Landmark): number => byNew[newRank.get(landmark.old)! + 1]?.now ?? now.keys.length;
  const previousNew = (landmark: Landmark): number => byNew[newRank.get(landmark.old)! - 1]?.now ?? -1;

  /** True when nothing from elsewhere stands between the two in the new version. */
  const closed = (above: Landmark, below: Landmark): boolean => {
    if (above.now >= below.now) return false;
    const from = above.old < 0 ? 0 : newRank.get(above.old)! + 1;
    const to = below.old >= old.keys.length ? byNew.length : newRank.get(below.old)!;
    return byNew.slice(from, to).every((l) => l.old > above.old && l.old < below.old);
  };

  const between = (a: Landmark, b: Landmark, start: number, length: number, went: Span[] = []): Traced =>
    within(start, length, { from: a.old + 1, to: b.old }, { from: a.now + 1, to: b.now }, { start: 'held', end: 'held' }, went);

  /** As if nothing had moved: between the nearest landmarks that are neighbours still, but for blocks that went with their header. */
  const inPlace = (above: Landmark[], below: Landmark[], start: number, length: number): Traced => {
    for (let steps = 0; steps <= 2 * reach; steps++) {
      for (let up = 0; up <= steps; up++) {
        const [a, b] = [above[up], below[steps - up]];
        if (!a || !b || !closed(a, b)) continue;
        const skipped = [...above.slice(0, up), ...below.slice(0, steps - up)];
        const left = skipped.filter((l) => (l.now < a.now || l.now > b.now) && isHeader(old, l.old));
        const went = left.map((l) => ({ from: l.old, to: blockEnd(old, l.old, b.old) }));
        if (went.some(({ from, to }) => from < start + length && to > start)) return { state: 'unknown' };
        return between(a, b, start, length, went);
      }
    }
    return { state: 'unknown' };
  };

  /** With the landmark above or below, wherever that went. */
  const beside = (a: Landmark | undefined, b: Landmark | undefined, start: number, length: number): Traced => {
    const readings: Traced[] = [];
    if (a && a.old >= 0) {
      const until = blockEnd(old, a.old, b?.old ?? old.core.to);
      const untilNew = blockEnd(now, a.now, nextNew(a));
      if (start + length <= until)
        readings.push(
          within(start, length, { from: a.old + 1, to: until }, { from: a.now + 1, to: untilNew }, { start: 'held', end: 'loose' }),
        );
    }
    if (b && b.old < old.keys.length) {
      const from = blockStart(old, b.old, a?.old ?? old.core.from - 1);
      const fromNew = blockStart(now, b.now, previousNew(b));
      if (start >= from)
        readings.push(within(start, length, { from, to: b.old }, { from: fromNew, to: b.now }, { start: 'loose', end: 'held' }));
    }
    return agreed(readings);
  };

  /** True when the lines left the block of the landmark that they stood with. */
  const leftBlock = (start: number, length: number, at: number): boolean => {
    const end = start + length;
    const { from, to } = old.core;
    const split = landmarkFrom(landmarks, start);
    const after = landmarkFrom(landmarks, end);
    const stands = (l: Landmark): boolean => old.indents[l.old]! > 0 || isHeader(old, l.old);
    const above = landmarks.slice(Math.max(0, split - reach), split).reverse();
    const left = above.some(
      (l) =>
        l.old >= from &&
        stands(l) &&
        blockEnd(old, l.old, to) >= end &&
        (at <= l.now || blockEnd(now, l.now, now.keys.length, isHeader(old, l.old)) < at + length),
    );
    if (left) return true;
    const foot = landmarks
      .slice(after, after + reach)
      .find((l) => l.old < to && old.indents[l.old]! > 0 && blockStart(old, l.old, from - 1) <= start);
    return foot !== undefined && (at > foot.now || blockStart(now, foot.now, -1) > at);
  };

  const trace = (start: number, length: number): Traced => {
    const end = start + length;
    const split = landmarkFrom(landmarks, start);
    const after = landmarkFrom(landmarks, end);
    const { from, to, cutAbove, cutBelow } = old.core;
    const above = landmarks
      .slice(Math.max(0, split - reach), split)
      .filter((l) => l.old >= from)
      .reverse();
    if (above.length < reach && !cutAbove) above.push({ old: -1, now: -1 });
    const below = landmarks.slice(after, after + reach).filter((l) => l.old < to);
    if (below.length < reach && !cutBelow) below.push({ old: old.keys.length, now: now.keys.length });
    const [a, b] = [above[0], below[0]];
    const inside = split < after ? landmarks[split]! : undefined;
    if (inside) {
      const at = inside.now - (inside.old - start);
      // one line that went elsewhere alone may as well be a copy of one that is gone; a header brings its name along
      const inOrder = (!a || a.now < at) && (!b || b.now >= at + length);
      const together = [a, b].some((l) => l !== undefined && Math.abs(l.now - inside.now) === Math.abs(l.old - inside.old));
      const known = inOrder || together || isHeader(old, inside.old);
      return known && placesOf(old, now, start, length).includes(at) ? { state: 'found', at } : { state: 'unsure' };
    }
    if (a && b && closed(a, b)) {
      const inGap = between(a, b, start, length);
      if (inGap.state === 'gone') return inGap;
      // lines stay with what they stand under: that tells a copy from its original, and a line from its equal in the next block
      const inBlock = beside(a, b, start, length);
      if (inGap.state !== 'found') return inBlock.state === 'found' ? inBlock : inGap;
      const agrees = inBlock.state === 'found' ? inBlock.at === inGap.at : inBlock.state !== 'unsure';
      return agrees ? inGap : { state: 'unsure' };
    }
    const moved = beside(a, b, start, length);
    const stayed = inPlace(above, below, start, length);
    if (moved.state === 'found') return stayed.state === 'found' && stayed.at !== moved.at ? { state: 'unsure' } : moved;
    return moved.state === 'unknown' ? stayed : moved;
  };

  /** A body that lost its header, or came under one, is as likely another body. */
  const changedHeader = (start: number, at: number): boolean => {
    const header = hasHeader(old, start);
    return header !== undefined && header !== hasHeader(now, at);
  };

  return (start, length) => {
    const traced = trace(start, length);
    const several = placesOf(old, now, start, length).length > 1;
    const cannotBe = (at: number): boolean => leftBlock(start, length, at) || (several && changedHeader(start, at));
    if (traced.state === 'found') return cannotBe(traced.at) ? { state: 'gone' } : traced;
    if (traced.state === 'unsure' && traced.among?.likely.some(cannotBe)) return { state: 'unsure' };
    return traced;
  };
}

function agreed(readings: Traced[]): Traced {
  if (readings.some((t) => t.state === 'unsure')) return { state: 'unsure' };
  const found = readings.filter((t) => t.state === 'found');
  if (found.length > 0 && found.length < readings.length) return { state: 'unsure' };
  if (found.length > 0) return found.every((t) => t.at === found[0]!.at) ? found[0]! : { state: 'unsure' };
  return { state: readings.length > 0 ? 'gone' : 'unknown' };
}
