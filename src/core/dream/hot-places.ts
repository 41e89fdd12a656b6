/** Hotspots from what people and outcomes said: files, or symbols in them, in which wanted findings gather far more than chance would have it. */
import { evidenceKey, type Lesson, ranksAtLeast, unionOfEvidence } from '../memory/lesson.js';
import type { Operation } from '../memory/operation.js';
import { isEffective } from '../memory/recall.js';
import { hotspotId } from './history/hotspot-lessons.js';
import { backtest } from './backtest.js';
import { authorityAgainst, type Draft } from './draft.js';
import { citeEvent, code, countsOf, judgementsOf, provenanceOf, speakingAgainst, speaksFor } from './lesson-draft.js';
import type { Observation } from './observation.js';
import { confidence } from './posterior.js';
import type { RefineInput } from './rule-state.js';
import { globsOf, isNameable, scopeOfGlobs } from './scope-lattice.js';

/** So many wanted findings, faded by their age, make a hotspot; below the second number it has cooled down. */
const minimumWanted = 4;
const cooledBelow = 2;
/** Fewer judged files tell nothing about where findings gather. */
const minimumFiles = 4;
/** How likely chance alone may make any file of the repo a hotspot. */
const byChance = 0.01;
/** At least this share (0..1) of the judged findings of the place is wanted: noise is no hotspot. */
const minimumShare = 0.5;
const symbolShare = 0.8;
const halfLifeDays = 180;
const mostHotspots = 10;
const citedEvents = 12;

type HotPlace = { path: string; symbol?: string; about: Observation[]; wanted: Observation[]; weight: number };

/**
 * Adds, confirms and retires lessons of the kind `hotspot`: who reviews looks twice. Their findings are raised when the backtest of that passes; while there is
 * too little to tell the raise is on trial, and when it fails there is none. What people took out returns when newer verdicts alone make the place one. The same input gives the same drafts.
 */
export function hotPlaceDrafts(input: RefineInput): Draft[] {
  const byFile = new Map<string, Observation[]>();
  for (const o of input.observations) {
    const of = byFile.get(o.subject.path);
    if (of) of.push(o);
    else byFile.set(o.subject.path, [o]);
  }
  const hot = hotPlaces(byFile, input.at);
  const known = new Map(input.lessons.map((l) => [l.id, l]));
  const drafts: Draft[] = [];
  const stillHot = new Set<string>();
  for (const place of hot) {
    const id = hotspotId(place.path, input.hash);
    stillHot.add(id);
    const since = input.since.get(id);
    const lesson = known.get(id);
    // a person has decided: only what was said since may bring it back
    if (since !== undefined && lesson?.status !== 'active') {
      const newer = place.wanted.filter((o) => o.at > since);
      if (weightOf(newer, input.at) < minimumWanted) continue;
    }
    const draft =
      lesson && lesson.status !== 'retired' && lesson.status !== 'proposed'
        ? (reraise(input, lesson, place.about) ?? confirm(input, lesson, place))
        : learn(input, id, place, lesson);
    if (draft) drafts.push(draft);
  }
  for (const lesson of input.lessons) {
    if (stillHot.has(lesson.id)) continue;
    const draft = coolDown(input, lesson, byFile) ?? calm(input, lesson, byFile);
    if (draft) drafts.push(draft);
  }
  return drafts;
}

/** The hottest first. Chance: every judged file is as likely as the next to be where a wanted finding lies; tested for all files at once (Bonferroni). */
function hotPlaces(byFile: ReadonlyMap<string, Observation[]>, at: string): HotPlace[] {
  if (byFile.size < minimumFiles) return [];
  const named = [...byFile].filter(([path]) => path !== '' && isNameable(path));
  const places = named.map(([path, about]): HotPlace => {
    const wanted = about.filter((o) => speaksFor(o, 'raise'));
    return { path, about, wanted, weight: weightOf(wanted, at) };
  });
  const all = Math.round(places.reduce((sum, p) => sum + p.weight, 0));
  const files = byFile.size;
  return places
    .filter(({ weight, wanted, about }) => {
      const unwanted = speakingAgainst(about, 'raise').length;
      return weight >= minimumWanted && wanted.length >= minimumShare * (wanted.length + unwanted);
    })
    .filter(({ weight }) => binomialTail(Math.floor(weight), all, 1 / files) <= byChance / files)
    .sort((a, b) => b.weight - a.weight || (a.path < b.path ? -1 : 1))
    .slice(0, mostHotspots)
    .map(narrowed);
}

