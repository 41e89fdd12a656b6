/** Brings the lessons that matter into a review, checking the code they cite against the reviewed version. */
import type { ChangeSet, Contents } from '../changes/change-set.js';
import { linesOf } from '../changes/lines.js';
import type { Lesson } from '../memory/lesson.js';
import type { Memory } from '../memory/memory-store.js';
import { lessonsInScope, type RecalledLesson, whileCodeStands } from '../memory/recall.js';
import type { Hasher, Redact } from '../ports.js';

export type RecallDeps = {
  memory: Pick<Memory, 'lessons' | 'blobs' | 'unverified'>;
  changes: ChangeSet;
  contents: Pick<Contents, 'readPath'>;
  redact: Redact;
  hash: Pick<Hasher, 'sha256'>;
};

export type RecalledLessons = {
  effective: Lesson[];
  recalled: RecalledLesson[];
  event: { lessons: { lesson: string; blob: string; why: string }[]; dormant: { lesson: string; why: string }[] };
};

/** Reads only what the lessons in scope cite: the cost follows the change, not the memory. */
export async function recallLessons({ memory, changes, contents, redact, hash }: RecallDeps): Promise<RecalledLessons> {
  const paths = changes.files.filter((f) => f.skip === undefined).map((f) => f.path);
  const inScope = lessonsInScope(memory, { paths });
  const cited = new Map<string, string[] | undefined>();
  for (const { lesson } of inScope) {
    for (const evidence of lesson.evidence) if (evidence.type === 'code') cited.set(evidence.path, undefined);
  }
  await Promise.all(
    [...cited.keys()].map(async (path) => {
      const content = await contents.readPath(path);
      // a file that is gone has no lines; one that cannot be read says nothing
      if (content.state === 'text') cited.set(path, linesOf(redact(content.text)));
      else if (content.state === 'absent') cited.set(path, []);
    }),
  );
  const { recalled, dormant } = whileCodeStands(inScope, { codeAt: (path) => cited.get(path), hash });
  return {
    recalled,
    effective: recalled.map((r) => r.lesson),
    event: {
      lessons: recalled.map((r) => ({ lesson: r.lesson.id, blob: r.blob, why: r.why })),
      dormant: dormant.map((d) => ({ lesson: d.lesson.id, why: d.why })),
    },
  };
}
