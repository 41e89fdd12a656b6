/**
 * What becomes of lessons that the statistics would never write (several rules, symbols, languages, one specialist, globs of their own, a demotion)
 * when verdicts speak about them: they are counted, promoted, narrowed, put back on trial or retired, or a person is asked.
 */
import type { Lesson } from '../memory/lesson.js';
import { isEffective } from '../memory/recall.js';
import type { Operation } from '../memory/operation.js';
import { countOf } from '../transcript/count-of.js';
import { type AboutLesson, aboutLesson, directionOf } from './about-lesson.js';
import { breathe } from './breathe.js';
import { authorityAgainst, type Draft, newestOf, retireDraft } from './draft.js';
import { isCountedHotspot } from './hot-places.js';
import { citeEvent, code, countsOf, judgementsOf, speakingAgainst, tallyText, type TopicPlace } from './lesson-draft.js';
import { isWrong, narrowLesson } from './narrow-lesson.js';
import { observationsNear } from './near-observations.js';
import type { Observation } from './observation.js';
import { confidence, contradicted, supports } from './posterior.js';
import { fingerprintsFor, outranked, recount, takenBack } from './reconsider.js';
import { managedTopic, type RefineInput } from './rule-state.js';
import { everywhere } from './scope-lattice.js';
import { personDecides } from './whose-lesson.js';

const mostNotes = 10;

/** `notes` tell what verdicts may say and do not tell. The same input gives the same drafts. */
export async function reconsiderOthers(input: RefineInput, signal: AbortSignal): Promise<{ drafts: Draft[]; notes: string[] }> {
  const near = observationsNear(input.observations);
  const whose = personDecides(input);
  const drafts: Draft[] = [];
  const notes: string[] = [];
  const speaking = {
    'hold-back': fingerprintsFor(input.observations, 'hold-back'),
    raise: fingerprintsFor(input.observations, 'raise'),
  };
  for (const [index, lesson] of input.lessons.entries()) {
    if (index % 64 === 63) {
      await breathe();
      signal.throwIfAborted();
    }
    if (!lesson.effect || !isEffective(lesson) || managedTopic(lesson) || isCountedHotspot(lesson, input)) continue;
    const about = aboutLesson(lesson, near(lesson));
    const isTakenBack = takenBack(input, lesson, speaking[directionOf(lesson)]);
    const draft = reconsiderOne(input, lesson, { about, isTakenBack, whose: whose(lesson) });
    if (draft) drafts.push(draft);
    const unclear = draft && tellsAgainst(draft) ? 0 : speakingAgainst(about.unclear, directionOf(lesson)).length;
    if (unclear > 0) {
      const which = `${countOf(unclear, 'verdict')} that may speak against ${code(lesson.id)}`;
      notes.push(
        `${which} ${unclear === 1 ? 'does' : 'do'} not tell the ${about.missing.join(' and the ')} of the finding: nothing is done on a guess`,
      );
    }
  }
  const more = notes.length - mostNotes;
  return { drafts, notes: more > 0 ? [...notes.slice(0, mostNotes), `so it is with ${countOf(more, 'more lesson')}`] : notes };
}

function tellsAgainst({ operation }: Draft): boolean {
  return operation.op !== 'reinforce' || operation.status === 'trial';
}

type Known = {
  about: AboutLesson;
  /** Nothing that it cites says any more what it says. */
  isTakenBack: boolean;
  /** Why a person decides about it. */
  whose: string | undefined;
};

function reconsiderOne(input: RefineInput, lesson: Lesson, { about, isTakenBack, whose }: Known): Draft | undefined {
  const { inside } = about;
  const direction = directionOf(lesson);
  const place: TopicPlace = { direction, scope: lesson.scope.paths[0] ?? everywhere };
  const judgements = judgementsOf(inside);
  const since = input.since.get(lesson.id);
  const counted = (): Draft | undefined => recount(input, place, inside, lesson, {});
  // what people wrote stands on their word, whatever they cite for it
  if (isTakenBack && (whose === undefined || lesson.provenance !== 'person')) {
    const why = 'every verdict that it cites was taken back or changed';
    return since === undefined ? retireDraft(input, lesson, [], { why, ...(whose !== undefined && { conflict: whose }) }) : undefined;
  }
  if (!contradicted(judgements, direction)) {
    const promote = lesson.status === 'trial' && !lesson.pinned && supports(judgements, direction) && since === undefined;
    return recount(input, place, inside, lesson, promote ? { status: 'active' } : {});
  }
  const against = speakingAgainst(inside, direction);
  const newest = against.at(-1)?.at ?? '';
  if (since !== undefined && newest <= since) return counted();
  const conflict = whose ?? outranked(lesson, against);
  if (conflict !== undefined && newest <= lesson.lastConfirmed) return counted();

  const overruled = inside.filter((o) => o.overruled.includes(lesson.id)).length;
  const why = `contradicted: ${tallyText(inside, direction)}${overruled > 0 ? `, ${overruled} brought back` : ''}`;
  const asked = conflict === undefined ? {} : { conflict };
  const back = recount(input, place, inside, lesson, { status: 'trial', why });
  const narrowed = narrowLesson(lesson, about, input.at);
  const otherwise = conflict === undefined && back ? { otherwise: [back] } : {};
  if (narrowed) return { ...narrowDraft(input, lesson, narrowed, { inside, against }), ...asked, ...otherwise };
  if (conflict !== undefined || (lesson.status === 'trial' && (isWrong(judgements, direction) || overruled > 1)))
    return { ...retireDraft(input, lesson, against, { why, ...asked }), relieves: lesson, ...otherwise };
  return back;
}

function narrowDraft(
  input: RefineInput,
  lesson: Lesson,
  narrowed: { lesson: Lesson; why: string },
  { inside, against }: { inside: Observation[]; against: Observation[] },
): Draft {
  const direction = directionOf(lesson);
  const left = aboutLesson(narrowed.lesson, inside).inside;
  const value: Lesson = {
    ...narrowed.lesson,
    counts: countsOf(left, lesson.id),
    confidence: confidence(judgementsOf(left), direction),
  };
  const newest = newestOf(against);
  const operation: Operation = {
    v: 1,
    id: input.ids.next('op'),
    lesson: lesson.id,
    reason: narrowed.why,
    by: authorityAgainst(newest),
    evidence: newest.map(citeEvent),
    op: 'revise',
    value,
  };
  return { operation, relieves: lesson };
}
