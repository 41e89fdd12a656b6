/** Which lessons cite code that is gone: for memory health, and for putting lessons to sleep. */
import { evidenceKey, type Lesson } from '../memory/lesson.js';
import { breathe } from './breathe.js';
import type { FindCode } from './rest.js';

/** Lessons of which some cited code is surely gone. What cannot be read is not gone. Retired lessons are not looked at. */
export async function goneCitations(
  lessons: readonly Lesson[],
  findCode: FindCode,
  options: { signal?: AbortSignal } = {},
): Promise<Map<string, { gone: number; cited: number }>> {
  const found = new Map<string, { gone: number; cited: number }>();
  for (const [index, { id, status, evidence }] of lessons.entries()) {
    if (status === 'retired') continue;
    if (index % 64 === 63) await breathe();
    options.signal?.throwIfAborted();
    const cited = evidence.filter((e) => e.type === 'code');
    const states = await Promise.all(cited.map((e) => findCode(e)));
    const gone = states.filter((state) => state === 'gone').length;
    if (gone > 0) found.set(id, { gone, cited: cited.length });
  }
  return found;
}

/** The same citation is looked for once. */
export function findCodeOnce(findCode: FindCode): FindCode {
  const known = new Map<string, ReturnType<FindCode>>();
  return (evidence) => {
    const key = evidenceKey(evidence);
    let state = known.get(key);
    if (!state) known.set(key, (state = findCode(evidence)));
    return state;
  };
}
