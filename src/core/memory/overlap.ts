/** Lessons that speak of the same findings: found through an index by rule and folder, and by their words, so that no lesson is compared with all others. */
import { languageOf } from '../analysis/language.js';
import type { Lesson } from './lesson.js';
import { coversSymbol, inOrder, matchesPlace, speaksOfPlaceOnly } from './matches-lesson.js';
import { matchesGlobs } from './path-globs.js';
import { meaningOf, type Meaning, sketchKeys, wordSimilarity } from './statement-words.js';

/** `lesson` is the one of the two that would have to go: it comes behind `other` in the order in which effects apply. */
export type LessonPair = { lesson: string; other: string; reason: string };

/** From this similarity of their words on (0..1) two statements are one. */
const sameWords = 0.8;
/** So many lessons of one place are looked at for each lesson: a bound on the cost, not on what is sensible. */
const lookedAt = 48;

/** The same for each of the keys of its words. */
const alikeLookedAt = 8;

/**
 * Each lesson at most once in each list. `duplicates`: with the one it repeats, by the same effect on findings that the other covers whole, or
 * by the same words about the same place. `contradictions`: with one that has the opposite effect on findings that both are about, or that
 * says the opposite in the same words.
 */
export function compareLessons(lessons: readonly Lesson[]): { duplicates: LessonPair[]; contradictions: LessonPair[] } {
  const duplicates = new Map<string, LessonPair>();
  const contradictions = new Map<string, LessonPair>();
  const ordered = inOrder([...lessons]);
  const rank = new Map(ordered.map((l, i) => [l.id, i]));
  const before = (a: Lesson, b: Lesson): boolean => (rank.get(a.id) ?? 0) < (rank.get(b.id) ?? 0);
  const contradict = (a: Lesson, b: Lesson, words: (loser: Lesson, winner: Lesson) => string) => {
    const [winner, loser] = before(a, b) ? [a, b] : [b, a];
    if (!contradictions.has(loser.id)) contradictions.set(loser.id, { lesson: loser.id, other: winner.id, reason: words(loser, winner) });
  };

  const places = placeIndex(ordered);
  for (const lesson of ordered) {
    if (!lesson.effect) continue;
    const pull = pullOf(lesson.effect);
    // a hotspot neither repeats nor contradicts what is known of a rule: it gives way
    const alike = (o: Lesson): boolean => speaksOfPlaceOnly(o) === speaksOfPlaceOnly(lesson);
    const other = places
      .around(lesson, pull)
      .find((o) => alike(o) && sameDirection(o, lesson) && coversWhole(o, lesson) && (before(o, lesson) || !coversWhole(lesson, o)));
    if (other) {
      const reason = coversWhole(lesson, other) ? `does what “${short(other)}” does` : `“${short(other)}” does the same, and more widely`;
      duplicates.set(lesson.id, { lesson: lesson.id, other: other.id, reason });
    }
    const against = places.around(lesson, pull === 'quiet' ? 'loud' : 'quiet').find((o) => alike(o) && overlaps(lesson, o));
    if (against) contradict(lesson, against, (loser, winner) => `would ${deed(loser)} what “${short(winner)}” would ${deed(winner)}`);
  }
  for (const [lesson, other, alike] of alikePairs(ordered)) {
    if (alike.opposite) {
      if (!lesson.effect || !other.effect) contradict(lesson, other, (_, winner) => `says the opposite of “${short(winner)}”`);
    } else if (!duplicates.has(lesson.id) && duplicates.get(other.id)?.other !== lesson.id && !opposite(lesson, other)) {
      duplicates.set(lesson.id, { lesson: lesson.id, other: other.id, reason: `says what “${short(other)}” says` });
    }
  }
  return { duplicates: [...duplicates.values()].sort(byLesson), contradictions: [...contradictions.values()].sort(byLesson) };
}

/** True when a finding can lie in the scope of both. Globs with wild cards on both sides are told apart by their folders and endings only. */
export function overlaps(a: Lesson, b: Lesson): boolean {
  if (!shared(a.scope.rules, b.scope.rules, (x, y) => x === y)) return false;
  if (a.audience !== 'all' && b.audience !== 'all' && a.audience !== b.audience) return false;
  if (a.effect?.shape !== undefined && b.effect?.shape !== undefined && a.effect.shape !== b.effect.shape) return false;
  if (!shared(a.scope.languages, b.scope.languages, (x, y) => x === y)) return false;
  if (!shared(a.scope.symbols, b.scope.symbols, (x, y) => coversSymbol(x, y) || coversSymbol(y, x))) return false;
  return shared(a.scope.paths, b.scope.paths, globsMeet) && languagesFit(a, b) && languagesFit(b, a);
}

