/** Drafts a lesson from the verdicts in its scope: id, words, counts and evidence. The words are ours; nothing of the reviewed code speaks in them. */
import {
  type CodeEvidence,
  type Evidence,
  type EventEvidence,
  evidenceKey,
  type Lesson,
  type LessonCounts,
  type LessonKind,
  type Provenance,
} from '../memory/lesson.js';
import type { Hasher } from '../ports.js';
import type { Observation } from './observation.js';
import { confidence, type Direction, type Judgements, decides, judge, minimumDistinct, noJudgements } from './posterior.js';
import { everywhere, globsOf, type ScopeKey } from './scope-lattice.js';

/** What a lesson is about: one rule in one scope, of one code shape when that tells the wanted from the unwanted. */
export type Topic = { rule: string; scope: ScopeKey; shape?: string; direction: Direction };

/** Where a lesson holds and which way it goes; of a lesson of another shape, some place that it speaks of. */
export type TopicPlace = Pick<Topic, 'scope' | 'direction'>;

export type DraftDeps = {
  hash: Pick<Hasher, 'sha256'>;
  codeOf: (fingerprint: string) => CodeEvidence | undefined;
  /** Expected usefulness (0..1) before any verdict in the topic's scope; default: no opinion. See `scopePrior`. */
  priorOf?: (topic: Topic) => number;
};

/** So many events are cited when a lesson is learned; its counts keep the rest. */
const citedEvents = 12;
const citedPlaces = 5;
/** With so many citations a lesson is grounded well enough: new evidence only counts. */
const enoughEvents = 24;

/** The same topic learned twice is the same lesson. At most 80 characters of `a-z0-9-`. */
export function lessonId({ rule, scope, shape, direction }: Topic, hash: Pick<Hasher, 'sha256'>): string {
  const digest = hash.sha256(JSON.stringify([direction, rule, scope, shape ?? null])).slice(0, 8);
  const name = [slug(rule, 32) || 'rule', ...(direction === 'raise' ? ['worth'] : []), 'in', slug(scope, 26) || 'repo'].join('-');
  return `${name}-${digest}`;
}

/** A new lesson in trial; `inScope` are its observations in time order. `explicit` cites a person's `never-here` first. */
export function draftLesson(deps: DraftDeps, topic: Topic, inScope: Observation[], options: { at: string; explicit?: boolean }): Lesson {
  const { rule, scope, shape, direction } = topic;
  const judgements = judgementsOf(inScope);
  const speaking = inScope.filter((o) => speaksFor(o, direction));
  const { kind, words } = wording(direction, speaking, options.explicit ?? false);
  return {
    v: 1,
    id: lessonId(topic, deps.hash),
    kind,
    status: 'trial',
    statement: `${code(rule)} ${words} ${place(scope)}${shape === undefined ? '' : ', in code of one shape'}`,
    body: bodyText(topic, judgements, speaking, options.at),
    scope: { paths: globsOf(scope), languages: [], rules: [rule], symbols: [] },
    effect: { do: direction, ...(shape !== undefined && { shape }) },
    confidence: confidence(judgements, direction, deps.priorOf?.(topic)),
    counts: countsOf(inScope),
    evidence: citations(deps, topic, speaking),
    provenance: provenanceOf(speaking),
    validFrom: options.at,
    lastConfirmed: speaking.at(-1)?.at ?? options.at,
    audience: 'all',
    pinned: false,
  };
}

/** The observation as a citation of its ledger line. The quote is the fingerprint as the line writes it (compact JSON): exact, and it names the finding. */
export function citeEvent({ cite, fingerprint }: Observation): EventEvidence {
  return { type: 'event', ...cite, quote: `"fingerprint":${JSON.stringify(fingerprint)}` };
}

/** New citations for a lesson that is there already: the newest it has not, within bounds. */
export function newEvidence(deps: DraftDeps, lesson: Lesson, about: TopicPlace, speaking: Observation[]): Evidence[] {
  const cited = new Set(lesson.evidence.map(evidenceKey));
  const events = lesson.evidence.filter((e) => e.type === 'event').length;
  const places = lesson.evidence.length - events;
  const fresh = citations(deps, about, speaking).filter((e) => !cited.has(evidenceKey(e)));
  return [
    ...fresh.filter((e) => e.type === 'event').slice(0, Math.max(0, enoughEvents - events)),
    // the newest places are always cited: a lesson sleeps when all the code it cites is gone
    ...fresh.filter((e) => e.type === 'code').slice(0, places < 3 * citedPlaces ? citedPlaces : 0),
  ];
}

export function judgementsOf(inScope: Observation[]): Judgements {
  const judgements = noJudgements();
  for (const observation of inScope) judge(judgements, observation);
  return judgements;
}

/** As a lesson keeps them; `lesson` limits the overruled ones to its own. */
export function countsOf(inScope: Observation[], lesson?: string): LessonCounts {
  const deciding = inScope.filter(decides);
  return {
    accepted: deciding.filter((o) => o.verdict === 'accepted').length,
    dismissed: deciding.filter((o) => o.verdict === 'rejected').length,
    overruled: lesson === undefined ? 0 : deciding.filter((o) => o.overruled.includes(lesson)).length,
  };
}

