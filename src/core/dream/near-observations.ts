/** Which observations a lesson may be about, found by its rules and its files: with thousands of lessons nobody asks each about everything. */
import type { Lesson } from '../memory/lesson.js';
import { PathSet } from '../memory/path-globs.js';
import { type Observation, shapeOf } from './observation.js';

/** In time order, as `observations` are. Whoever is out of a lesson's reach is left out; the rest still has to be matched. */
export function observationsNear(
  observations: readonly Observation[],
): (lesson: Pick<Lesson, 'scope' | 'effect'>) => readonly Observation[] {
  const byRule = grouped(observations, (o) => o.subject.rule ?? '');
  const order = new Map(observations.map((o, index) => [o, index]));
  const inOrder = (lists: readonly (readonly Observation[])[]): readonly Observation[] =>
    lists.length === 1 ? lists[0]! : lists.flat().sort((a, b) => order.get(a)! - order.get(b)!);
  let byPath: Map<string, Observation[]> | undefined;
  let paths: PathSet | undefined;
  const known = new Map<string, readonly Observation[]>();
  let byShape: Map<string, Observation[]> | undefined;
  return ({ scope, effect }) => {
    if (scope.rules.length > 0) return inOrder([...new Set(scope.rules)].map((rule) => byRule.get(rule) ?? []));
    if (scope.paths.length === 0) {
      if (effect?.shape === undefined) return observations;
      // what does not keep its code may have any shape
      byShape ??= grouped(observations, (o) => shapeOf(o) ?? '');
      return inOrder([byShape.get(effect.shape) ?? [], byShape.get('') ?? []]);
    }
    const key = scope.paths.join('\0');
    let found = known.get(key);
    if (!found) {
      byPath ??= grouped(observations, (o) => o.subject.path);
      paths ??= new PathSet([...byPath.keys()]);
      known.set(key, (found = inOrder(paths.matching(scope.paths).map((path) => byPath!.get(path)!))));
    }
    return found;
  };
}

function grouped(observations: readonly Observation[], keyOf: (o: Observation) => string): Map<string, Observation[]> {
  const groups = new Map<string, Observation[]>();
  for (const o of observations) {
    const of = groups.get(keyOf(o));
    if (of) of.push(o);
    else groups.set(keyOf(o), [o]);
  }
  return groups;
}