/** A file that one names has to be of a language of the other. */
function languagesFit({ scope }: Lesson, other: Lesson): boolean {
  if (other.scope.languages.length === 0 || scope.paths.length === 0) return true;
  return scope.paths.some(
    (glob) => isPattern(glob) || matchesPlace({ scope: { ...other.scope, paths: [] } }, plain(glob), languageOf(plain(glob))),
  );
}

/** True when `outer` does to every finding of `inner` what `inner` does. */
export function coversWhole(outer: Lesson, inner: Lesson): boolean {
  if (outer.status === 'trial' && inner.status !== 'trial') return false;
  const [o, i] = [outer.scope, inner.scope];
  if (o.when !== i.when || o.unless !== i.unless) return false;
  if (outer.audience !== 'all' && outer.audience !== inner.audience) return false;
  if (outer.effect?.shape !== undefined && outer.effect.shape !== inner.effect?.shape) return false;
  if (!within(i.rules, o.rules, (x, y) => x === y) || !within(i.languages, o.languages, (x, y) => x === y)) return false;
  if (!within(i.symbols, o.symbols, (x, y) => coversSymbol(y, x))) return false;
  return within(i.paths, o.paths, globWithin);
}

function within(inner: string[], outer: string[], covered: (inner: string, outer: string) => boolean): boolean {
  return outer.length === 0 || (inner.length > 0 && inner.every((x) => outer.some((y) => covered(x, y))));
}

function shared(a: string[], b: string[], meet: (a: string, b: string) => boolean): boolean {
  return a.length === 0 || b.length === 0 || a.some((x) => b.some((y) => meet(x, y)));
}

function globWithin(inner: string, outer: string): boolean {
  if (inner === outer) return true;
  if (!isPattern(inner)) return matchesGlobs(plain(inner), [outer]);
  // only a whole folder surely holds another pattern
  return outer.endsWith('/**') && !isPattern(outer.slice(0, -3)) && folderOf(inner).startsWith(folderOf(outer));
}

function globsMeet(a: string, b: string): boolean {
  if (a === b) return true;
  if (!isPattern(a)) return isPattern(b) ? matchesGlobs(plain(a), [b]) : plain(a) === plain(b);
  if (!isPattern(b)) return matchesGlobs(plain(b), [a]);
  const [fa, fb] = [folderOf(a), folderOf(b)];
  if (!fa.startsWith(fb) && !fb.startsWith(fa)) return false;
  const [ea, eb] = [endingOf(a), endingOf(b)];
  if (!ea.endsWith(eb) && !eb.endsWith(ea)) return false;
  // `*` alone stays in its folder
  return reach(a, fb.length > fa.length ? fb : fa) && reach(b, fb.length > fa.length ? fb : fa);
}

/** Whether a pattern can reach files of a folder below its own. */
function reach(glob: string, folder: string): boolean {
  const own = folderOf(glob);
  return glob.includes('**') || /[{[]/.test(glob) || folder === own || glob.slice(own.length).includes('/');
}

/** `folder`: the folders before the first wild card, with a `/` behind; `ending`: what comes behind the last one. */
type GlobParts = { pattern: boolean; plain: string; folder: string; ending: string };

const parts = new Map<string, GlobParts>();
const maxParts = 20_000;

function partsOf(glob: string): GlobParts {
  let known = parts.get(glob);
  if (known) return known;
  const pattern = /(?:^|[^\\])[*?[{]/.test(glob);
  const unescape = (text: string): string => text.replace(/\\(.)/g, '$1');
  known = {
    pattern,
    plain: unescape(glob),
    folder: unescape((pattern ? glob.slice(0, glob.search(/(?<!\\)[*?[{]/)) : glob).replace(/[^/]*$/, '')),
    ending: /[\]})*?]([^\]})*?]*)$/.exec(glob)?.[1] ?? '',
  };
  if (parts.size >= maxParts) parts.clear();
  parts.set(glob, known);
  return known;
}

function isPattern(glob: string): boolean {
  return partsOf(glob).pattern;
}

function plain(glob: string): string {
  return partsOf(glob).plain;
}

function folderOf(glob: string): string {
  return partsOf(glob).folder;
}

function endingOf(glob: string): string {
  return partsOf(glob).ending;
}

type Pull = 'quiet' | 'loud';

type PlaceIndex = {
  /** Lessons that pull this way and whose folder holds the lesson's, the nearest folder first. */
  around(lesson: Lesson, pull: Pull): Lesson[];
};

const anyRule = '';
const everyRule = '*';

