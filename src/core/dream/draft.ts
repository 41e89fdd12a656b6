/** A draft: an operation that the statistics ask for, before it is tested and decided. */
import { type Lesson, type LessonCounts, type LessonStatus, type Provenance, ranksAtLeast, unionOfEvidence } from '../memory/lesson.js';
import type { Operation } from '../memory/operation.js';
import type { Ids } from '../ports.js';
import {
  citeEvent,
  countsOf,
  type DraftDeps,
  draftLesson,
  judgementsOf,
  newEvidence,
  provenanceOf,
  speakingAgainst,
  speaksFor,
  tallyText,
  type Topic,
  type TopicPlace,
} from './lesson-draft.js';
import type { Observation } from './observation.js';
import { confidence } from './posterior.js';

export type Draft = {
  operation: Operation;
  /** What the lesson says and does afterwards, if the operation gives it a new effect that has to prove itself. */
  tested?: Lesson;
  topic?: Topic;
  /** A person said so in so many words (`never-here`): it applies at once. */
  explicit?: boolean;
  /** Nothing that the lesson rests on is left: it is retired whatever else is. */
  groundless?: boolean;
  /** Why a person has to decide, whatever the backtest says. */
  conflict?: string;
  /** The lesson as it is, when the operation takes some of its effect away, or all: tested on what that would show (or no longer raise). */
  relieves?: Lesson;
  /** What to do when the backtest does not let this one pass: what was proved in narrower scopes goes on. */
  otherwise?: Draft[];
};

/** With the same counts, what is said elsewhere or fades with time is news only when it moves the confidence by so much. */
const worthTelling = 0.15;

export type BuildDeps = DraftDeps & { ids: Ids; at: string };

export function addDraft(deps: BuildDeps, topic: Topic, inScope: Observation[], options: { explicit?: boolean; known?: Lesson }): Draft {
  const explicit = options.explicit ?? false;
  const drafted = draftLesson(deps, topic, inScope, { at: deps.at, explicit });
  const { known } = options;
  const value: Lesson = {
    ...drafted,
    status: explicit ? 'active' : 'trial',
    ...(known && { id: known.id, pinned: known.pinned }),
    ...(known?.comments && { comments: known.comments }),
    ...(known && { evidence: unionOfEvidence(known.evidence, drafted.evidence), provenance: higher(known.provenance, drafted.provenance) }),
  };
  const reason = explicit
    ? `a person said “never here” (${tallyText(inScope, topic.direction)})`
    : `${tallyText(inScope, topic.direction)}${known ? ', learned again' : ''}`;
  const common = { v: 1, id: deps.ids.next('op'), lesson: value.id, reason, by: drafted.provenance, evidence: drafted.evidence } as const;
  return { operation: { ...common, op: known ? 'revise' : 'add', value }, tested: value, topic, explicit };
}

/** Moves `target` to another scope and takes in `others`, which the new scope covers. */
export function moveDraft(deps: BuildDeps, topic: Topic, inScope: Observation[], target: Lesson, others: Lesson[], how: string): Draft {
  const drafted = draftLesson(deps, topic, inScope, { at: deps.at });
  const value: Lesson = {
    ...drafted,
    id: target.id,
    status: target.status === 'active' || others.some((o) => o.status === 'active') ? 'active' : 'trial',
    evidence: unionOfEvidence(...[target, ...others].map((l) => l.evidence), drafted.evidence),
    counts: countsOf(inScope, target.id),
    provenance: [target, ...others].reduce((p, l) => higher(p, l.provenance), drafted.provenance),
    validFrom: target.validFrom,
    audience: target.audience,
    ...(target.comments && { comments: target.comments }),
  };
  const common = {
    v: 1,
    id: deps.ids.next('op'),
    lesson: target.id,
    reason: `${how}: ${tallyText(inScope, topic.direction)}`,
    by: drafted.provenance,
    evidence: drafted.evidence,
  } as const;
  const operation: Operation =
    others.length > 0 ? { ...common, op: 'merge', value, from: others.map((o) => o.id) } : { ...common, op: 'revise', value };
  return { operation, tested: value, topic };
}

