/** Sufficient statistics of one scope: how useful its findings are, and whether they say one thing. */
import type { Observation } from './observation.js';

/** hold-back is learned from rejections, raise from acceptances. */
export type Direction = 'hold-back' | 'raise';

export const minimumDistinct = 3;

/** So many later, distinct verdicts the other way outvote one that contradicts: newer evidence of equal authority wins. */
const outvotes = 8;
/** What a contradicting verdict weighs halves with every so many later ones in the same scope: preferences change. */
const halfLife = 20;
const fading = 0.5 ** (1 / halfLife);

/** Weights of an observation in the posterior. People count whole; an outcome also follows churn; a model's opinion is none. */
const weights = { person: { accepted: 1, rejected: 1 }, outcome: { accepted: 0.5, rejected: 0.25 }, model: { accepted: 0, rejected: 0 } };

/** Weights halve with every so many days to the next verdict in the scope: an old habit says less of the code of today. */
const halfLifeDays = 180;
/** How many verdicts a prior is worth. */
const priorStrength = 2;

/** Mutable and incremental: `judge` adds one observation in O(1). Observations are added in time order. */
export type Judgements = {
  /** Distinct findings that a person accepted, or that an outcome shows as fixed. */
  accepted: number;
  /** Distinct findings that a person dismissed. */
  rejected: number;
  /** Of the accepted ones, those a person accepted. */
  acceptedByPerson: number;
  /** Held-back findings that a person brought back. */
  overruled: number;
  /** Weighted counts for the posterior, as of the newest observation. */
  useful: number;
  useless: number;
  /** Milliseconds since 1970 of the newest observation; 0 before the first. */
  newest: number;
  /** Verdicts since the newest one the other way. */
  acceptedRun: number;
  rejectedRun: number;
  /** Counts that fade with every later verdict in the scope. */
  acceptedLately: number;
  rejectedLately: number;
};

export function noJudgements(): Judgements {
  return {
    accepted: 0,
    rejected: 0,
    acceptedByPerson: 0,
    overruled: 0,
    useful: 0,
    useless: 0,
    newest: 0,
    acceptedRun: 0,
    rejectedRun: 0,
    acceptedLately: 0,
    rejectedLately: 0,
  };
}

export function judge(j: Judgements, observation: Observation): void {
  const { verdict, authority, at } = observation;
  age(j, at);
  const weight = weights[authority][verdict];
  if (verdict === 'accepted') j.useful += weight;
  else j.useless += weight;
  tally(j, observation);
}

/** What `judge` counts, without the posterior: enough to tell what may be learned. */
export function tally(j: Judgements, observation: Observation): void {
  if (!decides(observation)) return;
  const { verdict, authority, overruled } = observation;
  j.acceptedLately *= fading;
  j.rejectedLately *= fading;
  if (verdict === 'accepted') {
    j.accepted += 1;
    if (authority === 'person') j.acceptedByPerson += 1;
    if (overruled.length > 0) j.overruled += 1;
    j.acceptedLately += 1;
    j.acceptedRun += 1;
    j.rejectedRun = 0;
  } else {
    j.rejected += 1;
    j.rejectedLately += 1;
    j.rejectedRun += 1;
    j.acceptedRun = 0;
  }
}

/** Clocks may be wrong: what seems older than the newest ages nothing. */
function age(j: Judgements, at: string): void {
  const now = instantOf(at);
  if (Number.isNaN(now) || now <= j.newest) return;
  if (j.newest > 0) {
    const fade = 0.5 ** ((now - j.newest) / (halfLifeDays * 86_400_000));
    j.useful *= fade;
    j.useless *= fade;
  }
  j.newest = now;
}

/** One observation is judged in each of its scopes in turn: its instant is read once. */
const parsed = { at: '', ms: Number.NaN };

function instantOf(at: string): number {
  if (parsed.at !== at) Object.assign(parsed, { at, ms: Date.parse(at) });
  return parsed.ms;
}

/** Whether an observation counts as a verdict: a person's word, or a fix. A survived finding and a model's opinion only colour the posterior. */
export function decides({ verdict, authority }: Pick<Observation, 'verdict' | 'authority'>): boolean {
  return authority === 'person' || (authority === 'outcome' && verdict === 'accepted');
}

/** Posterior mean (0..1) that a finding is useful: weighted counts, and a Beta prior worth two verdicts with mean `prior` (Beta(1, 1) by default). */
export function usefulness(j: Judgements, prior = 0.5): number {
  return (priorStrength * prior + j.useful) / (priorStrength + j.useful + j.useless);
}

/** Posterior mean (0..1) that a lesson of this direction is right. */
export function confidence(j: Judgements, direction: Direction, prior?: number): number {
  const useful = usefulness(j, prior);
  return Math.round((direction === 'raise' ? useful : 1 - useful) * 1000) / 1000;
}

/** How many distinct findings speak for a lesson of this direction. */
export function support(j: Judgements, direction: Direction): number {
  return direction === 'raise' ? j.accepted : j.rejected;
}

/** True while a verdict the other way stands: it is there, and later ones have not outvoted it. */
export function contradicted(j: Judgements, direction: Direction): boolean {
  const [against, lately, run] =
    direction === 'raise' ? [j.rejected, j.rejectedLately, j.acceptedRun] : [j.accepted, j.acceptedLately, j.rejectedRun];
  return against > 0 && run < Math.max(outvotes, outvotes * lately);
}

/** Enough distinct findings, and none that still contradicts. */
export function supports(j: Judgements, direction: Direction): boolean {
  return support(j, direction) >= minimumDistinct && !contradicted(j, direction);
}
