/** What the course of weeks needs of one review or one dream: which findings it showed, which memory held back, and what it cost. */
import * as z from 'zod';
import type { TranscriptRecord } from '../transcript/transcript-store.js';

export const TrendRecord = z.object({
  kind: z.enum(['review', 'dream']),
  /** When it began: ISO 8601, UTC. */
  at: z.string(),
  /** Fingerprints of the findings it showed to people; what was fixed or dismissed already is not among them. */
  shown: z.array(z.string()),
  /** Fingerprints of those a lesson held back: without memory they would have been shown. */
  held: z.array(z.string()),
  /** How many of the shown ones memory had lowered or raised. */
  moved: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  cachedTokens: z.int(),
  requests: z.int(),
  /** Null when a price is not known. */
  costUsd: z.number().nullable(),
});
export type TrendRecord = z.infer<typeof TrendRecord>;

/** Undefined for a transcript whose beginning cannot be read. */
export function trendRecordOf({ events }: Pick<TranscriptRecord, 'events'>): TrendRecord | undefined {
  const started = events[0];
  if (started?.type !== 'started') return undefined;
  const shown = new Set<string>();
  const held = new Set<string>();
  const trend: TrendRecord = {
    kind: started.kind,
    at: started.at,
    shown: [],
    held: [],
    moved: 0,
    inputTokens: 0,
    outputTokens: 0,
    cachedTokens: 0,
    requests: 0,
    costUsd: 0,
  };
  for (const event of events) {
    if (event.type === 'finding') {
      const { fingerprint, status, effects } = event.finding;
      if (status === 'fixed' || status === 'dismissed') continue;
      shown.add(fingerprint);
      if (effects.some((e) => e.effect !== 'annotate')) trend.moved += 1;
    } else if (event.type === 'held-back' && event.held.lesson !== undefined) {
      // a comment in the code silences with and without memory
      if (event.held.finding.status !== 'fixed' && event.held.finding.status !== 'dismissed') held.add(event.held.finding.fingerprint);
    } else if (event.type === 'ended') {
      const { inputTokens, outputTokens, cachedTokens, requests, costUsd } = event.usage;
      Object.assign(trend, { inputTokens, outputTokens, cachedTokens, requests, costUsd });
    }
  }
  return { ...trend, shown: [...shown], held: [...held].filter((f) => !shown.has(f)) };
}