export function speaksFor(observation: Observation, direction: Direction): boolean {
  return decides(observation) && observation.verdict === (direction === 'raise' ? 'accepted' : 'rejected');
}

/** Those that say the opposite. */
export function speakingAgainst(inScope: Observation[], direction: Direction): Observation[] {
  return inScope.filter((o) => speaksFor(o, direction === 'raise' ? 'hold-back' : 'raise'));
}

/** A person's when persons alone would have been enough, else an outcome's. */
export function provenanceOf(speaking: Observation[]): Provenance {
  const persons = speaking.filter((o) => o.authority === 'person');
  return persons.length >= minimumDistinct || persons.some((o) => o.reason === 'never-here') ? 'person' : 'outcome';
}

/** `8 of 9 dismissed: intended 6, not-worth-it 2`. */
export function tallyText(inScope: Observation[], direction: Direction): string {
  const deciding = inScope.filter(decides);
  const speaking = deciding.filter((o) => speaksFor(o, direction));
  const reasons = countBy(speaking.flatMap((o) => o.reason ?? []));
  const why = reasons.length > 0 ? `: ${reasons.map(([reason, count]) => `${reason} ${count}`).join(', ')}` : '';
  return `${speaking.length} of ${deciding.length} ${direction === 'raise' ? 'accepted' : 'dismissed'}${why}`;
}

/** For people: `in scripts/`. */
export function place(scope: ScopeKey): string {
  if (scope === everywhere) return 'everywhere';
  return scope === './' ? 'in files at the top' : `in ${code(scope)}`;
}

/** The repo chooses names of rules and files: they are quoted, on one line and short. */
export function code(name: string): string {
  const clean = name.replace(/[\s`\p{C}]+/gu, ' ').trim();
  return `\`${clean.length > 120 ? `…${clean.slice(-119)}` : clean}\``;
}

const says = {
  worth: 'is worth fixing',
  asked: 'is never to be flagged',
  intended: 'is intended',
  small: 'is not worth a remark',
  false: 'is a false alarm',
} as const;

/** True for a lesson that still says what the statistics wrote: a person who edits one speaks in words of their own. */
export function inOurWords({ statement, scope }: Pick<Lesson, 'statement' | 'scope'>): boolean {
  return scope.rules.some((rule) => Object.values(says).some((words) => statement.startsWith(`${code(rule)} ${words} `)));
}

function wording(direction: Direction, speaking: Observation[], explicit: boolean): { kind: LessonKind; words: string } {
  if (direction === 'raise') return { kind: 'defect-pattern', words: says.worth };
  if (explicit) return { kind: 'convention', words: says.asked };
  const [main] = countBy(speaking.flatMap((o) => o.reason ?? []));
  if (main?.[0] === 'intended') return { kind: 'convention', words: says.intended };
  if (main?.[0] === 'not-worth-it') return { kind: 'convention', words: says.small };
  return { kind: 'false-alarm', words: says.false };
}

function bodyText({ scope, shape, rule, direction }: Topic, judgements: Judgements, speaking: Observation[], at: string): string {
  const persons = speaking.filter((o) => o.authority === 'person').length;
  const by = persons === speaking.length ? 'by people' : `${persons} by people, ${speaking.length - persons} by outcomes`;
  const against = direction === 'raise' ? judgements.rejected : judgements.accepted;
  return [
    `Learned on ${at.slice(0, 10)} from the verdicts on findings of ${code(rule)} ${place(scope)}: ${tallyOf(speaking, direction)} (${by}), ${against} the other way.`,
    ...(shape === undefined ? [] : [`Holds only for code of the shape ${code(shape)}.`]),
  ].join('\n');
}

function tallyOf(speaking: Observation[], direction: Direction): string {
  return tallyText(speaking, direction).replace(/^(\d+) of \d+/, '$1');
}

/** Newest first; explicit words before all others. Code only where the lesson is about places: fixed code is gone, and everywhere is no place. */
function citations({ codeOf }: DraftDeps, { scope, direction }: TopicPlace, speaking: Observation[]): Evidence[] {
  const newest = speaking.toReversed();
  const ordered = [...newest.filter((o) => o.reason === 'never-here'), ...newest.filter((o) => o.reason !== 'never-here')];
  const events = ordered.slice(0, citedEvents).map(citeEvent);
  const places = new Map<string, CodeEvidence>();
  if (direction === 'hold-back' && scope !== everywhere) {
    for (const { fingerprint } of ordered) {
      if (places.size >= citedPlaces) break;
      const found = codeOf(fingerprint);
      if (found) places.set(`${found.path}\0${found.hash}`, found);
    }
  }
  return [...events, ...places.values()];
}

/** Most frequent first, then by name. */
function countBy(names: string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function slug(text: string, length: number): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return plain.slice(-length).replace(/^-+/, '');
}
