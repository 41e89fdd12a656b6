/** What is known of each fingerprint: its last sighting and the verdict in force, folded from transcripts and ledgers in any order. */
import * as z from 'zod';
import { Scope } from '../changes/change-set.js';
import type { LedgerEvent } from '../transcript/ledger-event.js';
import type { TranscriptEvent } from '../transcript/transcript-event.js';
import { Finding } from './finding.js';
import { sightingsInLedger } from './ledger-sightings.js';
import { type KnownVerdict, verdictsInForce } from './verdicts-in-force.js';

export const Sighting = z.object({
  /** As it stood in the last review that saw it; `body` is left out of caches. */
  finding: Finding,
  review: z.string(),
  at: z.string(),
  scope: Scope,
  /** HEAD of that review; absent in a repo without commits. */
  headCommit: z.string().optional(),
  /** The lesson that held it back. */
  heldBackBy: z.string().optional(),
  /** A comment in the code held it back. */
  ignored: z.literal(true).optional(),
  /** The file before the change that the finding was made on; absent where it was new, or in a report of old. */
  oldBlob: z.string().optional(),
});
export type Sighting = z.infer<typeof Sighting>;

/** The part of a fingerprint's history that transcripts tell. Merging is commutative: only the newest sighting and the newest reappearance count. */
export const KnownSighting = z.object({
  last: Sighting,
  /** A verdict from before this instant no longer holds: the code changed and the finding came back. */
  reappearedAt: z.string().optional(),
});
export type KnownSighting = z.infer<typeof KnownSighting>;

/** `overruled`: lessons that a person did not let hold this finding back. */
export type KnownFinding = KnownSighting & { verdict?: KnownVerdict; overruled?: string[] };

/** The sightings of one transcript by fingerprint; empty for a dream. */
export function sightingsOf(events: TranscriptEvent[]): Map<string, KnownSighting> {
  const found = new Map<string, KnownSighting>();
  const started = events[0];
  if (started?.type !== 'started' || started.kind !== 'review') return found;
  let headCommit: string | undefined;
  const oldBlobs = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'change-set') {
      headCommit = event.headCommit;
      for (const { path, oldBlob } of event.files) if (oldBlob !== undefined) oldBlobs.set(path, oldBlob);
    }
    if (event.type !== 'finding' && event.type !== 'held-back') continue;
    const finding = event.type === 'finding' ? event.finding : event.held.finding;
    const oldBlob = oldBlobs.get(finding.anchor.path);
    found.set(finding.fingerprint, {
      last: {
        finding,
        review: started.id,
        at: event.at,
        scope: started.scope,
        headCommit,
        ...(oldBlob !== undefined && { oldBlob }),
        ...(event.type === 'held-back' &&
          (event.held.lesson === undefined ? { ignored: true as const } : { heldBackBy: event.held.lesson })),
      },
      ...(finding.status === 'reappeared' && { reappearedAt: event.at }),
    });
  }
  return found;
}

/** Folds `from` into `into`. The order of merges does not matter. */
export function mergeSightings(into: Map<string, KnownSighting>, from: Map<string, KnownSighting>): void {
  for (const [fingerprint, sighting] of from) {
    const before = into.get(fingerprint);
    if (!before) {
      into.set(fingerprint, sighting);
      continue;
    }
    const reappearedAt = later(before.reappearedAt, sighting.reappearedAt);
    into.set(fingerprint, {
      last: sighting.last.at >= before.last.at ? sighting.last : before.last,
      ...(reappearedAt && { reappearedAt }),
    });
  }
}

/**
 * Joins sightings with the verdicts still in force and with what people brought back. `events` are ordered by time. A verdict whose
 * transcript is lost still holds: what the ledger keeps of its subject stands in for the sighting.
 */
export function knownFindings(sightings: Map<string, KnownSighting>, events: LedgerEvent[]): Map<string, KnownFinding> {
  const verdicts = verdictsInForce(events);
  const known = new Map<string, KnownFinding>();
  const all = new Map([...sightingsInLedger(events), ...sightings]);
  for (const [fingerprint, sighting] of all) {
    const verdict = verdicts(fingerprint, { since: sighting.reappearedAt, security: sighting.last.finding.security });
    known.set(fingerprint, verdict ? { ...sighting, verdict } : sighting);
  }
  for (const event of events) {
    if (event.type !== 'overruled' || event.by !== 'person') continue;
    const finding = known.get(event.fingerprint);
    if (finding) known.set(event.fingerprint, { ...finding, overruled: [...(finding.overruled ?? []), event.lesson] });
  }
  return known;
}

/** The `accepted` of a report: fingerprints of the listed findings whose verdict in force is an acceptance. */
export function acceptedOf(findings: readonly Finding[], known: Map<string, KnownFinding>): { accepted?: string[] } {
  const accepted = findings.map((f) => f.fingerprint).filter((f) => known.get(f)?.verdict?.verdict === 'accept');
  return accepted.length > 0 ? { accepted } : {};
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}
