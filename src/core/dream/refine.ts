/** Refine: from the statistics of all verdicts to the operations that memory needs. The same input gives the same operations. */
import { type Lesson, ranksAtLeast } from '../memory/lesson.js';
import { speaksOfPlaceOnly } from '../memory/matches-lesson.js';
import { coversWhole, sameDirection } from '../memory/overlap.js';
import { addDraft, type Draft, moveDraft } from './draft.js';
import { judgementsOf, lessonId, speaksFor, type Topic } from './lesson-draft.js';
import { type Observation, shapeOf } from './observation.js';
import { type Direction, minimumDistinct, supports } from './posterior.js';
import { reconsider, reinforce } from './reconsider.js';
import {
  coversTopic,
  inTopic,
  isContradicted,
  type Managed,
  managedTopic,
  type RefineInput,
  type RuleState,
  sameTopic,
} from './rule-state.js';
import { scopePrior } from './scope-prior.js';
import { covers, holds, isNameable, type ScopeKey, widestLearned } from './scope-lattice.js';
import { wrongNow } from './wrong-now.js';

/** Drafts of all rules, in the order of their names. Security findings teach no lesson that quiets. */
export function refine(given: RefineInput): Draft[] {
  const byRule = new Map<string, Observation[]>();
  for (const observation of given.observations) {
    const { rule } = observation.subject;
    if (rule === undefined) continue;
    const of = byRule.get(rule);
    if (of) of.push(observation);
    else byRule.set(rule, [observation]);
  }
  const input: RefineInput = { ...given, priorOf: (topic) => scopePrior(byRule.get(topic.rule) ?? [], topic) };
  const managed = managedLessons(input.lessons);
  const isSaid = saidElsewhere(input);
  const rules = [...new Set([...byRule.keys(), ...managed.keys()])].sort();
  return rules.flatMap((rule) => {
    const all = byRule.get(rule) ?? [];
    const lessons = managed.get(rule) ?? [];
    // one and the same where nothing is left out: what is counted of it serves both directions
    const quiet = all.some((o) => o.subject.security) ? all.filter((o) => !o.subject.security) : all;
    return [
      ...refineRule({ input, rule, direction: 'hold-back', observations: quiet, isSaid }, lessons),
      ...refineRule({ input, rule, direction: 'raise', observations: all, isSaid }, lessons),
    ];
  });
}

/** Lessons about one rule with an effect of ours; for those of other shapes see `reconsiderOthers`. */
function managedLessons(lessons: Lesson[]): Map<string, Managed[]> {
  const managed = new Map<string, Managed[]>();
  for (const lesson of lessons) {
    const topic = managedTopic(lesson);
    if (!topic) continue;
    const of = managed.get(topic.rule);
    if (of) of.push({ lesson, topic });
    else managed.set(topic.rule, [{ lesson, topic }]);
  }
  return managed;
}

/** A lesson that is contradicted itself, or stands on less, says nothing for another one: what is proved inside of it holds when it falls. */
function saidElsewhere({ lessons, observations }: RefineInput): RuleState['isSaid'] {
  const stands = (l: Lesson): boolean => l.status === 'active' && l.effect !== undefined && l.provenance !== 'text';
  const others = lessons.filter((l) => stands(l) && !managedTopic(l) && !speaksOfPlaceOnly(l));
  const isWrongNow = wrongNow(observations);
  return (lesson) =>
    others.some(
      (other) =>
        sameDirection(other, lesson) &&
        coversWhole(other, lesson) &&
        !coversWhole(lesson, other) &&
        ranksAtLeast(other.provenance, lesson.provenance) &&
        !isWrongNow(other),
    );
}

function refineRule(of: Pick<RuleState, 'input' | 'rule' | 'direction' | 'observations' | 'isSaid'>, managed: Managed[]): Draft[] {
  const { direction, observations } = of;
  const all = managed.filter((m) => m.topic.direction === direction);
  const existing = all.filter((m) => m.lesson.status !== 'retired').sort((a, b) => order(a.lesson, b.lesson));
  const explicit = direction === 'hold-back' ? explicitFiles(observations) : new Map<ScopeKey, Observation>();
  const isExplicit = ({ topic }: Managed): boolean => topic.shape === undefined && explicit.has(topic.scope);
  const state: RuleState = { ...of, all, existing, explicit, isExplicit, done: new Set() };
  const drafts = [...explicitDrafts(state), ...topicsOf(state).flatMap((topic) => topicDraft(state, topic) ?? [])];
  for (const m of existing) {
    if (!state.done.has(m.lesson.id)) drafts.push(...reconsider(state, m));
  }
  return drafts;
}

/** A person's `never-here` holds for its file until a person accepts a finding there. */
function explicitFiles(observations: Observation[]): Map<ScopeKey, Observation> {
  const files = new Map<ScopeKey, Observation>();
  for (const o of observations) {
    if (o.authority !== 'person' || o.subject.path === '' || !isNameable(o.subject.path)) continue;
    if (o.reason === 'never-here') files.set(o.subject.path, o);
    else if (o.verdict === 'accepted') files.delete(o.subject.path);
  }
  return files;
}

