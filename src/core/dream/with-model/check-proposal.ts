/** Checks one proposal by program, and makes it a draft like those of the statistics; or says why nothing supports it. */
import { similarity } from '../../changes/quote.js';
import { applyOperation } from '../../memory/apply-operation.js';
import { type Lesson, ranksAtLeast } from '../../memory/lesson.js';
import { matchesLesson } from '../../memory/matches-lesson.js';
import type { Operation } from '../../memory/operation.js';
import type { Hasher, Ids, Redact } from '../../ports.js';
import { countOf } from '../../transcript/count-of.js';
import type { Draft } from '../draft.js';
import { code, judgementsOf } from '../lesson-draft.js';
import type { Observation } from '../observation.js';
import { contradicted, decides, type Direction } from '../posterior.js';
import { holds } from '../scope-lattice.js';
import type { ContentProposal, Proposal } from './answers.js';
import { scopeProblem } from './check-scope.js';
import { quietsSecurity, textProblem } from './check-text.js';
import type { Digest, DigestCase } from './digest.js';
import { effectOf, lessonOf, type LessonParts, scopePaths } from './propose-lesson.js';
import { type Cited, verifyQuotes } from './verify-quotes.js';

export type ProposalInput = {
  digest: Digest;
  /** Memory before the dream, as far as operations brought it; and the ids of the rest. */
  lessons: Lesson[];
  unverified: ReadonlySet<string>;
  observations: Observation[];
  /** Drafts of the statistics, and of the proposals that passed before this one. */
  statistics: Draft[];
  accepted: Draft[];
  /** See `unwantedSince`. */
  since: Map<string, string>;
  at: string;
  redact: Redact;
  hash: Pick<Hasher, 'sha256'>;
  ids: Ids;
};

export type CheckedProposal = { state: 'supported'; draft: Draft } | { state: 'unsupported'; reason: string };

/** One verdict is no pattern. */
const leastFindings = 2;
/** Statements with so many tokens in common say the same (0..1). */
const sameWords = 0.75;
const mostEvidence = 16;

/** Never throws on what a model wrote. */
export function checkProposal(input: ProposalInput, proposal: Proposal): CheckedProposal {
  const verified = verifyQuotes(input.digest, proposal);
  if (verified.state === 'unsupported') return verified;
  const { cited } = verified;
  const problem =
    textProblem('the reason', proposal.reason, input.redact) ??
    (cited.cases.some(isTaught) ? undefined : 'it cites nothing that a person or an outcome said: only they teach');
  if (problem !== undefined) return unsupported(problem);
  const byId = new Map(input.lessons.map((l) => [l.id, l]));
  const touched = touchedBy(proposal);
  for (const id of touched) {
    const lesson = byId.get(id);
    if (!lesson)
      return unsupported(
        input.unverified.has(id) ? `${code(id)} is not verified: a person decides what becomes of it` : `there is no lesson ${code(id)}`,
      );
    if (lesson.pinned) return unsupported(`${code(id)} is pinned by a person`);
    if (!ranksAtLeast('model', lesson.provenance))
      return unsupported(`${code(id)} does not rest on a model’s reflection: a model may not change it`);
    if ([...input.statistics, ...input.accepted].some((draft) => touches(draft, id)))
      return unsupported(`${code(id)} is changed by this dream already`);
    if (!speaksSince(cited, input.since.get(id))) return unsupported(`a person decided about ${code(id)}, and nothing newer is cited`);
  }
  const explained = explanations(input, proposal);
  if ('problem' in explained) return unsupported(explained.problem);
  const draft =
    'statement' in proposal
      ? contentDraft(
          input,
          proposal,
          cited,
          touched.map((id) => byId.get(id)!),
          explained,
        )
      : plainDraft(input, proposal, cited);
  if (typeof draft === 'string') return unsupported(draft);
  const fits = applyOperation(byId, draft.operation);
  return fits.state === 'refused' ? unsupported(fits.reason) : { state: 'supported', draft };
}

function touchedBy(proposal: Proposal): string[] {
  if (proposal.op === 'add') return [];
  return proposal.op === 'merge' ? [proposal.lesson, ...proposal.from] : [proposal.lesson];
}

