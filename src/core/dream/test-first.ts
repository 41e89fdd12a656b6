/** Which changes a dream tests when there are more than it has time for: those that are right about the most findings, as far as can be foretold. */
import { matchesLesson } from '../memory/matches-lesson.js';
import type { Draft } from './draft.js';
import type { Observation } from './observation.js';
import { learnUsefulness } from './usefulness/expected-usefulness.js';

/** Each test goes through the findings in its scope: with so many a dream still takes seconds. */
export const mostTested = 400;
const dayMs = 86_400_000;
/** Verdicts of so many days are of one age to the model. */
const ageDays = 30;

/** Both in the order given. What needs no test is never put off. */
export function testFirst(drafts: Draft[], observations: Observation[], most = mostTested): { now: Draft[]; later: Draft[] } {
  const tested = drafts.filter((d) => (d.tested?.effect ?? d.relieves?.effect) && !d.explicit);
  if (tested.length <= most) return { now: drafts, later: [] };
  const gains = expectedGains(tested, observations);
  const ranked = tested.toSorted((a, b) => (gains.get(b) ?? 0) - (gains.get(a) ?? 0) || (a.operation.lesson < b.operation.lesson ? -1 : 1));
  const later = new Set(ranked.slice(most));
  return { now: drafts.filter((d) => !later.has(d)), later: drafts.filter((d) => later.has(d)) };
}

/** For each draft the findings in its scope, each counting by how likely it is unwanted (wanted, for a rule that is raised, or a lesson that is to let go). */
function expectedGains(drafts: Draft[], observations: Observation[]): Map<Draft, number> {
  const traits = observations.map(({ subject }) => ({
    category: subject.category,
    rule: subject.rule ?? '',
    path: subject.path,
    symbol: subject.symbol ?? '',
    quote: subject.quote ?? '',
  }));
  const labelled = observations.map(({ at, verdict }, i) => ({
    ...traits[i]!,
    revision: Math.floor(Date.parse(at) / (ageDays * dayMs)),
    accepted: verdict === 'accepted',
  }));
  const useful = learnUsefulness(labelled)(traits);
  const byRule = new Map<string, number[]>();
  for (const [i, { rule }] of traits.entries()) {
    const of = byRule.get(rule);
    if (of) of.push(i);
    else byRule.set(rule, [i]);
  }
  const everything = traits.map((_, i) => i);
  return new Map(
    drafts.map((draft) => {
      const lesson = (draft.tested ?? draft.relieves)!;
      const { rules } = lesson.scope;
      const near = rules.length === 0 ? everything : rules.flatMap((rule) => byRule.get(rule) ?? []);
      const inScope = near.filter((i) => matchesLesson(lesson, observations[i]!.subject));
      const wantsUseful = (lesson.effect?.do === 'raise') !== (draft.relieves !== undefined);
      const right = (i: number): number => (wantsUseful ? useful[i]! : 1 - useful[i]!);
      return [draft, inScope.reduce((sum, i) => sum + right(i), 0)];
    }),
  );
}
