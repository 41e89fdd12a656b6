/** The engine's call for the lessons that matter to files somebody is about to change. */
import type { Repo } from '../core/changes/change-set.js';
import { findLessons } from '../core/memory/find-lessons.js';
import type { Recalled, RecallRequest } from '../core/memory/lesson-at-hand.js';
import { inOrder } from '../core/memory/matches-lesson.js';
import type { Memory, MemoryStore } from '../core/memory/memory-store.js';
import { isEffective, recall, type RecalledLesson } from '../core/memory/recall.js';
import { asItActs, unverifiedWords } from '../core/memory/unverified.js';
import type { Hasher, Redact } from '../core/ports.js';
import type { Reverie } from '../core/reverie.js';
import { openCodeSearch } from './dream/code-search.js';

type RecallDeps = { repo: Repo; store: Pick<MemoryStore, 'read'>; redact: Redact; hash: Pick<Hasher, 'sha256'> };

export function recallCall({ repo, store, redact, hash }: RecallDeps): Pick<Reverie, 'recall'> {
  return {
    async recall({ paths, words, offset, limit, ...rest }: RecallRequest, { signal }): Promise<Recalled> {
      const memory = await store.read();
      const inScope = paths ? recall(memory, { paths, ...rest, codeAt: () => undefined, hash }).recalled : everyLesson(memory, rest.rules);
      const wanted = new Set(
        findLessons(
          inScope.map((r) => r.lesson),
          words === undefined ? {} : { words },
        ),
      );
      const found = inScope.filter((r) => wanted.has(r.lesson));
      // only what is shown is looked for
      const code = openCodeSearch({ repo, redact, hash, signal });
      try {
        const lessons: Recalled['lessons'] = [];
        for (const { lesson, why } of found.slice(offset, offset + limit)) {
          const cited = lesson.evidence.filter((item) => item.type === 'code');
          const states = await Promise.all(cited.map((item) => code.findCode(item)));
          const dormant = states.length > 0 && states.every((state) => state === 'gone');
          lessons.push({ lesson, why, unverified: memory.unverified.has(lesson.id), code: states, dormant });
        }
        return { lessons, total: found.length };
      } finally {
        await code.close();
      }
    },
  };
}

function everyLesson(memory: Memory, rules: string[] = []): RecalledLesson[] {
  const inEffect = findLessons(memory.lessons.filter(isEffective), { rules });
  return inOrder(inEffect.map((l) => asItActs(l, memory))).map((lesson) => ({
    lesson,
    blob: memory.blobs.get(lesson.id) ?? '',
    why: memory.unverified.has(lesson.id) ? `it is in effect; ${unverifiedWords}` : 'it is in effect',
  }));
}
