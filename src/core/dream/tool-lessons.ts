/** Workflow lessons from tools that fail: that calls were in vain again and again is an outcome. The words are ours; no tool's answer speaks in them. */
import { evidenceKey, type EventEvidence, type Lesson, unionOfEvidence } from '../memory/lesson.js';
import type { Operation } from '../memory/operation.js';
import { countOf } from '../transcript/count-of.js';
import type { Draft } from './draft.js';
import { code } from './lesson-draft.js';
import type { RefineInput } from './rule-state.js';
import type { ToolTrouble, ToolTroubles, TroubledReview } from './tool-troubles.js';
import type { TroubleKind } from './trouble-kind.js';

export type ToolLessonInput = Pick<RefineInput, 'ids' | 'at' | 'hash' | 'lessons' | 'since'> & { troubles: ToolTroubles };

/** A trouble is one of the workflow from so many reviews and calls on, and from this share (0..1) of the reviews in which the agent ran. */
const minimumReviews = 3;
const minimumCalls = 5;
const minimumShare = 0.2;
/** After so many reviews of the agent without it, it is over. */
const overAfter = 20;
/** So many more reviews with the trouble are news. */
const worthTelling = 3;
const citedReviews = 8;
const mostLessons = 20;

/** Adds, confirms and retires lessons of the kind `workflow`, for the agent that they are about. The same input gives the same drafts. */
export function toolLessonDrafts(input: ToolLessonInput): Draft[] {
  const known = new Map(input.lessons.map((l) => [l.id, l]));
  const drafts: Draft[] = [];
  const sorted = [...input.troubles.byKey.values()].sort(byWeight);
  let standing = 0;
  for (const trouble of sorted) {
    const id = toolLessonId(trouble, input.hash);
    const lesson = known.get(id);
    const inEffect = lesson?.status === 'active' || lesson?.status === 'trial';
    if (inEffect) {
      standing += 1;
      const draft = over(input, lesson, trouble) ?? confirm(input, lesson, trouble);
      if (draft) drafts.push(draft);
      continue;
    }
    // what people took out, or what is over, returns only when it begins anew
    const since = input.since.get(id);
    const reviews = trouble.reviews.filter((r) => since === undefined || r.at > since);
    if (standing >= mostLessons || lesson?.status === 'dormant' || lesson?.pinned || !isWorkflow(input, trouble, reviews)) continue;
    standing += 1;
    drafts.push(learn(input, id, trouble, reviews, lesson));
  }
  return drafts;
}

function isWorkflow({ troubles }: ToolLessonInput, { agent }: ToolTrouble, reviews: TroubledReview[]): boolean {
  const runs = troubles.runs.get(agent) ?? [];
  const recent = reviews.filter((r) => r.at >= (runs[0] ?? ''));
  const since = runs.filter((at) => at > (recent.at(-1)?.at ?? '')).length;
  return (
    recent.length >= minimumReviews && callsOf(recent) >= minimumCalls && recent.length >= minimumShare * runs.length && since < overAfter
  );
}

function learn(
  { ids, at, troubles }: ToolLessonInput,
  id: string,
  trouble: ToolTrouble,
  reviews: TroubledReview[],
  known: Lesson | undefined,
): Draft {
  const { agent, tool, kind, isSpecialist } = trouble;
  const evidence = reviews.slice(-citedReviews).reverse().map(cited);
  const runs = troubles.runs.get(agent)?.length ?? 0;
  const said = `${countOf(callsOf(reviews), 'call')} of ${code(tool)} by ${code(agent)} in vain, in ${countOf(reviews.length, 'review')} of its last ${runs}`;
  const value: Lesson = {
    v: 1,
    id,
    kind: 'workflow',
    status: 'active',
    statement: words[kind](code(agent), code(tool)),
    body: `Counted on ${at.slice(0, 10)}: ${said}.`,
    scope: { paths: [], languages: [], rules: [], symbols: [] },
    confidence: shareOf(trouble, troubles),
    counts: { accepted: 0, dismissed: 0, overruled: 0 },
    evidence: unionOfEvidence(known?.evidence ?? [], evidence),
    provenance: 'outcome',
    validFrom: at,
    lastConfirmed: reviews.at(-1)?.at ?? at,
    audience: isSpecialist ? agent : 'all',
    pinned: false,
  };
  return {
    operation: { v: 1, id: ids.next('op'), lesson: id, reason: said, by: 'outcome', evidence, op: known ? 'revise' : 'add', value },
  };
}

