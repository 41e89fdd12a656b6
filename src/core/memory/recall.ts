/** Recall: the lessons that are brought into one review. */
import { languageOf } from '../analysis/language.js';
import type { Hasher } from '../ports.js';
import { checkCitations } from './code-citation.js';
import type { Lesson } from './lesson.js';
import { coversSymbol, inOrder, matchesPlace } from './matches-lesson.js';
import type { Memory } from './memory-store.js';
import { asItActs, unverifiedWords } from './unverified.js';

/** What is under review. A list that is absent or empty is not known yet and limits nothing; `paths` always does. */
export type RecallInput = {
  paths: string[];
  rules?: string[];
  /** Languages of the paths whose name does not tell. */
  languages?: string[];
  symbols?: string[];
  /** See `checkCitations`. */
  codeAt: (path: string) => string[] | undefined;
  hash: Pick<Hasher, 'sha256'>;
};

export type RecalledLesson = { lesson: Lesson; blob: string; why: string };

/**
 * Gives the active and trial lessons in scope, in the order in which their effects apply, each with the reason. A lesson in scope whose
 * cited code is gone sleeps for this review (`dormant`), and one that is not verified is given as on trial; memory itself does not change.
 */
export function recall(
  memory: Pick<Memory, 'lessons' | 'blobs' | 'unverified'>,
  input: RecallInput,
): { recalled: RecalledLesson[]; dormant: { lesson: Lesson; why: string }[] } {
  const recalled: RecalledLesson[] = [];
  const dormant: { lesson: Lesson; why: string }[] = [];
  for (const lesson of inOrder(memory.lessons.filter(isEffective).map((l) => asItActs(l, memory)))) {
    const inScope = whyInScope(lesson, input);
    if (inScope === undefined) continue;
    const why = memory.unverified.has(lesson.id) ? `${inScope}; ${unverifiedWords}` : inScope;
    const cited = checkCitations(lesson, input.codeAt, input.hash);
    if (cited.state === 'gone') dormant.push({ lesson, why: cited.why });
    else recalled.push({ lesson, blob: memory.blobs.get(lesson.id) ?? '', why });
  }
  return { recalled, dormant };
}

export function isEffective(lesson: Pick<Lesson, 'status'>): boolean {
  return lesson.status === 'active' || lesson.status === 'trial';
}

function whyInScope(lesson: Lesson, { paths, rules = [], languages = [], symbols = [] }: RecallInput): string | undefined {
  const { scope } = lesson;
  const places = paths.filter((path) => {
    const language = languageOf(path);
    return language === undefined && languages.length > 0
      ? languages.some((known) => matchesPlace(lesson, path, known))
      : matchesPlace(lesson, path, language);
  });
  if (places.length === 0) return undefined;
  const rule = scope.rules.find((wanted) => rules.includes(wanted));
  if (scope.rules.length && rules.length && rule === undefined) return undefined;
  const symbol = symbols.find((there) => scope.symbols.some((wanted) => coversSymbol(wanted, there)));
  if (scope.symbols.length && symbols.length && symbol === undefined) return undefined;

  const [first] = places;
  const reasons = [
    scope.paths.length || scope.languages.length
      ? `${first}${places.length > 1 ? ` and ${places.length - 1} more` : ''} in its scope`
      : 'it holds everywhere',
    ...(rule === undefined ? [] : [`rule ${rule}`]),
    ...(symbol === undefined ? [] : [`symbol ${symbol}`]),
  ];
  return reasons.join(', ');
}
