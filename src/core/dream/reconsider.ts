/** What becomes of a lesson that the statistics would not learn now: it is counted anew, goes back on trial, or is retired. */
import { type Lesson, ranksAtLeast } from '../memory/lesson.js';
import { authorityAgainst, type Draft, reinforceDraft, retireDraft } from './draft.js';
import { judgementsOf, speakingAgainst, speaksFor, tallyText, type Topic, type TopicPlace } from './lesson-draft.js';
import { tolerated, wrongness } from './narrow-lesson.js';
import type { Observation } from './observation.js';
import { contradicted, type Direction, supports } from './posterior.js';
import { inTopic, type Managed, type RefineInput, type RuleState } from './rule-state.js';

/** New counts for a lesson, unless they shrink because verdicts that it cites are out of reach. */
export function reinforce(
  { input, observations }: RuleState,
  { lesson, topic }: Managed,
  options: Parameters<typeof reinforceDraft>[4],
): Draft | undefined {
  return recount(input, topic, inTopic(observations, topic), lesson, options);
}

/** The same for a lesson of any shape; `inScope` are the verdicts that it is about. */
export function recount(input: RefineInput, ...[about, inScope, lesson, options]: Recounted): Draft | undefined {
  const draft = reinforceDraft(input, about, inScope, lesson, options);
  if (draft?.operation.op !== 'reinforce') return draft;
  const { counts } = draft.operation;
  const shrinks = counts.accepted + counts.dismissed < lesson.counts.accepted + lesson.counts.dismissed;
  const outOfReach = lesson.evidence.some((e) => e.type === 'event' && input.citedFingerprint(e) === undefined);
  return shrinks && outOfReach ? undefined : draft;
}

type Recounted = [about: Topic | TopicPlace, inScope: Observation[], lesson: Lesson, options: Parameters<typeof reinforceDraft>[4]];

/** Unknown is not false: without verdicts a lesson stays. What people undid is not done again before newer verdicts ask for it. */
export function reconsider(state: RuleState, m: Managed): Draft[] {
  const { input, direction } = state;
  const { lesson, topic } = m;
  if (lesson.status === 'dormant' || lesson.status === 'proposed') return [];
  const inScope = inTopic(state.observations, topic);
  const judgements = judgementsOf(inScope);
  const since = input.since.get(lesson.id);
  const one = (draft: Draft | undefined): Draft[] => (draft ? [draft] : []);
  if (takenBack(input, lesson, fingerprintsFor(inScope, direction))) {
    const why = 'every verdict that it cites was taken back or changed';
    return since === undefined ? [retireDraft(input, lesson, [], { why, ...conflictOf(m) })] : [];
  }
  if (!contradicted(judgements, direction)) {
    const promote = lesson.status === 'trial' && !lesson.pinned && supports(judgements, direction) && since === undefined;
    return one(reinforce(state, m, promote ? { status: 'active' } : {}));
  }
  const against = speakingAgainst(inScope, direction);
  const newest = against.at(-1)?.at ?? '';
  if (since !== undefined && newest <= since) return one(reinforce(state, m, {}));
  const overruled = inScope.filter((o) => o.overruled.includes(lesson.id)).length;
  const why = `contradicted: ${tallyText(inScope, direction)}${overruled > 0 ? `, ${overruled} brought back` : ''}`;
  if (lesson.pinned || wasAskedFor(state, m)) {
    const conflict = lesson.pinned ? 'a person pinned it' : 'a person asked for it';
    return newest > lesson.lastConfirmed ? [retireDraft(input, lesson, against, { why, conflict })] : [];
  }
  if (lesson.status === 'trial' && (wrongness(judgements, direction) > tolerated || overruled > 1)) {
    const conflict = outranked(lesson, against);
    return [retireDraft(input, lesson, against, { why, ...(conflict !== undefined && { conflict }) })];
  }
  // it hides nothing any more until it has proved itself again
  return one(reinforce(state, m, { status: 'trial', why }));
}

/** What rests on more than the verdicts against it have is not taken away without a person. */
export function outranked({ provenance }: Lesson, against: Observation[]): string | undefined {
  return ranksAtLeast(authorityAgainst(against), provenance)
    ? undefined
    : `it rests on ${provenance === 'team' ? 'the team' : 'people'}, and what contradicts it does not rest on people`;
}

function conflictOf({ lesson }: Managed): { conflict?: string } {
  return lesson.pinned ? { conflict: 'a person pinned it' } : {};
}

/** The findings of which the verdicts say what a lesson of this direction says. */
export function fingerprintsFor(observations: Observation[], direction: Direction): Set<string> {
  return new Set(observations.filter((o) => speaksFor(o, direction)).map((o) => o.fingerprint));
}

/** True when it cites verdicts, all of them can be read, and none still says what the lesson says. */
export function takenBack(input: Pick<RefineInput, 'citedFingerprint'>, lesson: Lesson, speaking: ReadonlySet<string>): boolean {
  const cited = lesson.evidence.filter((e) => e.type === 'event').map((e) => input.citedFingerprint(e));
  return cited.length > 0 && cited.every((fingerprint) => fingerprint !== undefined && !speaking.has(fingerprint));
}

/** True when the lesson rests on a person's `never-here` for its file. */
function wasAskedFor({ observations, input }: RuleState, { lesson, topic }: Managed): boolean {
  const cited = new Set(lesson.evidence.flatMap((e) => (e.type === 'event' ? (input.citedFingerprint(e) ?? []) : [])));
  return observations.some((o) => o.reason === 'never-here' && o.subject.path === topic.scope && cited.has(o.fingerprint));
}