function confirm({ ids, troubles }: ToolLessonInput, lesson: Lesson, trouble: ToolTrouble): Draft | undefined {
  const newer = trouble.reviews.filter((r) => r.at > lesson.lastConfirmed);
  const last = newer.at(-1);
  if (!last || newer.length < worthTelling) return undefined;
  const cites = new Set(lesson.evidence.map(evidenceKey));
  const operation: Operation = {
    v: 1,
    id: ids.next('op'),
    lesson: lesson.id,
    reason: `${countOf(callsOf(newer), 'more call')} in vain, in ${countOf(newer.length, 'review')}`,
    by: 'outcome',
    evidence:
      lesson.evidence.length < 2 * citedReviews
        ? newer
            .slice(-worthTelling)
            .map(cited)
            .filter((e) => !cites.has(evidenceKey(e)))
        : [],
    op: 'reinforce',
    counts: lesson.counts,
    confidence: shareOf(trouble, troubles),
    lastConfirmed: last.at,
  };
  return { operation };
}

function over({ ids, troubles }: ToolLessonInput, lesson: Lesson, { agent, reviews }: ToolTrouble): Draft | undefined {
  const last = reviews.at(-1)?.at ?? '';
  const since = (troubles.runs.get(agent) ?? []).filter((at) => at > last && at > lesson.validFrom).length;
  if (since < overAfter || lesson.pinned || lesson.provenance !== 'outcome') return undefined;
  const reason = `it did not happen in the last ${since} reviews of ${code(agent)}`;
  return { operation: { v: 1, id: ids.next('op'), lesson: lesson.id, reason, by: 'outcome', evidence: [], op: 'retire' } };
}

/** At most 80 characters of `a-z0-9-`. */
function toolLessonId({ agent, tool, kind }: Pick<ToolTrouble, 'agent' | 'tool' | 'kind'>, hash: ToolLessonInput['hash']): string {
  const digest = hash.sha256(`workflow\0${agent}\0${tool}\0${kind}`).slice(0, 8);
  return ['workflow', slug(tool), kind, 'for', slug(agent), digest].join('-');
}

function slug(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 20)
    .replace(/^-+|-+$/g, '');
  return plain || 'x';
}

/** Beta(1, 1) prior on the share of its reviews in which the agent has the trouble. */
function shareOf({ agent, reviews }: ToolTrouble, { runs }: ToolTroubles): number {
  const of = runs.get(agent) ?? [];
  const recent = reviews.filter((r) => r.at >= (of[0] ?? '')).length;
  return Math.round(((1 + recent) / (2 + Math.max(of.length, recent))) * 1000) / 1000;
}

function callsOf(reviews: readonly TroubledReview[]): number {
  return reviews.reduce((sum, r) => sum + r.calls, 0);
}

function cited({ cite }: TroubledReview): EventEvidence {
  return { type: 'event', ...cite };
}

function byWeight(a: ToolTrouble, b: ToolTrouble): number {
  const key = ({ agent, tool, kind }: ToolTrouble): string => `${agent}\0${tool}\0${kind}`;
  return b.reviews.length - a.reviews.length || (key(a) < key(b) ? -1 : 1);
}

const words: Record<TroubleKind, (agent: string, tool: string) => string> = {
  missing: (agent, tool) => `${agent} often asks ${tool} for what is not there: looking first where things are saves calls`,
  input: (agent, tool) => `${agent} often calls ${tool} with input that does not fit: its form is in the tool’s description`,
  limit: (agent, tool) => `${agent} often runs into a limit of ${tool}: asking for less at once saves calls`,
  slow: (agent, tool) => `${agent} often waits for ${tool} in vain: asking for less at once saves time`,
  failed: (agent, tool) => `Calls of ${tool} by ${agent} often fail: another way saves calls`,
  again: (agent, tool) => `${agent} often asks ${tool} the same again: the answer is there already`,
};
