/** Which observations a dream goes on looking at: all the newest, and of older ones the newest of every rule in every folder. */
import type { Observation } from './observation.js';

/** A dream looks at no more observations than this, besides those that people asked for by name. */
export const sampleSize = 2000;
const newestKept = 1200;
/** Of a rule in a folder; an older one is outvoted and faded in any case. */
const keptInFolder = 12;
const folderDepth = 3;

/**
 * At most `sampleSize`, in their order. Always kept: the newest, and a person's `never-here` or held-back finding brought back. The newest of a
 * rule in a folder decide what is learned there, so that old lessons keep what they rest on. To sample what was sampled gives the same, but for ties.
 */
export function sampleObservations(observations: readonly Observation[]): Observation[] {
  if (observations.length <= sampleSize) return [...observations];
  const kept = new Set<Observation>(observations.filter(isAsked));
  for (const o of observations.slice(-newestKept)) kept.add(o);
  const ranked: { observation: Observation; rank: number; index: number }[] = [];
  const counts = new Map<string, number>();
  for (let index = observations.length - 1; index >= 0; index--) {
    const observation = observations[index] as Observation;
    const cell = cellOf(observation);
    const rank = (counts.get(cell) ?? 0) + 1;
    counts.set(cell, rank);
    if (rank <= keptInFolder && !kept.has(observation)) ranked.push({ observation, rank, index });
  }
  ranked.sort((a, b) => a.rank - b.rank || b.index - a.index);
  for (const { observation } of ranked) {
    if (kept.size >= sampleSize) break;
    kept.add(observation);
  }
  return observations.filter((o) => kept.has(o));
}

function isAsked({ reason, overruled }: Observation): boolean {
  return reason === 'never-here' || overruled.length > 0;
}

function cellOf({ subject: { rule = '', path } }: Observation): string {
  return `${rule}\0${path.split('/').slice(0, -1).slice(0, folderDepth).join('/')}`;
}
