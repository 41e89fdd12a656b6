/** Which verdicts a lesson of any shape is about, as far as they tell: a review sees more of a finding than its verdict keeps. */
import { languageOf } from '../analysis/language.js';
import type { Lesson } from '../memory/lesson.js';
import { matchesLesson } from '../memory/matches-lesson.js';
import type { Subject } from '../transcript/ledger-event.js';
import type { Observation } from './observation.js';
import type { Direction } from './posterior.js';

/** `unclear`: verdicts that may be about it, but do not tell what its scope asks for; `missing` names that. */
export type AboutLesson = { inside: Observation[]; unclear: Observation[]; missing: string[] };

/**
 * Matched as a review does. Where the verdict does not tell, the review's own record decides: a lesson that touched the finding was about it. What
 * neither tells is unclear, and nobody acts on a guess. Security findings are never quieted, so they say nothing for or against quieting.
 */
export function aboutLesson(lesson: Lesson, near: readonly Observation[]): AboutLesson {
  const about: AboutLesson = { inside: [], unclear: [], missing: [] };
  const quiets = directionOf(lesson) === 'hold-back';
  const missing = new Set<string>();
  for (const o of near) {
    if (quiets && o.subject.security) continue;
    const untold = untoldAbout(lesson, o.subject);
    if (!untold) continue;
    if (untold.length === 0 || o.subject.lessons.includes(lesson.id) || o.overruled.includes(lesson.id)) about.inside.push(o);
    else {
      about.unclear.push(o);
      for (const what of untold) missing.add(what);
    }
  }
  about.missing = [...missing];
  return about;
}

/** What would have to be known to say whether the lesson is about the finding: nothing when it is; undefined when it surely is not. */
export function untoldAbout(lesson: Lesson, subject: Subject): Untold[] | undefined {
  if (matchesLesson(lesson, subject)) return [];
  // nearly all lessons ask for nothing else than every verdict tells
  if (lesson.scope.symbols.length + lesson.scope.languages.length === 0 && lesson.effect?.shape === undefined) return undefined;
  const untold = untoldOf(lesson, subject);
  return untold.length > 0 && matchesLesson(without(lesson, untold), subject) ? untold : undefined;
}

export function directionOf({ effect }: Pick<Lesson, 'effect'>): Direction {
  return effect?.do === 'raise' ? 'raise' : 'hold-back';
}

type Untold = 'symbol' | 'code' | 'language';

/** What the lesson asks for and the verdict does not keep. */
function untoldOf({ scope, effect }: Lesson, { path, symbol, quote }: Subject): Untold[] {
  return [
    ...(scope.symbols.length > 0 && symbol === undefined ? (['symbol'] as const) : []),
    ...(effect?.shape !== undefined && quote === undefined ? (['code'] as const) : []),
    ...(scope.languages.length > 0 && languageOf(path) === undefined ? (['language'] as const) : []),
  ];
}

function without({ scope, effect, audience }: Lesson, untold: Untold[]): Pick<Lesson, 'scope' | 'effect' | 'audience'> {
  const relaxed = {
    ...scope,
    ...(untold.includes('symbol') && { symbols: [] }),
    ...(untold.includes('language') && { languages: [] }),
  };
  return { scope: relaxed, audience, ...(effect && { effect: untold.includes('code') ? { do: effect.do } : effect }) };
}
