/** Rest: lessons sleep while all the code that they cite is gone, and wake when some of it is back. */
import type { CitationState } from '../memory/code-citation.js';
import type { CodeEvidence, Lesson } from '../memory/lesson.js';
import type { Ids } from '../ports.js';
import type { Draft } from './draft.js';

/** Whether cited code still stands where anyone may be at work. What cannot be read is `unknown`. */
export type FindCode = (evidence: CodeEvidence) => Promise<CitationState['state']>;

/** Unknown is not false: only code that is surely gone puts to sleep, and only code that is surely back wakes. Pinned lessons are left alone. */
export async function restDrafts(deps: { ids: Ids }, lessons: Lesson[], findCode: FindCode): Promise<Draft[]> {
  const drafts: Draft[] = [];
  for (const lesson of lessons) {
    const cited = lesson.evidence.filter((e) => e.type === 'code');
    const sleeps = lesson.status === 'dormant';
    if (cited.length === 0 || lesson.pinned || (!sleeps && lesson.status !== 'active' && lesson.status !== 'trial')) continue;
    const found = await Promise.all(cited.map((e) => findCode(e)));
    if (sleeps ? !found.includes('holds') : found.some((state) => state !== 'gone')) continue;
    const reason = sleeps ? 'code that it cites is back' : 'all the code that it cites is gone';
    const common = { v: 1, id: deps.ids.next('op'), lesson: lesson.id, reason, by: 'outcome', evidence: cited.slice(0, 5) } as const;
    drafts.push({ operation: { ...common, op: sleeps ? 'wake' : 'sleep' } });
  }
  return drafts;
}
