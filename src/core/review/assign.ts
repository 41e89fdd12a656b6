/** The best one-to-one assignment of what could belong together. */

export type Pairing = { left: number; right: number; score: number };

/** Larger groups of what hangs together are assigned best score first: the exact search is cubic. */
const mostExact = 60;

/**
 * Chooses pairs so that nothing is used twice and the sum of the scores is largest (Kuhn 1955, in the shortest-path form), for each connected
 * group of pairs; scores are positive. Of equals, the pairs that come first in the list win.
 */
export function assign(pairs: Pairing[]): Pairing[] {
  return connected(pairs).flatMap((group) => {
    const lefts = [...new Set(group.map((p) => p.left))];
    const rights = [...new Set(group.map((p) => p.right))];
    return Math.max(lefts.length, rights.length) > mostExact ? greedy(group) : exact(group, lefts, rights);
  });
}

function greedy(pairs: Pairing[]): Pairing[] {
  const left = new Set<number>();
  const right = new Set<number>();
  return pairs
    .toSorted((a, b) => b.score - a.score)
    .filter((p) => !left.has(p.left) && !right.has(p.right) && left.add(p.left) && right.add(p.right));
}

function exact(pairs: Pairing[], lefts: number[], rights: number[]): Pairing[] {
  if (pairs.length === 1) return pairs;
  const size = Math.max(lefts.length, rights.length);
  const row = new Map(lefts.map((left, index) => [left, index + 1]));
  const column = new Map(rights.map((right, index) => [right, index + 1]));
  const cost = Array.from({ length: size + 1 }, () => new Float64Array(size + 1));
  const chosen = new Map<number, Pairing>();
  for (const pair of pairs) {
    const [i, j] = [row.get(pair.left)!, column.get(pair.right)!];
    if (-pair.score >= cost[i]![j]!) continue;
    cost[i]![j] = -pair.score;
    chosen.set(i * (size + 1) + j, pair);
  }
  const rowPrice = new Float64Array(size + 1);
  const columnPrice = new Float64Array(size + 1);
  const rowOf = new Int32Array(size + 1);
  const before = new Int32Array(size + 1);
  for (let i = 1; i <= size; i++) {
    rowOf[0] = i;
    let j = 0;
    const least = new Float64Array(size + 1).fill(Infinity);
    const used = new Uint8Array(size + 1);
    do {
      used[j] = 1;
      let delta = Infinity;
      let next = 0;
      for (let k = 1; k <= size; k++) {
        if (used[k]) continue;
        const reduced = cost[rowOf[j]!]![k]! - rowPrice[rowOf[j]!]! - columnPrice[k]!;
        if (reduced < least[k]!) {
          least[k] = reduced;
          before[k] = j;
        }
        if (least[k]! < delta) {
          delta = least[k]!;
          next = k;
        }
      }
      for (let k = 0; k <= size; k++) {
        if (used[k]) {
          rowPrice[rowOf[k]!]! += delta;
          columnPrice[k]! -= delta;
        } else {
          least[k]! -= delta;
        }
      }
      j = next;
    } while (rowOf[j] !== 0);
    for (; j !== 0; j = before[j]!) rowOf[j] = rowOf[before[j]!]!;
  }
  return Array.from({ length: size }, (_, k) => chosen.get(rowOf[k + 1]! * (size + 1) + k + 1)).filter((pair) => pair !== undefined);
}

/** The pairs by what they share an end with, directly or over others, in the order of their first pairs. */
function connected(pairs: Pairing[]): Pairing[][] {
  const parent = new Map<string, string>();
  const root = (of: string): string => {
    let at = of;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    parent.set(of, at);
    return at;
  };
  for (const { left, right } of pairs) parent.set(root(`l${left}`), root(`r${right}`));
  const groups = new Map<string, Pairing[]>();
  for (const pair of pairs) {
    const key = root(`l${pair.left}`);
    const group = groups.get(key);
    if (group) group.push(pair);
    else groups.set(key, [pair]);
  }
  return [...groups.values()];
}
