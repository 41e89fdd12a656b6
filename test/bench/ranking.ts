/** How well scores tell accepted findings from rejected ones, and how sure that is. */

export type Scored = { score: number; accepted: boolean };

/** The probability (0..1) that an accepted one scores higher than a rejected one; ties count half. */
export function areaUnderCurve(scored: Scored[]): number {
  const [accepted, rejected] = split(scored);
  let won = 0;
  for (const a of accepted) for (const r of rejected) won += a > r ? 1 : a === r ? 0.5 : 0;
  return won / (accepted.length * rejected.length);
}

/** Share (0..1) of the rejected that score below the lowest 95 % of the accepted. */
export function hiddenAt95(scored: Scored[]): number {
  const [accepted, rejected] = split(scored);
  const keep = accepted.sort((a, b) => a - b)[Math.floor(accepted.length * 0.05)] ?? 0;
  return rejected.filter((score) => score < keep).length / rejected.length;
}

/** The 95 % bootstrap interval of the mean gain over the plain scores; findings are drawn anew within each project. Deterministic. */
export function intervalOfGain(
  projects: { ours: Scored[]; plain: Scored[] }[],
  measure: (scored: Scored[]) => number,
  samples = 500,
): [number, number] {
  const random = seeded(1);
  const gains: number[] = [];
  for (let tries = 0; gains.length < samples && tries < 20 * samples; tries++) {
    const each = projects.map(({ ours, plain }) => {
      const picked = ours.map(() => Math.floor(random() * ours.length));
      return measure(picked.map((i) => ours[i]!)) - measure(picked.map((i) => plain[i]!));
    });
    const gain = each.reduce((sum, g) => sum + g, 0) / projects.length;
    if (Number.isFinite(gain)) gains.push(gain);
  }
  gains.sort((a, b) => a - b);
  return [gains[Math.floor(gains.length * 0.025)] ?? Number.NaN, gains[Math.floor(gains.length * 0.975)] ?? Number.NaN];
}

/** Numbers in 0..1 that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function split(scored: Scored[]): [number[], number[]] {
  return [scored.filter((s) => s.accepted).map((s) => s.score), scored.filter((s) => !s.accepted).map((s) => s.score)];
}
