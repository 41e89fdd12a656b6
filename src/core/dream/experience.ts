/** Experience: everything a dream can learn from, and which part of it is new since the last one. */
import type { CodeEvidence, EventEvidence } from '../memory/lesson.js';
import type { Clock, Hasher } from '../ports.js';
import type { Ledger, LedgerLine, SkipTranscript, TranscriptEntry, TranscriptStore } from '../transcript/transcript-store.js';
import { breathe } from './breathe.js';
import type { DreamDigest } from './dream-digest.js';
import { digestTranscripts, type DigestDeps, type Digests, type Episode, type EpisodeCache } from './episode.js';
import { type DreamEnd, withEnds } from './dream-ends.js';
import { dreamIdPrefix } from './journal.js';
import { addDeeds, type ReviewDeeds } from './lesson-uses.js';
import { observationsIn, teaches, type Observation } from './observation.js';
import { addEpisode, placeFindings, type CodePlace, hearAll, noPast, type Past, settle as settlePast } from './past.js';
import { loadPast, pastVersion, stagePast } from './stored-past.js';
import { addTroubles, type ToolTroubles } from './tool-troubles.js';

export type Experience = {
  /** How many reviews there are that can be read. */
  reviews: number;
  /** Those that are not folded into the past yet, oldest first; with `whole` all of them. */
  episodes: Episode[];
  newEpisodes: Episode[];
  /** What is needed of earlier dreams; see `compactDreams`. */
  dreams: DreamDigest[];
  /** How and when all dreams of late ended, in the order in which they were recorded. */
  ends: DreamEnd[];
  /** How many reviews are still being written. */
  open: number;
  /** At most so many as `sampleObservations` keeps; with `whole` all of them. */
  observations: Observation[];
  /** All of the ledger, in order. */
  allLines: () => Promise<LedgerLine[]>;
  /** Of the lines that can teach, those that no dream has read. */
  newLines: LedgerLine[];
  /** How many ledger events can teach. */
  verdicts: number;
  newVerdicts: number;
  /** What reviews tell of lessons. */
  deeds: ReviewDeeds;
  /** What reviews tell of tools that agents asked in vain. */
  troubles: ToolTroubles;
  /** Lines of each ledger file, by `<source>/<file>`, where they differ from what the last dreams had read. */
  ledgerMarks: Map<string, { source: string; file: string; seq: number; hash: string }>;
  /** What a person discarded, by lesson, with the instant. */
  discarded: Map<string, string>;
  /** The fingerprint that a cited verdict speaks of; undefined when the line cannot be reached, or is out of what is looked at. */
  citedFingerprint: (evidence: EventEvidence) => string | undefined;
  /** Where a finding stood when a review last saw it. */
  placeOf: (fingerprint: string) => CodePlace | undefined;
  problems: string[];
  /** Folds what was read into the past, so that the next dream costs only what is new: kept by the given function, for a dream that came to its end. */
  stage: () => Promise<() => Promise<void>>;
};

export type ExperienceDeps = DigestDeps & { ledger: Pick<Ledger, 'read'> };

type Reading = {
  signal?: AbortSignal;
  /** Waits until it is known which open transcripts are abandoned: a dream learns from those too. */
  settle?: TranscriptStore['settle'];
  /** Reads everything again, for who needs each finding. */
  whole?: boolean;
  /** What `readAhead` gave; it serves once. */
  ahead?: ReadAhead;
  /** What it writes into the ledger is read too. */
  beforeLedger?: (read: ReadSoFar) => Promise<void>;
};

/** What dreams have kept, and of which version it is. */
export type ReadAhead = Promise<{ past: Past | undefined; version: string | undefined }>;

/** Begins to read, for who has to wait for something else meanwhile. Nothing is listed: a dream of another window, which keeps a past of its own, shows there alone. */
export async function readAhead(cache: EpisodeCache | undefined): ReadAhead {
  const version = await pastVersion(cache);
  return { past: await loadPast(cache), version };
}

