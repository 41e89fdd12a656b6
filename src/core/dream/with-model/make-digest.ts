/** Makes the digest: findings of the new reviews and of the new verdicts, by the specialist that reported them, within bounds. */
import { builtInSpecialists, soleReviewer } from '../../review/agents/specialist.js';
import type { Finding } from '../../review/finding.js';
import { ignoreWord } from '../../review/inline-ignore.js';
import type { Hasher, Redact } from '../../ports.js';
import type { LedgerLine, TranscriptRecord } from '../../transcript/transcript-store.js';
import { countOf } from '../../transcript/count-of.js';
import type { Observation } from '../observation.js';
import { analyzersGroup, type Digest, type DigestCase, type DigestEvent, type DigestGroup } from './digest.js';
import { ledgerFields, transcriptFields } from './digest-fields.js';

export type DigestInput = {
  /** The new reviews, and those that new verdicts speak of; oldest first. */
  records: TranscriptRecord[];
  /** All of the ledger, in order; and those that no dream has read. */
  lines: LedgerLine[];
  newLines: LedgerLine[];
  observations: Observation[];
  redact: Redact;
  hash: Pick<Hasher, 'sha256'>;
};

/** For one group. */
const mostJudged = 40;
const mostOthers = 8;
const mostTroubles = 10;
const mostFacts = 30;
/** The newest that was said of one finding. */
const mostSaid = 4;
/** Longer code is not shown. */
const longestCode = 1_500;

type Seen = { finding: Finding; record: TranscriptRecord; index: number; held: boolean };

/** Groups of whose findings nobody has said anything new are left out: there is nothing to reflect on. */
export function makeDigest(input: DigestInput): Digest {
  const { records, newLines } = input;
  const seen = sightings(records);
  const said = byFingerprint(input.lines);
  const isNew = new Set(newLines.flatMap((line) => ('fingerprint' in line.event ? [line.event.fingerprint] : [])));
  const groups = new Map<string, { judged: string[]; others: string[] }>();
  const groupOf = (name: string): { judged: string[]; others: string[] } => {
    const group = groups.get(name) ?? { judged: [], others: [] };
    groups.set(name, group);
    return group;
  };
  // what was said last comes first
  for (const fingerprint of [...isNew].reverse()) groupOf(nameOf(seen.get(fingerprint), said.get(fingerprint))).judged.push(fingerprint);
  for (const [fingerprint, at] of [...seen].reverse()) {
    if (isNew.has(fingerprint)) continue;
    const group = groupOf(nameOf(at, undefined));
    (said.has(fingerprint) ? group.judged : group.others).push(fingerprint);
  }
  const digest: Digest = { groups: [], events: new Map(), code: new Map() };
  const make = caseMaker(input, seen, said);
  for (const [name, { judged, others }] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!judged.some((fingerprint) => isNew.has(fingerprint))) continue;
    const chosen = [...judged.slice(0, mostJudged), ...others.slice(0, mostOthers)];
    const cases = chosen.flatMap((fingerprint) => make(fingerprint) ?? []);
    const { troubles, facts } = runsOf(input, name, make.eventId);
    const group: DigestGroup = { name, cases, troubles, facts, leftOut: judged.length + others.length - chosen.length };
    digest.groups.push(group);
    for (const of of cases) {
      for (const event of of.events) digest.events.set(event.id, { event, of, group: name });
      if (of.code) digest.code.set(of.code.id, { code: of.code, of, group: name });
    }
    for (const event of troubles) digest.events.set(event.id, { event, group: name });
  }
  return digest;
}

/** The newest sighting of each finding. */
function sightings(records: TranscriptRecord[]): Map<string, Seen> {
  const seen = new Map<string, Seen>();
  for (const record of records) {
    for (const [index, event] of record.events.entries()) {
      // what a comment in the code silences teaches nothing
      if (event.type === 'held-back' && event.held.lesson === undefined) continue;
      const finding = event.type === 'finding' ? event.finding : event.type === 'held-back' ? event.held.finding : undefined;
      if (!finding) continue;
      seen.delete(finding.fingerprint);
      seen.set(finding.fingerprint, { finding, record, index, held: event.type === 'held-back' });
    }
  }
  return seen;
}

function byFingerprint(lines: LedgerLine[]): Map<string, LedgerLine[]> {
  const said = new Map<string, LedgerLine[]>();
  for (const line of lines) {
    if (!('fingerprint' in line.event)) continue;
    const of = said.get(line.event.fingerprint);
    if (of) of.push(line);
    else said.set(line.event.fingerprint, [line]);
  }
  return said;
}

const specialistNames = new Set([soleReviewer, ...builtInSpecialists].map((s) => s.name));

function nameOf(seen: Seen | undefined, lines: LedgerLine[] = []): string {
  if (seen) return seen.finding.source.kind === 'specialist' ? seen.finding.source.name : analyzersGroup;
  const subject = lines.flatMap((line) => ('subject' in line.event ? [line.event.subject] : [])).at(-1);
  return subject && specialistNames.has(subject.source) ? subject.source : analyzersGroup;
}

