/** What is known of each fingerprint: its last sighting and the verdict in force, folded from transcripts and ledgers in any order. */
import * as z from 'zod';
import { Scope } from '../changes/change-set.js';
import { codeOfQuote } from '../changes/quote-places.js';
import type { LedgerEvent } from '../transcript/ledger-event.js';
import type { TranscriptEvent } from '../transcript/transcript-event.js';
import { Finding } from './finding.js';
import { sightingsInLedger } from './ledger-sightings.js';
import type { Recheck } from './recheck/recheck.js';
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
  /** The file as the finding saw it; absent where that was the work tree, or in a report of old. */
  newBlob: z.string().optional(),
});
export type Sighting = z.infer<typeof Sighting>;

/** The part of a fingerprint's history that transcripts tell. Merging is commutative: only the newest sighting and the newest reappearance count. */
export const KnownSighting = z.object({
  last: Sighting,
  /** A verdict from before this instant no longer holds: the code changed and the finding came back. */
  reappearedAt: z.string().optional(),
});
export type KnownSighting = z.infer<typeof KnownSighting>;

/** What later edits and commits did to it; only what ends it: a finding that survived or is merely absent is still open. */
export type KnownOutcome = {
  outcome: 'fixed' | 'rewritten' | 'deleted';
  /** ISO 8601, UTC. */
  at: string;
  seenIn: string;
  /** HEAD when it was seen. */
  head?: string;
};

/**
 * `overruled`: lessons that a person did not let hold this finding back. `dismissedAs`: the code (see `codeOfQuote`) that a person dismissed it with and
 * did not take back: on another branch it may read otherwise meanwhile. `outcome`: newer than the last sighting.
 */
export type KnownFinding = KnownSighting & {
  verdict?: KnownVerdict;
  overruled?: string[];
  dismissedAs?: string[];
  outcome?: KnownOutcome;
  /** The newest answer to a contest. */
  rechecked?: KnownRecheck;
};

/** `at`: ISO 8601, UTC. `words`: what the one who contested said. */
export type KnownRecheck = { recheck: Recheck; words?: string; at: string };

/** The sightings of one transcript by fingerprint; empty for a dream. */
export function sightingsOf(events: TranscriptEvent[]): Map<string, KnownSighting> {
  const found = new Map<string, KnownSighting>();
  const started = events[0];
  if (started?.type !== 'started' || started.kind !== 'review') return found;
  let headCommit: string | undefined;
  const blobs = new Map<string, { oldBlob?: string; newBlob?: string }>();
  for (const event of events) {
    if (event.type === 'change-set') {
      headCommit = event.headCommit;
      for (const { path, oldBlob, newBlob } of event.files)
        blobs.set(path, { ...(oldBlob !== undefined && { oldBlob }), ...(newBlob !== undefined && { newBlob }) });
    }
    if (event.type !== 'finding' && event.type !== 'held-back') continue;
    const finding = event.type === 'finding' ? event.finding : event.held.finding;
    found.set(finding.fingerprint, {
      last: {
        finding,
        review: started.id,
        at: event.at,
        scope: started.scope,
        headCommit,
        ...blobs.get(finding.anchor.path),
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
  const dismissed = dismissedCode(events);
  const outcomes = endingOutcomes(events);
  const known = new Map<string, KnownFinding>();
  const all = new Map([...sightingsInLedger(events), ...sightings]);
  for (const [fingerprint, sighting] of all) {
    const { finding, at } = sighting.last;
    // the code is again what was dismissed: so the review that saw it last has found
    const since = finding.status === 'dismissed' ? undefined : sighting.reappearedAt;
    const verdict = verdicts(fingerprint, { since, security: finding.security });
    const dismissedAs = dismissed.get(fingerprint);
    const outcome = outcomes.get(fingerprint);
    known.set(fingerprint, {
      ...sighting,
      ...(verdict && { verdict }),
      ...(dismissedAs && { dismissedAs }),
      ...(outcome && outcome.at >= at && { outcome }),
    });
  }
  for (const event of events) {
    if (event.type === 'rechecked') {
      const finding = known.get(event.fingerprint);
      const { recheck, words, at } = event;
      if (finding) known.set(event.fingerprint, { ...finding, rechecked: { recheck, at, ...(words !== undefined && { words }) } });
    }
    if (event.type !== 'overruled' || event.by !== 'person') continue;
    const finding = known.get(event.fingerprint);
    if (finding) known.set(event.fingerprint, { ...finding, overruled: [...(finding.overruled ?? []), event.lesson] });
  }
  return known;
}

/** The code of the findings that a person dismissed and said nothing else of since. */
function dismissedCode(events: LedgerEvent[]): Map<string, string[]> {
  const code = new Map<string, string[]>();
  for (const event of events) {
    if ((event.type !== 'verdict' && event.type !== 'withdrawn') || event.by !== 'person') continue;
    if (event.type === 'withdrawn' || event.verdict !== 'dismiss') code.delete(event.fingerprint);
    else if (event.subject.quote !== undefined) {
      const quote = codeOfQuote(event.subject.quote);
      code.set(event.fingerprint, [...(code.get(event.fingerprint) ?? []).filter((q) => q !== quote), quote]);
    }
  }
  return code;
}

function endingOutcomes(events: LedgerEvent[]): Map<string, KnownOutcome> {
  const newest = new Map<string, KnownOutcome>();
  for (const event of events) {
    if (event.type !== 'outcome' || event.outcome === 'survived' || event.outcome === 'absent') continue;
    const { outcome, at, seenIn, head } = event;
    newest.set(event.fingerprint, { outcome, at, seenIn, ...(head !== undefined && { head }) });
  }
  return newest;
}

/** True when a later review found it gone, or a later commit fixed it. */
export function isFixed({ last, outcome }: KnownFinding): boolean {
  return last.finding.status === 'fixed' || outcome?.outcome === 'fixed';
}

/** HEAD of the review or commit that showed the fix of a fixed finding. */
export function fixedAt({ last, outcome }: KnownFinding): string | undefined {
  return outcome?.outcome === 'fixed' ? outcome.head : last.headCommit;
}

/** The `accepted` of a report: fingerprints of the listed findings whose verdict in force is an acceptance. */
export function acceptedOf(findings: readonly Finding[], known: Map<string, KnownFinding>): { accepted?: string[] } {
  const accepted = findings.map((f) => f.fingerprint).filter((f) => known.get(f)?.verdict?.verdict === 'accept');
  return accepted.length > 0 ? { accepted } : {};
}

/** The `rechecked` of a report: the newest answers to contests of the listed findings. */
export function recheckedOf(findings: readonly Finding[], known: Map<string, KnownFinding>): { rechecked?: Record<string, KnownRecheck> } {
  const answers = findings.flatMap(({ fingerprint }) => {
    const answer = known.get(fingerprint)?.rechecked;
    return answer ? [[fingerprint, answer] as const] : [];
  });
  return answers.length > 0 ? { rechecked: Object.fromEntries(answers) } : {};
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}