/** What is known once the transcripts are read, and the ledger is not: what dreams have kept, to be left as it is, and the list of what they have not read. */
export type ReadSoFar = { past: Pick<Past, 'known' | 'marks' | 'voices'>; entries: readonly TranscriptEntry[] };

function knownIn({ known }: Past): SkipTranscript {
  return (id, source) => known.has(source, id);
}

/** Reads on from what dreams have kept; from the beginning when that cannot be relied on. */
export async function readExperience(deps: ExperienceDeps, reading: Reading = {}): Promise<Experience> {
  const read = await reading.ahead;
  // a dream that came to its end meanwhile has read more
  const ahead = read && read.version === (await pastVersion(deps.cache)) ? read : undefined;
  const past = reading.whole ? undefined : ahead ? ahead.past : await loadPast(deps.cache);
  const experience = past && (await readOn(deps, past, reading));
  return experience ?? (await readOn(deps, noPast(), reading, { first: true })) ?? unreachable();
}

/** Undefined when something that was folded in is gone or changed. */
async function readOn(
  deps: ExperienceDeps,
  past: Past,
  { signal, settle, whole = false, beforeLedger }: Reading,
  { first = false } = {},
): Promise<Experience | undefined> {
  const signalled = signal ? { signal } : {};
  const digests = await digestTranscripts(deps, { skip: knownIn(past), ...signalled });
  if (!first && digests.skipped < past.known.size) return undefined;
  if (settle && digests.open.length > 0) await settleOpen(digests, deps, (open) => settle(open, signalled));
  await beforeLedger?.({ past, entries: digests.entries });
  // the ledger last: a verdict on what was read is read too
  const ledger = await deps.ledger.read(first ? {} : { after: past.marks });
  if (!first && ledger.doubt !== undefined) return undefined;

  const done = digests.dreams.filter((d) => d.state === 'done');
  const readBefore = new Set([...past.alsoRead, ...done.flatMap((d) => d.reviews)]);
  const marks = marksOf(done, past.dreamMarks);
  const teaching = ledger.lines.filter(teaches);
  const newLines = teaching.filter((line) => line.event.seq >= (marks.get(fileKey(line)) ?? 0));
  const newEpisodes = digests.episodes.filter((e) => !readBefore.has(e.review));
  const reviews = past.reviews + digests.episodes.length;

  // `past` is this reading's own: others may run in between
  for (let i = 0; i < ledger.lines.length; i += linesAtOnce) {
    if (i > 0) await breathe();
    hearAll(past, ledger.lines.slice(i, i + linesAtOnce));
  }
  past.teaching += teaching.length;
  const sealed = new Set(digests.sealed);
  // what is not sealed is digested again by the next dream: of it nothing is counted in what is kept
  const passing: Episode[] = [];
  for (const [i, episode] of digests.episodes.entries()) {
    if (i % episodesAtOnce === episodesAtOnce - 1) await breathe();
    if (sealed.has(`${episode.source}/${episode.file}`)) addEpisode(past, episode);
    else passing.push(episode);
  }
  // one that was cut off is read again by every dream
  past.ends = withEnds(past.ends, digests.dreams);
  past.dreams = [...new Map([...past.dreams, ...digests.dreams].map((d) => [d.dream, d])).values()].sort(byStart);
  for (const [lesson, at] of discardedLessons(ledger.lines, past.dreams)) latest(past.discarded, lesson, at);
  past.problems = unique([...past.problems, ...ledger.problems]);
  if (!first) await placeOlder(deps, past, newLines);
  for (const episode of passing) placeFindings(past, episode);
  if (ledger.lines.length > linesAtOnce) await breathe();
  const observations = whole ? observationsIn(past.voices) : settlePast(past);
  if (observations.length > episodesAtOnce) await breathe();
  const deeds = passing.length === 0 ? past.deeds : structuredClone(past.deeds);
  for (const episode of passing) addDeeds(deeds, episode);
  if (passing.length > 0) deeds.starts.sort();
  const troubles = passing.length === 0 ? past.troubles : structuredClone(past.troubles);
  for (const episode of passing) addTroubles(troubles, episode);
  const ledgerMarks = newMarks(ledger.lines, marks);

  return {
    reviews,
    episodes: digests.episodes,
    newEpisodes,
    dreams: past.dreams,
    ends: past.ends,
    open: digests.open.filter(({ id }) => !id.startsWith(`${dreamIdPrefix}-`)).length,
    observations,
    allLines: async () => (first ? ledger.lines : (await deps.ledger.read()).lines),
    newLines,
    verdicts: past.teaching,
    newVerdicts: newLines.length,
    deeds,
    troubles,
    ledgerMarks,
    discarded: past.discarded,
    citedFingerprint: citations(past.voices),
    placeOf: (fingerprint) => past.places.get(fingerprint),
    problems: [...digests.problems, ...past.problems.map((p) => `${p.file}: ${p.reason}`)],
    async stage() {
      if (!deps.cache || whole) return async () => undefined;
      const folded = new Set(digests.sealed);
      for (const file of folded) past.known.add(file.slice(0, file.indexOf('/')), idOf(file));
      past.reviews += digests.episodes.filter((e) => folded.has(`${e.source}/${e.file}`)).length;
      past.marks = ledger.marks;
      past.dreamMarks = marks;
      for (const [key, { seq }] of ledgerMarks) past.dreamMarks.set(key, seq + 1);
      past.alsoRead = new Set([...readBefore, ...newEpisodes.map((e) => e.review)].filter((review) => !past.known.hasId(review)));
      return stagePast(deps.cache, past);
    },
  };
}