function explicitDrafts(state: RuleState): Draft[] {
  const { input, rule, direction, explicit, existing, all } = state;
  const drafts: Draft[] = [];
  for (const [scope, said] of explicit) {
    const topic: Topic = { rule, scope, direction };
    const inScope = inTopic(state.observations, topic);
    const same = existing.find((m) => sameTopic(m.topic, topic));
    if (same) {
      state.done.add(same.lesson.id);
      if (same.lesson.status === 'dormant') {
        // whoever asks for it again wants it awake
        if (said.at > same.lesson.lastConfirmed) drafts.push(addDraft(input, topic, inScope, { explicit: true, known: same.lesson }));
        continue;
      }
      const inTrial = same.lesson.status === 'trial';
      const draft = reinforce(state, same, inTrial ? { status: 'active', explicit: true } : {});
      if (draft) drafts.push(draft);
      continue;
    }
    const covering = existing.some(
      (m) => m.lesson.status === 'active' && covers(m.topic.scope, scope) && m.topic.shape === undefined && !isContradicted(state, m),
    );
    if (covering) continue;
    const id = lessonId(topic, input.hash);
    const known = all.find((m) => m.lesson.id === id)?.lesson;
    const since = known ? known.lastConfirmed : input.since.get(id);
    if (known && known.status !== 'retired') continue;
    if (since !== undefined && said.at <= since) continue;
    drafts.push(addDraft(input, topic, inScope, { explicit: true, ...(known && { known }) }));
  }
  return drafts;
}

/** What the statistics would learn from nothing: the widest scopes, then shapes of code where a scope speaks with two voices. */
function topicsOf({ rule, direction, observations, explicit }: RuleState): Topic[] {
  const topics: Topic[] = widestLearned(observations, direction).map(({ scope }) => ({ rule, scope, direction }));
  if (direction === 'hold-back') {
    const rest = observations.filter((o) => !topics.some((t) => holds(t.scope, o.subject.path)));
    const byShape = new Map<string, Observation[]>();
    const enough = rest.filter((o) => speaksFor(o, direction)).length >= minimumDistinct;
    for (const o of enough ? rest : []) {
      const shape = shapeOf(o);
      if (shape === undefined) continue;
      const of = byShape.get(shape);
      if (of) of.push(o);
      else byShape.set(shape, [o]);
    }
    for (const [shape, of] of [...byShape].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
      // what all of them have says no more than the rule
      if (of.length === observations.length || of.filter((o) => speaksFor(o, direction)).length < minimumDistinct) continue;
      topics.push(...widestLearned(of, direction).map(({ scope }) => ({ rule, scope, shape, direction })));
    }
  }
  return topics.filter((t) => t.shape !== undefined || !explicit.has(t.scope));
}

/** Adds what is not known, widens what is, merges what has grown together; undefined when a lesson in force covers it. */
function topicDraft(state: RuleState, topic: Topic): Draft | undefined {
  const { input, existing, all, direction, done } = state;
  const inScope = inTopic(state.observations, topic);
  const id = lessonId(topic, input.hash);
  const same = existing.find((m) => sameTopic(m.topic, topic));
  if (!same && existing.some((m) => coversTopic(m.topic, topic) && !isContradicted(state, m))) return undefined;
  const inside = existing.filter(
    (m) => m !== same && coversTopic(topic, m.topic) && !m.lesson.pinned && !state.isExplicit(m) && m.lesson.status !== 'proposed',
  );
  const target = same ?? inside[0];
  const wanted = (lesson: string): boolean => {
    const since = input.since.get(lesson);
    return since === undefined || supports(judgementsOf(inScope.filter((o) => o.at > since)), direction);
  };
  if (!target) {
    const known = all.find((m) => m.lesson.id === id);
    if (!wanted(id)) return undefined;
    if (known && known.lesson.status !== 'retired') {
      // it had widened; now only its first scope still speaks with one voice
      if (known.lesson.pinned || !mayChange(inScope, direction, known.lesson)) return undefined;
      done.add(id);
      const narrowed = moveDraft(input, topic, inScope, known.lesson, [], 'narrowed, because the wider scope is contradicted');
      // unproved in the narrow scope, it must not go on hiding in the wide one
      return { ...narrowed, otherwise: reconsider(state, known) };
    }
    const draft = addDraft(input, topic, inScope, known ? { known: known.lesson } : {});
    return draft.tested && state.isSaid(draft.tested) ? undefined : draft;
  }
  const others = inside.filter((m) => m !== target).map((m) => m.lesson);
  for (const { lesson } of [target, ...inside]) done.add(lesson.id);
  const asItIs = (): Draft | undefined => {
    const promote = target.lesson.status === 'trial' && !target.lesson.pinned && wanted(target.lesson.id);
    return reinforce(state, target, promote ? { status: 'active' } : {});
  };
  if (same && (others.length === 0 || same.lesson.pinned)) return asItIs();
  if (!wanted(target.lesson.id) || ![target.lesson, ...others].every((l) => mayChange(inScope, direction, l))) return asItIs();
  const how =
    others.length > 0 ? `${others.length + 1} lessons have grown together` : 'widened, because its neighbours say the same by themselves';
  const draft = moveDraft(input, topic, inScope, target.lesson, others, how);
  return { ...draft, otherwise: narrowerDrafts(state, topic, inScope) };
}

/** What to learn inside a scope that is not proved as a whole. */
function narrowerDrafts(state: RuleState, topic: Topic, inScope: Observation[]): Draft[] {
  const narrower = widestLearned(inScope, topic.direction, { below: topic.scope }).map(({ scope }): Topic => ({ ...topic, scope }));
  return narrower.flatMap((t) => (state.explicit.has(t.scope) && t.shape === undefined ? [] : (topicDraft(state, t) ?? [])));
}

/** The verdicts need at least the authority on which the lesson rests. */
function mayChange(inScope: Observation[], direction: Direction, lesson: Lesson): boolean {
  const persons = inScope.filter((o) => o.authority === 'person' && speaksFor(o, direction)).length;
  return ranksAtLeast(persons >= minimumDistinct ? 'person' : 'outcome', lesson.provenance);
}

function order(a: Lesson, b: Lesson): number {
  return a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : a.id < b.id ? -1 : 1;
}