/** To the symbol in which nearly all of it lies. */
function narrowed(place: HotPlace): HotPlace {
  const counts = new Map<string, number>();
  for (const { subject } of place.wanted)
    if (subject.symbol !== undefined) counts.set(subject.symbol, (counts.get(subject.symbol) ?? 0) + 1);
  const [symbol, count] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0] ?? ['', 0];
  return count >= minimumWanted && count >= symbolShare * place.wanted.length ? { ...place, symbol } : place;
}

/** Findings count less with their age. */
function weightOf(wanted: readonly Observation[], at: string): number {
  const now = Date.parse(at);
  return wanted.reduce((sum, o) => sum + 0.5 ** (Math.max(0, now - Date.parse(o.at)) / (halfLifeDays * 86_400_000)), 0);
}

/** How likely `least` or more of `of` independent trials of chance `p` succeed. */
function binomialTail(least: number, of: number, p: number): number {
  if (least <= 0 || p >= 1) return 1;
  let term = of * Math.log1p(-p);
  let below = 0;
  for (let k = 0; k < least; k++) {
    below += Math.exp(term);
    term += Math.log(of - k) - Math.log(k + 1) + Math.log(p) - Math.log1p(-p);
  }
  return Math.max(0, 1 - below);
}

function learn({ ids, at, observations, lessons }: RefineInput, id: string, place: HotPlace, known: Lesson | undefined): Draft | undefined {
  if (known?.pinned) return undefined;
  const { path, symbol, about, wanted } = place;
  const newest = wanted.toReversed();
  const evidence = newest.slice(0, citedEvents).map(citeEvent);
  const by = provenanceOf(wanted);
  if (known && !ranksAtLeast(by, known.provenance)) return undefined;
  const where = symbol === undefined ? code(path) : `${code(symbol)} in ${code(path)}`;
  const said = tally(place);
  const plain: Lesson = {
    v: 1,
    id,
    kind: 'hotspot',
    status: 'active',
    statement: `${where} has more than its share of findings that were wanted: look twice`,
    body: `Counted on ${at.slice(0, 10)}: ${said}.`,
    scope: { paths: globsOf(path), languages: [], rules: [], symbols: symbol === undefined ? [] : [symbol] },
    confidence: confidence(judgementsOf(about), 'raise'),
    counts: countsOf(about),
    evidence: unionOfEvidence(known?.evidence ?? [], evidence),
    provenance: by,
    validFrom: at,
    lastConfirmed: newest[0]?.at ?? at,
    audience: 'all',
    pinned: false,
  };
  const raising = raised(plain);
  const result = backtest({ tested: raising }, observations, lessons);
  const common = { v: 1, id: ids.next('op'), lesson: id, by, evidence } as const;
  const op = known ? 'revise' : 'add';
  if (result && result.result !== 'fail') {
    // on trial it marks; the decision makes it active when the test passes
    return { operation: { ...common, reason: said, op, value: { ...raising, status: 'trial' } }, tested: raising };
  }
  const why = result ? `; its findings are not raised: ${result.reason}` : '';
  return { operation: { ...common, reason: `${said}${why}`, op, value: plain } };
}

function raised(lesson: Lesson): Lesson {
  return { ...lesson, effect: { do: 'raise' } };
}

/**
 * Whether the findings of a hotspot that is there are still to be raised, and whether they are to be now; undefined when that stays as it is.
 * What a person pinned, or decided about, is left alone.
 */
function reraise({ ids, observations, lessons, since }: RefineInput, lesson: Lesson, about: Observation[]): Draft | undefined {
  if (lesson.pinned || lesson.kind !== 'hotspot' || !isEffective(lesson) || lesson.provenance === 'text' || since.has(lesson.id))
    return undefined;
  if (lesson.effect && lesson.effect.do !== 'raise') return undefined;
  const others = lessons.filter((l) => l !== lesson);
  const tested: Lesson = { ...raised(lesson), status: 'active' };
  const result = backtest({ tested }, observations, others);
  if (!result) return undefined;
  const common = { v: 1, id: ids.next('op'), lesson: lesson.id, by: provenanceOf(about.filter((o) => speaksFor(o, 'raise'))) } as const;
  if (result.result === 'fail' && lesson.effect) {
    const { effect: _, ...plain } = lesson;
    const against = speakingAgainst(about, 'raise').slice(-5);
    const value: Lesson = { ...plain, status: 'active' };
    return {
      operation: {
        ...common,
        by: authorityAgainst(against),
        reason: `its findings are no longer raised: ${result.reason}`,
        evidence: against.map(citeEvent),
        op: 'revise',
        value,
      },
    };
  }
  if (result.result !== 'pass' || (lesson.effect && lesson.status === 'active')) return undefined;
  const value: Lesson = {
    ...tested,
    counts: countsOf(about),
    confidence: confidence(judgementsOf(about), 'raise'),
    lastConfirmed: about.findLast((o) => speaksFor(o, 'raise'))?.at ?? lesson.lastConfirmed,
  };
  const evidence = about
    .filter((o) => speaksFor(o, 'raise'))
    .slice(-3)
    .map(citeEvent);
  return { operation: { ...common, reason: 'what is found in it is worth fixing', evidence, op: 'revise', value }, tested };
}

