/** Troubles of agents with their tools over many reviews: what failed and what was asked in vain, by agent, tool and kind. It has bounds. */
import type { EventPointer } from './observation.js';
import type { Episode } from './episode.js';
import type { TroubleKind } from './trouble-kind.js';

/** One tool of one agent in one review: how many of its calls were in vain, and the first of them. */
export type TroubledReview = { review: string; at: string; calls: number; cite: EventPointer };
export type ToolTrouble = { agent: string; isSpecialist: boolean; tool: string; kind: TroubleKind; reviews: TroubledReview[] };

export type ToolTroubles = {
  byKey: Map<string, ToolTrouble>;
  /** When the newest reviews began in which an agent ran, in order. */
  runs: Map<string, string[]>;
};

/** So many newest reviews of an agent are looked at. */
const runsKept = 40;
const troublesKept = 300;
const agentsKept = 100;

export function noToolTroubles(): ToolTroubles {
  return { byKey: new Map(), runs: new Map() };
}

/** Adds one review; to add it again changes nothing. */
export function addTroubles({ byKey, runs }: ToolTroubles, { review, source, file, startedAt, agents, vain }: Episode): void {
  for (const { name } of agents) {
    const of = runs.get(name) ?? [];
    if (!of.includes(startedAt)) runs.set(name, [...of, startedAt].sort(byText).slice(-runsKept));
  }
  const isSpecialist = new Map(agents.map((a) => [a.name, a.isSpecialist]));
  const here = new Map<string, TroubledReview>();
  for (const { seq, hash, agent, tool, kind } of vain) {
    const key = `${agent}\0${tool}\0${kind}`;
    const known = here.get(key);
    if (known) {
      known.calls += 1;
      continue;
    }
    const cite = { source, file, seq, hash, quote: `"name":${JSON.stringify(tool)}` };
    const troubled: TroubledReview = { review, at: startedAt, calls: 1, cite };
    here.set(key, troubled);
    const trouble = byKey.get(key) ?? { agent, isSpecialist: isSpecialist.get(agent) ?? false, tool, kind, reviews: [] };
    const others = trouble.reviews.filter((r) => r.review !== review);
    trouble.reviews = [...others, troubled].sort((a, b) => byText(a.at, b.at)).slice(-runsKept);
    byKey.set(key, trouble);
  }
}

/** Forgets what happened longest ago. */
export function boundTroubles({ byKey, runs }: ToolTroubles): void {
  const last = ([, { reviews }]: [string, ToolTrouble]): string => reviews.at(-1)?.at ?? '';
  const old = [...byKey].sort((a, b) => byText(last(b), last(a))).slice(troublesKept);
  for (const [key] of old) byKey.delete(key);
  const gone = [...runs].sort((a, b) => byText(b[1].at(-1) ?? '', a[1].at(-1) ?? '')).slice(agentsKept);
  for (const [name] of gone) runs.delete(name);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
