/** What refining one rule in one direction works on: its verdicts, its lessons, and which verdicts a lesson is about. */
import type { EventEvidence, Lesson } from '../memory/lesson.js';
import type { BuildDeps } from './draft.js';
import { judgementsOf, type Topic } from './lesson-draft.js';
import { type Observation, shapeOf } from './observation.js';
import { contradicted, type Direction } from './posterior.js';
import { covers, holds, type ScopeKey, scopeOfGlobs } from './scope-lattice.js';

export type RefineInput = BuildDeps & {
  /** In time order. */
  observations: Observation[];
  lessons: Lesson[];
  /** See `unwantedSince`: what people undid stays so until newer verdicts say otherwise. */
  since: Map<string, string>;
  /** See `Experience.citedFingerprint`. */
  citedFingerprint: (evidence: EventEvidence) => string | undefined;
};

/** A lesson whose scope is one of the lattice's, so that statistics can widen, merge and retire it. */
export type Managed = { lesson: Lesson; topic: Topic };

/** What a lesson about one rule in one scope with an effect of ours is about; undefined for one of another shape. */
export function managedTopic({ scope, effect, audience }: Pick<Lesson, 'scope' | 'effect' | 'audience'>): Topic | undefined {
  const [rule] = scope.rules;
  const key = scopeOfGlobs(scope.paths);
  const plain = scope.languages.length + scope.symbols.length === 0 && scope.when === undefined && scope.unless === undefined;
  if (rule === undefined || scope.rules.length > 1 || key === undefined || !plain || audience !== 'all') return undefined;
  if (effect?.do !== 'hold-back' && effect?.do !== 'raise') return undefined;
  return { rule, scope: key, direction: effect.do, ...(effect.shape !== undefined && { shape: effect.shape }) };
}

export type RuleState = {
  input: RefineInput;
  rule: string;
  direction: Direction;
  observations: Observation[];
  all: Managed[];
  /** Not retired; the oldest first. */
  existing: Managed[];
  /** Files with a standing `never-here`. */
  explicit: Map<ScopeKey, Observation>;
  isExplicit: (m: Managed) => boolean;
  /** Whether a lesson of another shape, which is in effect, does already what this one would. */
  isSaid: (lesson: Lesson) => boolean;
  /** Lessons that a draft has dealt with. */
  done: Set<string>;
};

export function isContradicted(state: RuleState, m: Managed): boolean {
  return contradicted(judgementsOf(inTopic(state.observations, m.topic)), state.direction);
}

export function inTopic(observations: Observation[], { scope, shape, rule }: Topic): Observation[] {
  return observations.filter(
    (o) => holds(scope, o.subject.path) && (shape === undefined || (o.subject.rule === rule && shapeOf(o) === shape)),
  );
}

export function coversTopic(outer: Topic, inner: Topic): boolean {
  return covers(outer.scope, inner.scope) && (outer.shape === undefined || outer.shape === inner.shape);
}

export function sameTopic(a: Topic, b: Topic): boolean {
  return a.scope === b.scope && a.shape === b.shape;
}