function plainDraft({ ids }: ProposalInput, proposal: Exclude<Proposal, { statement: string }>, cited: Cited): Draft {
  const common = {
    v: 1,
    id: ids.next('op'),
    lesson: proposal.lesson,
    reason: proposal.reason,
    by: 'model',
    evidence: cited.evidence.slice(0, mostEvidence),
  } as const;
  if (proposal.op !== 'retire') return { operation: { ...common, op: proposal.op } };
  return { operation: { ...common, op: 'retire', ...(proposal.superseded_by !== undefined && { supersededBy: proposal.superseded_by }) } };
}

type Explained = { lessons: Set<string>; events: Set<string>; words: string[] };

/** What it says against itself: each lesson and event has to exist, and each reason to be one that memory may hold. */
function explanations({ digest, lessons, redact }: ProposalInput, { contradicts }: Proposal): Explained | { problem: string } {
  const explained: Explained = { lessons: new Set(), events: new Set(), words: [] };
  for (const { id, why } of contradicts) {
    const problem = textProblem('the explanation of a contradiction', why, redact);
    if (problem !== undefined) return { problem };
    const found = digest.events.get(id);
    if (found) explained.events.add(id);
    else if (lessons.some((l) => l.id === id)) explained.lessons.add(id);
    else return { problem: `it explains ${code(id)}, and there is no such event or lesson` };
    const against = found ? `what was said of ${code(found.of?.subject.path ?? found.group)}` : `the lesson ${code(id)}`;
    explained.words.push(`Weighed against ${against}: ${why.trim()}`);
  }
  return explained;
}

function contentDraft(
  input: ProposalInput,
  proposal: ContentProposal,
  cited: Cited,
  before: Lesson[],
  explained: Explained,
): Draft | string {
  const { redact, digest } = input;
  const problem =
    textProblem('the statement', proposal.statement, redact) ??
    (proposal.statement.includes('\n') ? 'the statement is not one sentence' : undefined) ??
    textProblem('the explanation', proposal.explanation, redact) ??
    (quietsSecurity(proposal.statement, [proposal.explanation, ...explained.words].join('\n'))
      ? 'it would quiet remarks about security: no lesson may'
      : undefined) ??
    scopeProblem({ ...proposal, paths: scopePaths(proposal.paths, cited.cases) }, cited.cases);
  if (problem !== undefined) return problem;
  const effect = effectOf(proposal, cited);
  if ('problem' in effect) return effect.problem;
  const parts = lessonOf(input, proposal, cited, {
    ...effect,
    evidence: cited.evidence.slice(0, mostEvidence),
    before,
    against: explained.words,
  });
  const { value, topic } = parts;
  const refused =
    (proposal.op === 'add' ? knownAlready(input, parts, cited) : undefined) ??
    contradictingLessons(input, value, cited, before, explained) ??
    (value.effect ? effectProblem(input, value, cited, explained, digest) : undefined);
  if (refused !== undefined) return refused;
  const common = {
    v: 1,
    id: input.ids.next('op'),
    lesson: value.id,
    reason: proposal.reason.trim(),
    by: 'model',
    evidence: cited.evidence.slice(0, mostEvidence),
    value,
  } as const;
  const operation: Operation = proposal.op === 'merge' ? { ...common, op: 'merge', from: proposal.from } : { ...common, op: proposal.op };
  return { operation, ...(value.effect && { tested: value }), ...(topic && { topic }) };
}

/** An effect has to rest on several findings of which people or outcomes say what it says, and on nothing about security. */
function effectProblem(
  { observations }: ProposalInput,
  value: Lesson,
  cited: Cited,
  explained: Explained,
  digest: Digest,
): string | undefined {
  const direction: Direction = value.effect?.do === 'raise' ? 'raise' : 'hold-back';
  const wanted = direction === 'raise' ? 'accepted' : 'rejected';
  if (
    direction === 'hold-back' &&
    (cited.cases.some((c) => c.subject.security) || value.audience === 'security' || value.scope.rules.some(isSecurityRule))
  )
    return 'security findings are never held back by a lesson';
  if (value.scope.rules.length === 0 && value.effect?.shape === undefined)
    return 'its effect is too wide: it needs a rule, or code of one shape';
  if (value.scope.rules.length === 0 && value.audience === 'all')
    return 'its effect is about findings of several specialists, and of no rule';
  const speaking = cited.cases.filter((c) => saysOf(c) === wanted);
  if (speaking.length < leastFindings)
    return `it rests on ${countOf(speaking.length, 'finding')} that people or outcomes ${wanted}; ${leastFindings} are needed`;
  const foreign = speaking.find((c) => !matchesLesson(value, c.subject));
  if (foreign) return `it does not cover a finding that it rests on, in ${code(foreign.subject.path)}`;
  const inScope = observations.filter((o) => matchesLesson(value, o.subject));
  if (contradicted(judgementsOf(inScope), direction)) {
    const against = inScope.filter((o) => decides(o) && o.verdict !== wanted).length;
    return `people or outcomes say the opposite of ${countOf(against, 'finding')} in its scope`;
  }
  const silent = [...digest.events.values()].find(
    ({ event, of }) =>
      of !== undefined &&
      event.says !== undefined &&
      decides(event.says) &&
      event.says.verdict !== wanted &&
      matchesLesson(value, of.subject) &&
      !explained.events.has(event.id),
  );
  return silent && `it does not explain ${silent.event.id}, which says the opposite`;
}

