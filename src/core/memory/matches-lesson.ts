/** Whether a finding lies in a lesson's scope. The same test decides effects, counts and backtests. */
import { codeShape } from '../analysis/code-shape.js';
import { languageOf } from '../analysis/language.js';
import { type Lesson, provenances } from './lesson.js';
import { matchesGlobs } from './path-globs.js';

/** What is known of a finding; a ledger event's subject is one. */
export type LessonSubject = {
  rule?: string | undefined;
  path: string;
  /** Default: the language of `path`. */
  language?: string | undefined;
  /** Dotted, as in anchors. */
  symbol?: string | undefined;
  quote?: string | undefined;
  /** Default: the shape of `quote`. */
  shape?: string | undefined;
  /** Name of the analyzer or specialist. */
  source?: string | undefined;
};

/**
 * True when the finding lies in the lesson's scope, and has its code shape when the effect names one. A scope with `when` or `unless`
 * matches nothing here: nobody can check such a condition without reading the code, and in doubt a finding is shown.
 */
export function matchesLesson(lesson: Pick<Lesson, 'scope' | 'effect' | 'audience'>, subject: LessonSubject): boolean {
  const { scope, effect, audience } = lesson;
  if (scope.when !== undefined || scope.unless !== undefined) return false;
  if (audience !== 'all' && subject.source !== audience) return false;
  if (!anyOf(scope.rules, (rule) => rule === subject.rule)) return false;
  if (!matchesPlace(lesson, subject.path, subject.language)) return false;
  if (!anyOf(scope.symbols, (symbol) => coversSymbol(symbol, subject.symbol))) return false;
  if (effect?.shape === undefined) return true;
  return effect.shape === shapeOf(subject);
}

/** The shape of a finding's code; undefined when its code is not known. Worked out once for each subject, however many lessons ask: a subject never changes. */
function shapeOf(subject: LessonSubject): string | undefined {
  if (subject.shape !== undefined || subject.quote === undefined) return subject.shape;
  let shape = shapes.get(subject);
  if (shape === undefined) shapes.set(subject, (shape = codeShape(subject.quote)));
  return shape;
}

const shapes = new WeakMap<LessonSubject, string>();

/** True when the file is one the lesson speaks of. */
export function matchesPlace({ scope }: Pick<Lesson, 'scope'>, path: string, language?: string): boolean {
  // looked up only where it is asked for: thousands of lessons are tried on each finding
  if (scope.languages.length > 0 && !scope.languages.includes(language ?? languageOf(path) ?? '')) return false;
  return scope.paths.length === 0 || matchesGlobs(path, scope.paths);
}

/** `Cart` covers `Cart` and `Cart.total`. */
export function coversSymbol(symbol: string, of: string | undefined): boolean {
  return of !== undefined && (of === symbol || of.startsWith(`${symbol}.`));
}

/** A hotspot speaks of a place, whatever is found there: what is known of a rule goes before it. */
export function speaksOfPlaceOnly({ kind, scope }: Pick<Lesson, 'kind' | 'scope'>): boolean {
  return kind === 'hotspot' && scope.rules.length === 0;
}

/** Sorts pinned lessons first and hotspots last, then higher authority, narrower scope, higher confidence, and at last the id. */
export function inOrder(lessons: Lesson[]): Lesson[] {
  const keyed = lessons.map((lesson) => ({ lesson, narrow: narrowness(lesson), authority: provenances.indexOf(lesson.provenance) }));
  keyed.sort((a, b) => {
    const authority = a.authority - b.authority;
    const pinned = Number(b.lesson.pinned) - Number(a.lesson.pinned);
    const behind = Number(speaksOfPlaceOnly(a.lesson)) - Number(speaksOfPlaceOnly(b.lesson));
    const id = a.lesson.id < b.lesson.id ? -1 : 1;
    return pinned || behind || authority || b.narrow - a.narrow || b.lesson.confidence - a.lesson.confidence || id;
  });
  return keyed.map((k) => k.lesson);
}

/** A symbol is narrower than a shape, a shape than a file, a file than a folder, the deeper the narrower, then rules, then languages. */
function narrowness({ scope, effect }: Lesson): number {
  const symbol = scope.symbols.length ? 2 ** 12 : 0;
  const shape = effect?.shape === undefined ? 0 : 2 ** 11;
  const paths = scope.paths.length ? Math.min(...scope.paths.map(depth)) * 2 ** 3 : 0;
  return symbol + shape + paths + (scope.rules.length ? 2 : 0) + (scope.languages.length ? 1 : 0);
}

/** Folders before the first wild card, at most 100; a whole path counts 200. */
function depth(glob: string): number {
  const wild = glob.search(/[*?[{]/);
  return wild < 0 ? 200 : Math.min(glob.slice(0, wild).split('/').length, 100);
}

function anyOf(wanted: string[], test: (item: string) => boolean): boolean {
  return wanted.length === 0 || wanted.some(test);
}
