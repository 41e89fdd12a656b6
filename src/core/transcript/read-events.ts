/** Reads the events of transcripts and ledgers from their bytes: the edge where they are parsed. */
import type * as z from 'zod';
import type { Hasher } from '../ports.js';
import { envelope } from './envelope.js';
import { type JsonLine, type JsonLines, parseJsonLines, readVersioned } from './json-lines.js';
import { asItCounts, holdsSeal, unsealedWords } from './line-seal.js';
import { type LedgerEvent, LedgerPayload } from './ledger-event.js';
import { type TranscriptEvent, TranscriptPayload } from './transcript-event.js';

export function parseTranscript(bytes: Uint8Array, hash: Pick<Hasher, 'sha256'>): JsonLines<TranscriptEvent> {
  return parseJsonLines(bytes, (value) => readVersioned(value, transcriptTypes, transcriptEvent), hash);
}

export function parseLedger(bytes: Uint8Array, hash: Pick<Hasher, 'sha256'>): JsonLines<LedgerEvent> {
  return parseJsonLines(bytes, (value) => readVersioned(value, ledgerTypes, ledgerEvent), hash);
}

/** As `parseLedger`, each line as it counts: `file` is the ledger's name relative to its source's folder. */
export function parseSealedLedger(bytes: Uint8Array, hash: Pick<Hasher, 'sha256' | 'seal'>, file: string): JsonLines<LedgerEvent> {
  const holds = (line: string) => holdsSeal(line, file, hash);
  const read = parseJsonLines(bytes, (value) => readVersioned(value, ledgerTypes, ledgerEvent), hash, holds);
  return {
    ...read,
    lines: read.lines.map((line): JsonLine<LedgerEvent> => {
      if (!line.event || !line.unsealed) return line;
      const { event, ...rest } = line;
      const counted = asItCounts(event);
      return counted ? { ...rest, event: counted } : { ...rest, unreadable: { type: 'unreadable', line: '', reason: unsealedWords } };
    }),
  };
}

/** True when the writer has ended this transcript: nothing may follow. */
export function isSealed(lines: JsonLine<TranscriptEvent>[]): boolean {
  return lines.some((line) => line.event?.type === 'ended');
}

// by type, because trying every member of the union costs more than the parse of the right one
const transcriptSchemas = new Map<string, z.ZodType<TranscriptPayload>[]>();
for (const option of TranscriptPayload.options) {
  const type = option.shape.type.value;
  transcriptSchemas.set(type, [...(transcriptSchemas.get(type) ?? []), option]);
}
const transcriptTypes: ReadonlySet<string> = new Set(transcriptSchemas.keys());
const ledgerTypes: ReadonlySet<string> = new Set(LedgerPayload.options.map((option) => option.shape.type.value));

function transcriptEvent(value: object): TranscriptEvent | string {
  const head = envelope.safeParse(value);
  if (!head.success) return explain(head.error);
  let reason = 'unknown';
  for (const schema of transcriptSchemas.get((value as { type: string }).type) ?? []) {
    const payload = schema.safeParse(value);
    if (payload.success) return { ...head.data, ...payload.data };
    reason = explain(payload.error);
  }
  return reason;
}

function ledgerEvent(value: object): LedgerEvent | string {
  const head = envelope.safeParse(value);
  if (!head.success) return explain(head.error);
  const payload = LedgerPayload.safeParse(value);
  return payload.success ? { ...head.data, ...payload.data } : explain(payload.error);
}

function explain(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.') || 'event'}: ${issue.message}` : 'invalid';
}