/** Statistics win, and so does what stands in memory or was taken out of it by a person. */
function knownAlready(
  { lessons, unverified, statistics, accepted, since }: ProposalInput,
  { value, topic }: LessonParts,
  cited: Cited,
): string | undefined {
  if (!speaksSince(cited, since.get(value.id))) return 'a person took it out of memory, and nothing newer is cited';
  if (unverified.has(value.id) || lessons.some((l) => l.id === value.id)) return `${code(value.id)} is there already`;
  if (accepted.some((d) => d.operation.lesson === value.id)) return 'it was proposed already';
  const sameRule = (of: string | undefined): boolean => of !== undefined && value.scope.rules.includes(of);
  const drafted =
    value.effect &&
    statistics.find((d) => d.topic && sameRule(d.topic.rule) && cited.cases.some((c) => holds(d.topic!.scope, c.subject.path)));
  if (drafted) return `the statistics decide about ${code(drafted.topic?.rule ?? topic?.rule ?? '')} there`;
  const known = lessons.find((l) =>
    value.effect
      ? l.status !== 'retired' && l.effect?.do === value.effect.do && cited.cases.every((c) => matchesLesson(l, c.subject))
      : similarity(l.statement, value.statement) >= sameWords,
  );
  return known && `${code(known.id)} ${known.status === 'retired' ? 'said so, and was retired' : 'says so already'}`;
}

/** A lesson that pulls the other way on a cited finding: it has to be named, and to rank no higher than a model's reflection. */
function contradictingLessons(
  { lessons, statistics, accepted }: ProposalInput,
  value: Lesson,
  cited: Cited,
  before: Lesson[],
  explained: Explained,
): string | undefined {
  if (!value.effect) return undefined;
  const opposite = (l: Lesson): boolean =>
    l.effect !== undefined &&
    (l.effect.do === 'raise') !== (value.effect?.do === 'raise') &&
    cited.cases.some((c) => matchesLesson(l, c.subject));
  for (const lesson of lessons) {
    if (lesson.status === 'retired' || before.includes(lesson) || !opposite(lesson)) continue;
    if (!ranksAtLeast('model', lesson.provenance)) return `${code(lesson.id)} says the opposite, and does not rest on a model’s reflection`;
    if (!explained.lessons.has(lesson.id)) return `it does not explain ${code(lesson.id)}, which says the opposite`;
  }
  const drafted = [...statistics, ...accepted].find((d) => d.tested && opposite(d.tested));
  return drafted && `this dream learns the opposite: ${code(drafted.operation.lesson)}`;
}

/** True when a person or an outcome decides what holds of it. */
function isTaught(of: DigestCase): boolean {
  return saysOf(of) !== undefined;
}

function saysOf({ events }: DigestCase): 'accepted' | 'rejected' | undefined {
  return events.find((e) => e.says && decides(e.says))?.says?.verdict;
}

function touches({ operation }: Draft, id: string): boolean {
  return operation.lesson === id || (operation.op === 'merge' && operation.from.includes(id));
}

/** Whether something that decides was said after the instant; true without one. */
function speaksSince({ cases }: Cited, since: string | undefined): boolean {
  return since === undefined || cases.some((c) => c.events.some((e) => e.says && decides(e.says) && e.at > since));
}

function isSecurityRule(rule: string): boolean {
  return /^secret\/|(?:^|[/-])security(?:[/-]|$)/i.test(rule);
}

function unsupported(reason: string): CheckedProposal {
  return { state: 'unsupported', reason };
}