/** So much is taken in before the event loop runs: some 20 ms. */
const linesAtOnce = 4000;
const episodesAtOnce = 1000;

/** The id of the transcript with this key. */
function idOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1, file.lastIndexOf('.'));
}

/** A torn line is met again by every reading. */
function unique(problems: Past['problems']): Past['problems'] {
  return [...new Map(problems.map((p) => [`${p.file}\0${p.reason}`, p])).values()];
}

function unreachable(): never {
  throw new Error('a first reading always gives an experience');
}

/** Findings of older reviews that people speak of only now: where they stood is in their reviews. */
async function placeOlder({ transcripts, cache }: ExperienceDeps, past: Past, newLines: LedgerLine[]): Promise<void> {
  const wanted = new Set<string>();
  for (const { event } of newLines) {
    if ('review' in event && !past.places.has(event.fingerprint)) wanted.add(event.review);
  }
  if (wanted.size === 0) return;
  const { episodes } = await digestTranscripts(
    { transcripts, ...(cache && { cache }) },
    { skip: (id, source) => !wanted.has(id) || !past.known.has(source, id) },
  );
  for (const finding of episodes.flatMap((e) => e.findings)) {
    const { fingerprint, path, lines, quote } = finding;
    if (lines && quote !== undefined && past.voices.has(fingerprint) && !past.places.has(fingerprint))
      past.places.set(fingerprint, { path, lines, quote });
  }
}

/** Adds the transcripts that turn out to be abandoned, or were sealed meanwhile, in the order of their beginning. */
async function settleOpen(digests: Digests, deps: DigestDeps, settle: (open: TranscriptEntry[]) => Promise<void>): Promise<void> {
  await settle(digests.open);
  const settled = await digestTranscripts(deps, { again: digests.open });
  digests.episodes = [...digests.episodes, ...settled.episodes].sort(byStart);
  digests.dreams = [...digests.dreams, ...settled.dreams].sort(byStart);
  digests.open = settled.open;
  digests.problems.push(...settled.problems);
  digests.sealed.push(...settled.sealed);
}

function byStart(a: { startedAt: string }, b: { startedAt: string }): number {
  return a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0;
}

export type DreamState = { lastDreamAt?: string; lastAttemptAt?: string; ends: DreamEnd[]; newTranscripts: number; newVerdicts: number };

/** An instant from further ahead was written while the clock was wrong: it says nothing. A zone or a hand sets a clock back by less. */
const wrongClockMs = 25 * 60 * 60_000;