function tally({ wanted, about }: HotPlace): string {
  const fixed = wanted.filter((o) => o.authority === 'outcome').length;
  const how = fixed === 0 ? '' : `, ${fixed} of them known by their fix alone`;
  return `${wanted.length} of the ${wanted.length + speakingAgainst(about, 'raise').length} judged findings in it were wanted${how}, far more than chance would have it`;
}

/** New counts; nothing when nobody has spoken of it since. */
function confirm({ ids }: RefineInput, lesson: Lesson, { about, wanted }: HotPlace): Draft | undefined {
  const counts = countsOf(about);
  const newest = wanted.at(-1)?.at ?? '';
  if (newest <= lesson.lastConfirmed || lesson.status === 'dormant') return undefined;
  const cited = new Set(lesson.evidence.map(evidenceKey));
  const evidence = wanted
    .slice(-3)
    .map(citeEvent)
    .filter((e) => !cited.has(evidenceKey(e)));
  const operation: Operation = {
    v: 1,
    id: ids.next('op'),
    lesson: lesson.id,
    reason: `${counts.accepted} wanted findings in it by now`,
    by: provenanceOf(wanted),
    evidence: lesson.evidence.length < 2 * citedEvents ? evidence : [],
    op: 'reinforce',
    counts,
    confidence: confidence(judgementsOf(about), 'raise'),
    lastConfirmed: newest,
  };
  return { operation };
}

/** True for a hotspot whose raise is weighed here; one that a person pinned or decided about is not. */
export function isCountedHotspot(lesson: Lesson, { hash, since }: Pick<RefineInput, 'hash' | 'since'>): boolean {
  const path = scopeOfGlobs(lesson.scope.paths);
  const ours = lesson.kind === 'hotspot' && path !== undefined && lesson.id === hotspotId(path, hash);
  return ours && !lesson.pinned && lesson.provenance !== 'text' && lesson.effect?.do === 'raise' && !since.has(lesson.id);
}

/** What is no hotspot any more, because what is found in it is unwanted now, raises nothing. */
function calm(input: RefineInput, lesson: Lesson, byFile: ReadonlyMap<string, Observation[]>): Draft | undefined {
  const path = scopeOfGlobs(lesson.scope.paths);
  if (lesson.effect === undefined || path === undefined || lesson.id !== hotspotId(path, input.hash)) return undefined;
  const draft = reraise(input, lesson, byFile.get(path) ?? []);
  return draft?.tested ? undefined : draft;
}

/** A hotspot that verdicts or outcomes taught, of which nobody has found anything for long. Its own age counts when its verdicts are out of reach. */
function coolDown({ ids, hash, at }: RefineInput, lesson: Lesson, byFile: ReadonlyMap<string, Observation[]>): Draft | undefined {
  if (lesson.kind !== 'hotspot' || lesson.pinned || (lesson.status !== 'active' && lesson.status !== 'trial')) return undefined;
  const path = scopeOfGlobs(lesson.scope.paths);
  if (path === undefined || lesson.id !== hotspotId(path, hash) || lesson.provenance === 'text') return undefined;
  // what nobody has counted does not fade
  if (lesson.counts.accepted === 0) return undefined;
  const wanted = (byFile.get(path) ?? []).filter((o) => speaksFor(o, 'raise'));
  const faded =
    lesson.counts.accepted * 0.5 ** (Math.max(0, Date.parse(at) - Date.parse(lesson.lastConfirmed)) / (halfLifeDays * 86_400_000));
  if (Math.max(weightOf(wanted, at), wanted.length === 0 ? faded : 0) >= cooledBelow) return undefined;
  const operation: Operation = {
    v: 1,
    id: ids.next('op'),
    lesson: lesson.id,
    reason: 'nothing was found there for long: it has cooled down',
    by: lesson.provenance,
    evidence: wanted.slice(-3).map(citeEvent),
    op: 'retire',
  };
  return { operation };
}
