/** Recall, its first part: the lessons whose scope a change lies in. Which of them a prompt has room for is chosen afterwards (see `chooseLessons`). */
import { languageOf } from '../analysis/language.js';
import type { Hasher } from '../ports.js';
import { checkCitations } from './code-citation.js';
import type { Lesson } from './lesson.js';
import { coversSymbol, inOrder, matchesPlace } from './matches-lesson.js';
import type { Memory } from './memory-store.js';
import { PathSet } from './path-globs.js';
import { asItActs, unverifiedWords } from './unverified.js';

/** What is under review. A list that is absent or empty is not known yet and limits nothing; `paths` always does. */
export type RecallScope = {
  paths: string[];
  rules?: string[];
  /** Languages of the paths whose name does not tell. */
  languages?: string[];
  symbols?: string[];
  /** Symbols under review in single files; see `SymbolsByPath`. */
  symbolsAt?: SymbolsByPath;
};

/** The symbols (dotted) that a change touches, by path. A path that is absent is not known and limits nothing; an empty list is known. */
export type SymbolsByPath = ReadonlyMap<string, readonly string[]>;

export type RecallInput = RecallScope & {
  /** See `checkCitations`. */
  codeAt: (path: string) => string[] | undefined;
  hash: Pick<Hasher, 'sha256'>;
};

export type RecalledLesson = { lesson: Lesson; blob: string; why: string };

type Remembered = Pick<Memory, 'lessons' | 'blobs' | 'unverified'>;

/**
 * Gives the active and trial lessons in scope, in the order in which their effects apply, each with the reason. A lesson in scope whose
 * cited code is gone sleeps for this review (`dormant`), and one that is not verified is given as on trial; memory itself does not change.
 */
export function recall(memory: Remembered, input: RecallInput): { recalled: RecalledLesson[]; dormant: { lesson: Lesson; why: string }[] } {
  return whileCodeStands(lessonsInScope(memory, input), input);
}

/** The active and trial lessons in scope, before anybody has looked whether the code they cite is still there. */
export function lessonsInScope(memory: Remembered, scope: RecallScope): RecalledLesson[] {
  const reasons = new Map<Lesson, string>();
  const places = placesOf(scope);
  for (const lesson of memory.lessons) {
    if (!isEffective(lesson)) continue;
    const why = whyInScope(lesson, scope, places(lesson));
    if (why !== undefined) reasons.set(asItActs(lesson, memory), why);
  }
  return inOrder([...reasons.keys()]).map((lesson) => {
    const why = reasons.get(lesson) ?? '';
    const blob = memory.blobs.get(lesson.id) ?? '';
    return { lesson, blob, why: memory.unverified.has(lesson.id) ? `${why}; ${unverifiedWords}` : why };
  });
}

/** Takes those out whose cited code is gone. */
export function whileCodeStands(
  inScope: RecalledLesson[],
  { codeAt, hash }: Pick<RecallInput, 'codeAt' | 'hash'>,
): { recalled: RecalledLesson[]; dormant: { lesson: Lesson; why: string }[] } {
  const recalled: RecalledLesson[] = [];
  const dormant: { lesson: Lesson; why: string }[] = [];
  for (const item of inScope) {
    const cited = checkCitations(item.lesson, codeAt, hash);
    if (cited.state === 'gone') dormant.push({ lesson: item.lesson, why: cited.why });
    else recalled.push(item);
  }
  return { recalled, dormant };
}

/** True when the lesson speaks of the file, and of one of the symbols that the change touches there. */
export function speaksOf(lesson: Pick<Lesson, 'scope'>, path: string, symbolsAt?: SymbolsByPath): boolean {
  return matchesPlace(lesson, path) && touchesSymbol(lesson, symbolsAt?.get(path));
}

function touchesSymbol({ scope }: Pick<Lesson, 'scope'>, there: readonly string[] | undefined): boolean {
  if (scope.symbols.length === 0 || there === undefined) return true;
  return there.some((symbol) => scope.symbols.some((wanted) => coversSymbol(wanted, symbol)));
}

export function isEffective(lesson: Pick<Lesson, 'status'>): boolean {
  return lesson.status === 'active' || lesson.status === 'trial';
}

/** The paths under review that a lesson speaks of. Lessons with the same scope, which are many, share the answer. */
function placesOf({ paths, languages = [] }: RecallScope): (lesson: Lesson) => string[] {
  const all = new PathSet(paths);
  const language = new Map(paths.map((path) => [path, languageOf(path)]));
  const known = new Map<string, string[]>();
  return ({ scope }) => {
    const [only = '', ...more] = scope.paths;
    const key = more.length + scope.languages.length === 0 ? only : `${scope.languages.join('\0')}\0\0${scope.paths.join('\0')}`;
    const before = known.get(key);
    if (before) return before;
    const inPaths = scope.paths.length === 0 ? paths : all.matching(scope.paths);
    const wanted = (path: string): boolean => {
      const own = language.get(path);
      return own === undefined ? languages.some((l) => scope.languages.includes(l)) : scope.languages.includes(own);
    };
    const found = scope.languages.length === 0 ? inPaths : inPaths.filter(wanted);
    known.set(key, found);
    return found;
  };
}

function whyInScope(lesson: Lesson, { rules = [], symbols: named = [], symbolsAt }: RecallScope, inPaths: string[]): string | undefined {
  const { scope } = lesson;
  const places = scope.symbols.length && symbolsAt ? inPaths.filter((path) => touchesSymbol(lesson, symbolsAt.get(path))) : inPaths;
  if (places.length === 0) return undefined;
  const symbols = named.length ? named : scope.symbols.length ? places.flatMap((path) => symbolsAt?.get(path) ?? []) : [];
  const rule = rules.length ? scope.rules.find((wanted) => rules.includes(wanted)) : undefined;
  if (scope.rules.length && rules.length && rule === undefined) return undefined;
  const symbol = scope.symbols.length ? symbols.find((there) => scope.symbols.some((wanted) => coversSymbol(wanted, there))) : undefined;
  if (scope.symbols.length && named.length && symbol === undefined) return undefined;

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