/** When the last dream came to its end, when the last one of any kind did, how all of late ended, and how much there is that no dream has read. */
export async function dreamState(deps: ExperienceDeps & { clock: Pick<Clock, 'now'> }): Promise<DreamState> {
  const { ends, newEpisodes, newVerdicts } = await readExperience(deps);
  const latestEnd = deps.clock.now().getTime() + wrongClockMs;
  const last = (of: DreamEnd[]): string | undefined =>
    of
      .map(({ at }) => at)
      .filter((at) => Date.parse(at) <= latestEnd)
      .sort()
      .at(-1);
  const lastDreamAt = last(ends.filter(({ how }) => how === 'done'));
  const lastAttemptAt = last(ends);
  return {
    ...(lastDreamAt !== undefined && { lastDreamAt }),
    ...(lastAttemptAt !== undefined && { lastAttemptAt }),
    ends,
    newTranscripts: newEpisodes.length,
    newVerdicts,
  };
}

/** The code of a finding as evidence, from the newest review that saw it on its lines. */
export function codeOf(placeOf: Experience['placeOf'], hash: Pick<Hasher, 'sha256'>): (fingerprint: string) => CodeEvidence | undefined {
  return (fingerprint) => {
    const place = placeOf(fingerprint);
    return place && { type: 'code', path: place.path, ...place.lines, hash: hash.sha256(place.quote), quote: place.quote };
  };
}

/** Keeps the later of two instants. */
export function latest(since: Map<string, string>, lesson: string, at: string): void {
  const before = since.get(lesson);
  if (before === undefined || before < at) since.set(lesson, at);
}

const markPrefix = 'ledger:';

/** How a dream's `ended` event keeps the marks: as counts of lines. */
export function marksAsCounts(marks: Experience['ledgerMarks']): Record<string, number> {
  return Object.fromEntries([...marks].map(([key, { seq }]) => [`${markPrefix}${key}`, seq + 1]));
}

function marksOf(dreams: DreamDigest[], before: ReadonlyMap<string, number>): Map<string, number> {
  const marks = new Map(before);
  for (const { counts } of dreams) {
    for (const [name, count] of Object.entries(counts)) {
      if (!name.startsWith(markPrefix)) continue;
      const key = name.slice(markPrefix.length);
      marks.set(key, Math.max(marks.get(key) ?? 0, count));
    }
  }
  return marks;
}

function newMarks(lines: LedgerLine[], marks: Map<string, number>): Experience['ledgerMarks'] {
  const last: Experience['ledgerMarks'] = new Map();
  for (const line of lines) {
    const key = fileKey(line);
    const { seq } = line.event;
    if (seq < (marks.get(key) ?? 0) || seq < (last.get(key)?.seq ?? 0)) continue;
    last.set(key, { source: line.source.id, file: line.file, seq, hash: line.hash });
  }
  return last;
}

function discardedLessons(lines: LedgerLine[], dreams: DreamDigest[]): Map<string, string> {
  const discarded = new Map<string, string>();
  for (const { event } of lines) {
    if (event.type !== 'proposal-decided' || event.decision !== 'discard' || event.by !== 'person') continue;
    const operations = dreams.find((d) => d.dream === event.dream)?.operations;
    const lesson = operations?.find((o) => o.operation.id === event.operation)?.operation.lesson;
    if (lesson !== undefined) latest(discarded, lesson, event.at);
  }
  return discarded;
}

function citations(voices: Past['voices']): Experience['citedFingerprint'] {
  let cited: Map<string, string> | undefined;
  return ({ source, file, seq }) => {
    cited ??= new Map([...voices].flatMap(([fingerprint, { cites }]) => cites.map((cite) => [cite, fingerprint] as const)));
    return cited.get(`${source}/${file}#${seq}`);
  };
}

function fileKey({ source, file }: Pick<LedgerLine, 'source' | 'file'>): string {
  return `${source.id}/${file}`;
}
