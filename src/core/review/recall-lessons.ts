/** Brings the lessons that matter into a review, checking the code they cite against the reviewed version. */
import type { ChangedFile, ChangeSet, Contents } from '../changes/change-set.js';
import { linesOf } from '../changes/lines.js';
import type { Lesson } from '../memory/lesson.js';
import { matchesPlace } from '../memory/matches-lesson.js';
import type { Memory } from '../memory/memory-store.js';
import { lessonsInScope, type RecalledLesson, type SymbolsByPath, whileCodeStands } from '../memory/recall.js';
import type { Hasher, Redact } from '../ports.js';

export type RecallDeps = {
  memory: Pick<Memory, 'lessons' | 'blobs' | 'unverified'>;
  changes: ChangeSet;
  contents: Pick<Contents, 'readPath'>;
  redact: Redact;
  hash: Pick<Hasher, 'sha256'>;
  /** Tells the symbols that the change touches in these files; absent: nobody can. */
  symbolsOf?: (files: ChangedFile[]) => Promise<SymbolsByPath>;
  /** Which files are asked for them: those where a lesson names a symbol, or all, for whoever weighs lessons by them. Default `needed`. */
  symbols?: 'needed' | 'all';
};

export type RecalledLessons = {
  effective: Lesson[];
  /** As far as they were asked for. */
  symbols: SymbolsByPath;
  recalled: RecalledLesson[];
  event: { lessons: { lesson: string; blob: string; why: string }[]; dormant: { lesson: string; why: string }[] };
};

/** Reads only what the lessons in scope cite: the cost follows the change, not the memory. */
export async function recallLessons({ memory, changes, contents, redact, hash, ...rest }: RecallDeps): Promise<RecalledLessons> {
  const files = changes.files.filter((f) => f.skip === undefined);
  const paths = files.map((f) => f.path);
  const inPaths = lessonsInScope(memory, { paths });
  const naming = inPaths.filter(({ lesson }) => lesson.scope.symbols.length > 0);
  const asked = rest.symbols === 'all' ? files : files.filter((f) => naming.some(({ lesson }) => matchesPlace(lesson, f.path)));
  const symbols: SymbolsByPath = asked.length > 0 && rest.symbolsOf ? await rest.symbolsOf(asked) : new Map();
  const inScope = naming.length > 0 ? lessonsInScope(memory, { paths, symbolsAt: symbols }) : inPaths;
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
    symbols,
    event: {
      lessons: recalled.map((r) => ({ lesson: r.lesson.id, blob: r.blob, why: r.why })),
      dormant: dormant.map((d) => ({ lesson: d.lesson.id, why: d.why })),
    },
  };
}
