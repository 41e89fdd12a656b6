/**
 * The past: what dreams keep of everything that they have read, so that the next one costs what is new. It has bounds, however long a repo is
 * reviewed. Only ever a saving: a lost, damaged or doubtful one is made again from the transcripts and the ledgers.
 */
import type { LineRange } from '../changes/change-set.js';
import type { LedgerLine, LedgerMark } from '../transcript/transcript-store.js';
import { compactDreams } from './compact-dreams.js';
import type { DreamDigest } from './dream-digest.js';
import type { DreamEnd } from './dream-ends.js';
import type { Episode } from './episode.js';
import { addDeeds, type ReviewDeeds } from './lesson-uses.js';
import { hear, type Observation, observationsIn, shapeOf, spokenOf, type Voices } from './observation.js';
import { type KnownTranscripts, knownTranscripts } from './known-transcripts.js';
import { sampleObservations } from './sample-observations.js';
import { type SettledFindings, settledFindings } from './settled-findings.js';
import { addTroubles, boundTroubles, noToolTroubles, type ToolTroubles } from './tool-troubles.js';

/** Where a finding stood when a review last saw it. */
export type CodePlace = { path: string; lines: LineRange; quote: string };

export type Past = {
  /** Every transcript that is folded in: sealed, read whole, and, when it is a review's, read by a dream. */
  known: KnownTranscripts;
  /** How many of them are reviews. */
  reviews: number;
  /** Up to where each ledger is folded in. */
  marks: Map<string, LedgerMark>;
  /** What of the ledgers could not be read, by file: it is told again by each dream. */
  problems: { file: string; reason: string }[];
  /** How many lines of the ledger are folded in, and how many of those teach. */
  lines: number;
  teaching: number;
  voices: Map<string, Voices>;
  /** Findings whose verdict of a person counts no more by itself: outcomes do not speak for them. */
  settled: SettledFindings;
  places: Map<string, CodePlace>;
  deeds: ReviewDeeds;
  troubles: ToolTroubles;
  dreams: DreamDigest[];
  ends: DreamEnd[];
  /** How many lines of each ledger the dreams had read. */
  dreamMarks: Map<string, number>;
  /** Reviews that dreams have read and that are not folded in. */
  alsoRead: Set<string>;
  /** See `Experience.discarded`. */
  discarded: Map<string, string>;
};

/** So many findings without a verdict stay placed, the newest first; an older one is looked up in its review. */
const placedUnjudged = 500;
const startsKept = 1000;

export function noPast(): Past {
  return {
    known: knownTranscripts(),
    reviews: 0,
    marks: new Map(),
    problems: [],
    lines: 0,
    teaching: 0,
    voices: new Map(),
    settled: settledFindings(),
    places: new Map(),
    deeds: { starts: [], byLesson: new Map() },
    troubles: noToolTroubles(),
    dreams: [],
    ends: [],
    dreamMarks: new Map(),
    alsoRead: new Set(),
    discarded: new Map(),
  };
}

/** Adds ledger lines, in the order of their time. */
export function hearAll(past: Past, lines: readonly LedgerLine[]): void {
  for (const line of lines) {
    const order = past.lines++;
    const { event } = line;
    // a person has spoken of it before: that it was fixed or survived says less
    if (event.type === 'outcome' && past.settled.has(event.fingerprint)) continue;
    hear(past.voices, line, order);
  }
}

export function addEpisode(past: Past, episode: Episode): void {
  addDeeds(past.deeds, episode);
  addTroubles(past.troubles, episode);
  placeFindings(past, episode);
}

/** Where its findings stood; to place them again changes nothing. */
export function placeFindings(past: Past, episode: Episode): void {
  for (const { fingerprint, path, lines, quote } of episode.findings) {
    if (!lines || quote === undefined) continue;
    // the newest sighting last
    past.places.delete(fingerprint);
    past.places.set(fingerprint, { path, lines, quote });
  }
}

/** Brings the past back within its bounds; gives the observations that stay. */
export function settle(past: Past): Observation[] {
  const all = observationsIn(past.voices);
  const kept = sampleObservations(all);
  // each dream asks for the shapes of all that stays: they are kept with it
  for (const observation of kept) {
    const shape = shapeOf(observation);
    if (shape !== undefined) observation.shape = shape;
  }
  const stays = new Set(kept.map((o) => o.fingerprint));
  const silent: string[] = [];
  for (const [fingerprint, voices] of past.voices) {
    if (stays.has(fingerprint)) continue;
    // what was only taken back or contested may still be spoken of
    if (spokenOf(voices)) forget(past, fingerprint, voices);
    else silent.push(fingerprint);
  }
  for (const fingerprint of silent.slice(0, -placedUnjudged)) forget(past, fingerprint, past.voices.get(fingerprint));
  let unjudged = 0;
  for (const fingerprint of [...past.places.keys()].reverse()) {
    if (!past.voices.has(fingerprint) && ++unjudged > placedUnjudged) past.places.delete(fingerprint);
  }
  past.deeds.starts = past.deeds.starts.sort().slice(-startsKept);
  boundTroubles(past.troubles);
  past.dreams = compactDreams(past.dreams);
  return kept;
}

function forget(past: Past, fingerprint: string, voices: Voices | undefined): void {
  past.voices.delete(fingerprint);
  if (voices?.person) past.settled.add(fingerprint);
}
