/**
 * Aligns two short runs of lines in every way at once, and says how sure the best way is: a global alignment with affine hunks, forwards and
 * backwards (Gotoh 1982), where each pair of lines knows the score of the best alignment that goes through it. A placement is only as sure as
 * its lead over the best alignment that contradicts it.
 */

export type Run = { keys: number[]; weights: number[] };

/** Whether an end of the runs is known to correspond; a loose end may stop anywhere. */
export type Ends = { start: 'held' | 'loose'; end: 'held' | 'loose' };

export interface GapAlignment {
  /** The best alignment's score. */
  best: number;
  /** The score of the best alignment that puts old `[start, start + length)` at new `at`, and of the best one that contradicts it. */
  through(start: number, length: number, at: number): { score: number; against: number };
}

/** What one hunk costs, in weights of lines: a change in one place is likelier than two changes. */
const hunkCost = 1;

/** Indexes are 0-based within the runs. Time and memory are the product of their lengths. */
export function alignGap(old: { keys: number[] }, now: Run, ends: Ends): GapAlignment {
  const n = old.keys.length;
  const m = now.keys.length;
  const width = m + 1;
  const table = (): Float64Array => new Float64Array((n + 1) * width).fill(-Infinity);
  const none = -Infinity;
  // forwards: the best way to (i, j) that ends with a pair (or at the start), and one that ends inside a hunk
  const paired = table();
  const hunk = table();
  // backwards: the best way on from (i, j) after a pair, and from inside a hunk
  const afterPair = table();
  const afterHunk = table();
  const equal = (i: number, j: number): boolean => old.keys[i - 1] === now.keys[j - 1];

  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      const at = i * width + j;
      let pair = (i === 0 && j === 0) || ends.start === 'loose' ? 0 : none;
      if (i > 0 && j > 0 && equal(i, j)) {
        const from = at - width - 1;
        pair = Math.max(pair, Math.max(paired[from]!, hunk[from]!) + now.weights[j - 1]!);
      }
      let open = none;
      if (i > 0) open = Math.max(open, hunk[at - width]!, paired[at - width]! - hunkCost);
      if (j > 0) open = Math.max(open, hunk[at - 1]!, paired[at - 1]! - hunkCost);
      paired[at] = pair;
      hunk[at] = open;
    }
  }
  for (let i = n; i >= 0; i--) {
    for (let j = m; j >= 0; j--) {
      const at = i * width + j;
      const stop = (i === n && j === m) || ends.end === 'loose' ? 0 : none;
      let on = stop;
      if (i < n && j < m && equal(i + 1, j + 1)) on = Math.max(on, afterPair[at + width + 1]! + now.weights[j]!);
      let open = on;
      if (i < n) open = Math.max(open, afterHunk[at + width]!);
      if (j < m) open = Math.max(open, afterHunk[at + 1]!);
      afterHunk[at] = open;
      afterPair[at] = Math.max(on, open - hunkCost);
    }
  }
  // the pair itself, without the zero of a loose start
  const ending = (i: number, j: number): number => {
    if (i < 1 || j < 1 || i > n || j > m || !equal(i, j)) return none;
    const from = (i - 1) * width + j - 1;
    return Math.max(paired[from]!, hunk[from]!) + now.weights[j - 1]!;
  };
  const aboveRight = table();
  const belowLeft = table();
  let best = ends.start === 'loose' || ends.end === 'loose' ? 0 : Math.max(afterPair[0]!, none);
  for (let i = 1; i <= n; i++) {
    for (let j = m; j >= 1; j--) {
      const at = i * width + j;
      const here = ending(i, j) + afterPair[at]!;
      best = Math.max(best, here);
      aboveRight[at] = Math.max(here, aboveRight[at - width]!, j < m ? aboveRight[at + 1]! : none);
    }
  }
  for (let i = n; i >= 1; i--) {
    for (let j = 1; j <= m; j++) {
      const at = i * width + j;
      const here = ending(i, j) + afterPair[at]!;
      belowLeft[at] = Math.max(here, i < n ? belowLeft[at + width]! : none, belowLeft[at - 1]!);
    }
  }
  const read = (from: Float64Array, i: number, j: number): number => (i < 1 || j < 1 || i > n || j > m ? none : from[i * width + j]!);

  return {
    best,
    through(start, length, at) {
      let score = ending(start + 1, at + 1);
      let against = none;
      for (let k = 0; k < length; k++) {
        const i = start + 1 + k;
        const j = at + 1 + k;
        if (k > 0) score = i <= n && j <= m && equal(i, j) ? score + now.weights[j - 1]! : none;
        against = Math.max(
          against,
          read(aboveRight, i, j + 1),
          read(aboveRight, i - 1, j),
          read(belowLeft, i, j - 1),
          read(belowLeft, i + 1, j),
        );
      }
      const last = (start + length) * width + at + length;
      return { score: start + length <= n && at + length <= m ? score + afterPair[last]! : none, against };
    },
  };
}
