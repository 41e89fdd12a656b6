/** The past as it is kept. Every dream reads and writes all of it, in the form in which it is used: to make another one of it costs more than a longer file. */
import type { LedgerMark } from '../transcript/transcript-store.js';
import type { DreamDigest } from './dream-digest.js';
import type { DreamEnd } from './dream-ends.js';
import type { EpisodeCache } from './episode.js';
import { knownTranscripts } from './known-transcripts.js';
import type { LessonDeeds } from './lesson-uses.js';
import type { CodePlace, Past } from './past.js';
import { settledFindings } from './settled-findings.js';
import type { ToolTrouble } from './tool-troubles.js';
import type { Voices } from './observation.js';

// another one whenever what is kept, or how it was worked out (`codeShape`), changes
const key = 'past 6';

/** Undefined when there is none that can be used. Never rejects: nobody may be waiting yet. */
export async function loadPast(cache: EpisodeCache | undefined): Promise<Past | undefined> {
  try {
    const value = await cache?.get(key);
    return isStored(value) ? pastOf(value) : undefined;
  } catch {
    return undefined;
  }
}

/** Changes with every past that is kept. */
export async function pastVersion(cache: EpisodeCache | undefined): Promise<string | undefined> {
  return cache?.version(key).catch(() => undefined);
}

/** What is staged is kept when the given function is called. */
export function stagePast(cache: EpisodeCache, past: Past): ReturnType<EpisodeCache['stage']> {
  return cache.stage(key, stored(past));
}

function pastOf(value: Stored): Past {
  return {
    known: knownTranscripts(value.known),
    reviews: value.reviews,
    marks: new Map(value.marks),
    problems: value.problems,
    lines: value.lines,
    teaching: value.teaching,
    voices: new Map(value.voices),
    settled: settledFindings(value.settled),
    places: new Map(value.places),
    deeds: { starts: value.starts, byLesson: new Map(value.deeds) },
    troubles: { byKey: new Map(value.troubles), runs: new Map(value.runs) },
    dreams: value.dreams,
    ends: value.ends,
    dreamMarks: new Map(value.dreamMarks),
    alsoRead: new Set(value.alsoRead),
    discarded: new Map(value.discarded),
  };
}

function stored(past: Past): Stored {
  return {
    v: 6,
    known: past.known.stored(),
    reviews: past.reviews,
    marks: [...past.marks],
    problems: past.problems,
    lines: past.lines,
    teaching: past.teaching,
    voices: [...past.voices],
    settled: past.settled.stored(),
    places: [...past.places],
    starts: past.deeds.starts,
    deeds: [...past.deeds.byLesson],
    troubles: [...past.troubles.byKey],
    runs: [...past.troubles.runs],
    dreams: past.dreams,
    ends: past.ends,
    dreamMarks: [...past.dreamMarks],
    alsoRead: [...past.alsoRead],
    discarded: [...past.discarded],
  };
}

type Stored = {
  v: 6;
  /** See `KnownTranscripts.stored`. */
  known: [string, string][];
  reviews: number;
  marks: [string, LedgerMark][];
  problems: Past['problems'];
  lines: number;
  teaching: number;
  voices: [string, Voices][];
  settled: string;
  places: [string, CodePlace][];
  starts: string[];
  deeds: [string, LessonDeeds][];
  troubles: [string, ToolTrouble][];
  runs: [string, string[]][];
  dreams: DreamDigest[];
  ends: DreamEnd[];
  dreamMarks: [string, number][];
  alsoRead: string[];
  discarded: [string, string][];
};

/** The cache keeps a checksum: what it gives is what was put. Only the version has to be looked at. */
function isStored(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && 'v' in value && value.v === 6 && 'known' in value && 'voices' in value;
}