/** New counts for a lesson; undefined when nothing is new. `status` is where it should go. */
export function reinforceDraft(
  deps: BuildDeps,
  about: Topic | TopicPlace,
  inScope: Observation[],
  lesson: Lesson,
  options: { status?: LessonStatus; explicit?: boolean; why?: string } = {},
): Draft | undefined {
  const counts = countsOf(inScope, lesson.id);
  const topic = 'rule' in about ? about : undefined;
  const { direction } = about;
  const sure = withTeam(lesson, counts, confidence(judgementsOf(inScope), direction, topic && deps.priorOf?.(topic)));
  const same = Object.entries(counts).every(([name, count]) => lesson.counts[name as keyof typeof counts] === count);
  const status = options.status !== lesson.status ? options.status : undefined;
  // of what nobody has judged the statistics know nothing: what the team, a person or a model says of it is as sure as before
  if (same && counts.accepted + counts.dismissed === 0 && status === undefined) return undefined;
  if (same && Math.abs(sure - lesson.confidence) < worthTelling && !options.explicit && status !== 'trial') return undefined;
  const speaking = inScope.filter((o) => speaksFor(o, direction));
  const against = status === 'trial' ? newestOf(speakingAgainst(inScope, direction)) : undefined;
  const evidence = against ? against.map(citeEvent) : newEvidence(deps, lesson, about, speaking);
  const lastConfirmed = speaking.at(-1)?.at ?? lesson.lastConfirmed;
  const operation: Operation = {
    v: 1,
    id: deps.ids.next('op'),
    lesson: lesson.id,
    reason: options.why ?? tallyText(inScope, direction),
    by: options.explicit ? 'person' : against ? authorityAgainst(against) : provenanceOf(speaking),
    evidence,
    op: 'reinforce',
    counts,
    confidence: sure,
    lastConfirmed: lastConfirmed > lesson.lastConfirmed ? lastConfirmed : lesson.lastConfirmed,
    ...(status && { status }),
  };
  const of = topic ? { topic } : {};
  if (status !== 'active') return { operation, ...of };
  return { operation, ...of, tested: { ...lesson, status: 'active' }, ...(options.explicit && { explicit: true }) };
}

/** Each place that the team's own comments silence, and that the lesson cites, is one voice beside the verdicts: a few of those do not undo it. */
function withTeam(lesson: Lesson, { accepted, dismissed }: LessonCounts, sure: number): number {
  const places =
    lesson.provenance === 'team' && lesson.effect?.do !== 'raise' ? lesson.evidence.filter((e) => e.type === 'code').length : 0;
  const voices = accepted + dismissed + priorVoices;
  return Math.round(((places + sure * voices) / (places + voices)) * 1000) / 1000;
}

/** What stands behind the confidence of a lesson without any verdict. */
const priorVoices = 2;

/** Without anything `against` it, the lesson has lost what it rested on. */
export function retireDraft(deps: BuildDeps, lesson: Lesson, against: Observation[], options: { why: string; conflict?: string }): Draft {
  const newest = newestOf(against);
  const operation: Operation = {
    v: 1,
    id: deps.ids.next('op'),
    lesson: lesson.id,
    reason: options.why,
    by: authorityAgainst(newest),
    evidence: newest.map(citeEvent),
    op: 'retire',
  };
  return {
    operation,
    ...(against.length === 0 && { groundless: true }),
    ...(options.conflict !== undefined && { conflict: options.conflict }),
  };
}

/** Five, with a person's among them where there is one: on that word it rests. */
export function newestOf(observations: Observation[]): Observation[] {
  const newest = observations.toReversed();
  const cited = newest.slice(0, 5);
  const person = newest.find((o) => o.authority === 'person');
  return person === undefined || cited.includes(person) ? cited : [...cited.slice(0, 4), person];
}

/** Only a person takes a person's verdict back. */
export function authorityAgainst(against: Observation[]): Provenance {
  return against.length === 0 || against.some((o) => o.authority === 'person') ? 'person' : 'outcome';
}

function higher(a: Provenance, b: Provenance): Provenance {
  return ranksAtLeast(a, b) ? a : b;
}