type CaseMaker = ((fingerprint: string) => DigestCase | undefined) & { eventId: () => string };

function caseMaker({ observations, redact, hash }: DigestInput, seen: Map<string, Seen>, said: Map<string, LedgerLine[]>): CaseMaker {
  const deciding = new Map(observations.map((o) => [o.fingerprint, o]));
  let events = 0;
  let codes = 0;
  const eventId = (): string => `e${++events}`;
  const make = (fingerprint: string): DigestCase | undefined => {
    const at = seen.get(fingerprint);
    const lines = (said.get(fingerprint) ?? []).slice(-mostSaid);
    const subject = at
      ? { ...at.finding, ...at.finding.anchor, source: at.finding.source.name }
      : lines.flatMap((l) => ('subject' in l.event ? [l.event.subject] : [])).at(-1);
    if (!subject) return undefined;
    const { rule, path, symbol, quote, source, security } = subject;
    const made: DigestEvent[] = [];
    if (at) {
      const { record, index } = at;
      const event = record.events[index]!;
      const cite = { source: record.source.id, file: record.file, seq: event.seq, hash: record.hashes[index] ?? '' };
      made.push({ id: eventId(), kind: at.held ? 'held-back' : 'finding', at: event.at, cite, fields: transcriptFields(event, redact) });
    }
    const holds = deciding.get(fingerprint);
    for (const { event, source: of, file, hash: lineHash } of lines) {
      const fields = ledgerFields(event, redact);
      if (fields.length === 0 || event.type === 'opened' || event.type === 'proposal-decided' || event.type === 'tombstone') continue;
      if (event.type === 'rechecked') continue;
      const decides = holds?.cite.source === of.id && holds.cite.file === file && holds.cite.seq === event.seq;
      made.push({
        id: eventId(),
        kind: event.type,
        at: event.at,
        cite: { source: of.id, file, seq: event.seq, hash: lineHash },
        fields,
        ...(decides && { says: { verdict: holds.verdict, authority: holds.authority } }),
      });
    }
    const shown = { fingerprint, subject: { rule, path, symbol, quote, source, security }, events: made };
    const anchor = at?.finding.anchor;
    if (anchor?.state !== 'exact' || anchor.side !== 'new' || anchor.quote === '' || anchor.quote.length > longestCode) return shown;
    const code = redact(anchor.quote);
    const { startLine, endLine } = anchor;
    return {
      ...shown,
      code: { id: `c${++codes}`, evidence: { type: 'code', path, startLine, endLine, hash: hash.sha256(code), quote: code } },
    };
  };
  return Object.assign(make, { eventId });
}

/** What failed while this group worked, and what its work cost, review by review. */
function runsOf({ records, redact }: DigestInput, name: string, eventId: () => string): Pick<DigestGroup, 'troubles' | 'facts'> {
  const troubles: DigestEvent[] = [];
  const facts: string[] = [];
  for (const record of records) {
    const own = new Set(record.events.flatMap((e) => (e.type === 'agent-started' && e.name === name ? [e.agent] : [])));
    const totals = { answers: 0, tokens: 0, usd: 0, failed: 0, findings: 0, held: 0 };
    for (const [index, event] of record.events.entries()) {
      if (event.type === 'turn' && own.has(event.agent)) {
        const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = event.usage;
        totals.answers++;
        totals.tokens += inputTokens + cacheReadTokens + cacheWriteTokens + outputTokens;
        totals.usd += event.costUsd ?? 0;
      }
      if (event.type === 'finding' && isOf(event.finding, name)) totals.findings++;
      if (event.type === 'held-back' && isOf(event.held.finding, name)) totals.held++;
      const isTrouble =
        name === analyzersGroup
          ? event.type === 'failure' && event.where !== ignoreWord
          : event.type === 'tool-result' && event.isError && own.has(event.agent);
      if (!isTrouble) continue;
      totals.failed++;
      if (troubles.length >= mostTroubles) continue;
      const cite = { source: record.source.id, file: record.file, seq: event.seq, hash: record.hashes[index] ?? '' };
      const kind = event.type === 'failure' ? 'failure' : 'tool-result';
      troubles.push({ id: eventId(), kind, at: event.at, cite, fields: transcriptFields(event, redact) });
    }
    if (totals.answers + totals.findings + totals.held + totals.failed === 0 || facts.length >= mostFacts) continue;
    const cost =
      totals.answers === 0 ? '' : `, ${countOf(totals.answers, 'answer')} with ${totals.tokens} tokens for ${totals.usd.toFixed(4)} USD`;
    const failed = totals.failed === 0 ? '' : `, ${countOf(totals.failed, 'failure')}`;
    facts.push(`${record.id}: ${countOf(totals.findings, 'finding')} shown, ${totals.held} held back${failed}${cost}`);
  }
  return { troubles, facts };
}

function isOf({ source }: Finding, name: string): boolean {
  return name === analyzersGroup ? source.kind === 'analyzer' : source.kind === 'specialist' && source.name === name;
}
