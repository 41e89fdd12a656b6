/** What earlier reviews of every reachable source found, by fingerprint; sealed transcripts are read once and cached. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { KnownFinding } from '../../core/review/known-finding.js';
import { knownFindings, KnownSighting, mergeSightings, sightingsOf } from '../../core/review/known-finding.js';
import type { Ledger, Sources, TranscriptEntry, TranscriptRecord, TranscriptStore } from '../../core/transcript/transcript-store.js';
import { replaceFile } from '../ports/atomic-file.js';
import { makeFolder } from '../transcript/folders.js';

const CachedIndex = z.object({
  v: z.literal(1),
  /** `<source>/<file>` of every sealed transcript that is folded in. */
  sealed: z.array(z.string()),
  sightings: z.record(z.string(), KnownSighting),
});
type CachedIndex = z.infer<typeof CachedIndex>;

export type FindingIndexDeps = {
  transcripts: TranscriptStore;
  ledger: Ledger;
  sources: Sources;
  /** Folder of the cache; undefined when nothing can be written. */
  cacheDir: string | undefined;
};

export type FindingIndex = {
  read(): Promise<{ known: Map<string, KnownFinding>; warnings: string[] }>;
};

/** Opens the index. Its cache is only ever a saving: a missing or damaged one is built anew. */
export function openFindingIndex(deps: FindingIndexDeps): FindingIndex {
  const file = deps.cacheDir === undefined ? undefined : path.join(deps.cacheDir, 'findings-v1.json');
  let loaded: Promise<{ sealed: Set<string>; sightings: Map<string, KnownSighting> }> | undefined;

  async function read(): Promise<{ known: Map<string, KnownFinding>; warnings: string[] }> {
    loaded ??= load(file);
    const [index, entries, ledger, sources] = await Promise.all([loaded, deps.transcripts.list(), deps.ledger.read(), deps.sources.list()]);
    const present = new Set(entries.map(keyOf));
    // a transcript that was forgotten takes its findings with it
    if ([...index.sealed].some((key) => !present.has(key))) {
      index.sealed.clear();
      index.sightings.clear();
    }
    const open = new Map<string, KnownSighting>();
    const damage: string[] = [];
    let grown = false;
    for (const entry of entries) {
      if (index.sealed.has(keyOf(entry))) continue;
      const record = await deps.transcripts.read(entry);
      damage.push(...damageOf(record));
      const sealed = record.state === 'sealed';
      mergeSightings(sealed ? index.sightings : open, withoutBodies(sightingsOf(record.events)));
      if (sealed) {
        index.sealed.add(keyOf(entry));
        grown = true;
      }
    }
    const unsaved = grown && file !== undefined ? await save(file, index.sealed, index.sightings) : [];
    const sightings = new Map(index.sightings);
    mergeSightings(sightings, open);
    return {
      known: knownFindings(
        sightings,
        ledger.lines.map((line) => line.event),
      ),
      warnings: [
        ...sources.unreachable.map(({ source, reason }) => `Transcripts in ${source.path} cannot be read: ${reason}`),
        ...ledger.problems.map((problem) => `${problem.file}: ${problem.reason}`),
        ...damage,
        ...unsaved,
      ],
    };
  }
  return { read };
}

/** What of a transcript could not be read; a sealed one is checked once, when it is folded in. */
function damageOf({ path: file, unreadable, torn, state }: TranscriptRecord): string[] {
  const lines = unreadable.length === 1 ? 'a line' : `${unreadable.length} lines`;
  return [
    ...(unreadable.length > 0 ? [`${file}: ${lines} cannot be read: ${unreadable[0]?.reason}`] : []),
    // an open one may only be in the middle of a line
    ...(torn && state !== 'open' ? [`${file}: its last line was cut off`] : []),
  ];
}

function keyOf(entry: TranscriptEntry): string {
  return `${entry.source.id}/${entry.file}`;
}

/** Bodies are the rules' own texts: the transcript keeps them, the index need not. */
function withoutBodies(sightings: Map<string, KnownSighting>): Map<string, KnownSighting> {
  for (const [fingerprint, sighting] of sightings) {
    const { last } = sighting;
    sightings.set(fingerprint, { ...sighting, last: { ...last, finding: { ...last.finding, body: '' } } });
  }
  return sightings;
}

async function load(file: string | undefined): Promise<{ sealed: Set<string>; sightings: Map<string, KnownSighting> }> {
  const empty = { sealed: new Set<string>(), sightings: new Map<string, KnownSighting>() };
  if (file === undefined) return empty;
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return empty;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return empty;
  }
  const cached = CachedIndex.safeParse(value);
  return cached.success ? { sealed: new Set(cached.data.sealed), sightings: new Map(Object.entries(cached.data.sightings)) } : empty;
}

/** A cache that cannot be written costs time, not findings: the warning says why. */
async function save(file: string, sealed: Set<string>, sightings: Map<string, KnownSighting>): Promise<string[]> {
  const cached: CachedIndex = { v: 1, sealed: [...sealed], sightings: Object.fromEntries(sightings) };
  try {
    await makeFolder(path.dirname(file));
    await replaceFile(file, JSON.stringify(cached));
    return [];
  } catch (cause) {
    return [`The cache ${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`];
  }
}