/** By pull, rule and folder; by shape too, so that a place with very many shapes keeps each of them findable. */
function placeIndex(lessons: readonly Lesson[]): PlaceIndex {
  const cells = new Map<string, Lesson[]>();
  const add = (key: string, lesson: Lesson) => {
    const cell = cells.get(key);
    if (cell) cell.push(lesson);
    else cells.set(key, [lesson]);
  };
  for (const lesson of lessons) {
    const { effect, scope } = lesson;
    if (!effect) continue;
    for (const rule of [...rulesOf(lesson), ...(scope.rules.length > 0 ? [everyRule] : [])]) {
      for (const place of placesOf(lesson)) {
        const key = `${pullOf(effect)}\0${rule}\0${place}`;
        add(key, lesson);
        if (effect.shape !== undefined) add(`${key}\0${effect.shape}`, lesson);
      }
    }
  }
  return {
    around(lesson, pull) {
      const found = new Set<Lesson>();
      const take = (key: string) => {
        for (const other of (cells.get(key) ?? []).slice(0, lookedAt)) found.add(other);
      };
      const places = new Set(placesOf(lesson).flatMap(aboveAndItself));
      const rules = lesson.scope.rules.length > 0 ? [...rulesOf(lesson), anyRule] : [anyRule, everyRule];
      for (const place of places) {
        for (const rule of rules) {
          const key = `${pull}\0${rule}\0${place}`;
          if (lesson.effect?.shape !== undefined) take(`${key}\0${lesson.effect.shape}`);
          take(key);
        }
      }
      found.delete(lesson);
      return [...found];
    },
  };
}

function rulesOf({ scope }: Lesson): string[] {
  return scope.rules.length === 0 ? [anyRule] : scope.rules.slice(0, lookedAt);
}

function placesOf({ scope }: Lesson): string[] {
  if (scope.paths.length === 0) return [''];
  return [...new Set(scope.paths.slice(0, lookedAt).map((glob) => (isPattern(glob) ? folderOf(glob) : plain(glob))))];
}

function pullOf({ do: what }: NonNullable<Lesson['effect']>): Pull {
  return what === 'raise' ? 'loud' : 'quiet';
}

function aboveAndItself(place: string): string[] {
  const places = [place];
  for (let end = place.lastIndexOf('/', place.length - 2); end >= 0; end = place.lastIndexOf('/', end - 1)) {
    places.push(place.slice(0, end + 1));
    if (end === 0) break;
  }
  if (place !== '') places.push('');
  return places;
}

/** Pairs of lessons of one set of rules whose statements are alike and whose scopes meet; of each the later in order first. */
function* alikePairs(ordered: readonly Lesson[]): Generator<[lesson: Lesson, other: Lesson, alike: { opposite: boolean }]> {
  const buckets = new Map<string, number[]>();
  const meanings: Meaning[] = [];
  for (const [index, lesson] of ordered.entries()) {
    const meaning = meaningOf(lesson.statement);
    meanings.push(meaning);
    const rules = [...lesson.scope.rules].sort().join('\0');
    const seen = new Set<number>();
    for (const key of sketchKeys(meaning)) {
      const bucket = buckets.get(`${rules}\0${key}`);
      for (const other of bucket?.slice(-alikeLookedAt) ?? []) seen.add(other);
      if (bucket) bucket.push(index);
      else buckets.set(`${rules}\0${key}`, [index]);
    }
    for (const at of seen) {
      const [other, otherMeaning] = [ordered[at] as Lesson, meanings[at] as Meaning];
      if (wordSimilarity(meaning, otherMeaning) < sameWords || !overlaps(lesson, other)) continue;
      yield [lesson, other, { opposite: meaning.negated !== otherMeaning.negated }];
    }
  }
}

/** True when `a` does to a finding at least what `b` does: holding back is more than lowering. */
export function sameDirection(a: Lesson, b: Lesson): boolean {
  return (
    a.effect !== undefined &&
    b.effect !== undefined &&
    (a.effect.do === b.effect.do || (a.effect.do === 'hold-back' && b.effect.do === 'demote'))
  );
}

function opposite(a: Lesson, b: Lesson): boolean {
  return a.effect !== undefined && b.effect !== undefined && (a.effect.do === 'raise') !== (b.effect.do === 'raise');
}

function deed({ effect }: Lesson): string {
  return { 'hold-back': 'hold back', demote: 'lower', raise: 'raise' }[effect?.do ?? 'demote'];
}

function short({ statement }: Lesson): string {
  return statement.length > 100 ? `${statement.slice(0, 99)}…` : statement;
}

function byLesson(a: LessonPair, b: LessonPair): number {
  return a.lesson < b.lesson ? -1 : 1;
}
