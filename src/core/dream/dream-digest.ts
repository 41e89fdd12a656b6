/** What is kept of one dream's transcript: its report, and up to where it had read. */
import * as z from 'zod';
import { HealthFigures } from '../memory/health.js';
import { Operation } from '../memory/operation.js';
import type { TranscriptRecord } from '../transcript/transcript-store.js';
import { type TranscriptEvent, Usage } from '../transcript/transcript-event.js';
import { BacktestResult } from './backtest-result.js';
import type { DreamReport } from './dream-report.js';
import { noModelUsage } from './with-model/model-part.js';

export const DreamDigest = z.object({
  kind: z.literal('dream'),
  dream: z.string(),
  trigger: z.enum(['command', 'idle', 'daily']),
  /** Whose daily dream it was. */
  day: z.string().optional(),
  startedAt: z.string(),
  endedAt: z.string(),
  state: z.enum(['done', 'skipped', 'cancelled', 'failed']),
  reason: z.string().optional(),
  counts: z.record(z.string(), z.int()),
  operations: z.array(
    z.object({
      operation: Operation,
      backtest: BacktestResult.optional(),
      decision: z.enum(['apply', 'trial', 'wait', 'drop']),
      reason: z.string(),
    }),
  ),
  /** Ids of the operations that went into memory. */
  applied: z.array(z.string()),
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** Memory health, as far as the dream came. */
  health: z.object({ before: HealthFigures, after: HealthFigures }).partial().optional(),
  /** What people should know besides; records of older dreams have none. */
  notes: z.array(z.string()).optional(),
  /** What a model had to do with it. */
  model: z
    .object({
      usage: Usage.omit({ wallMs: true }),
      notes: z.array(z.string()),
      unsupported: z.array(z.object({ what: z.string(), reason: z.string() })),
    })
    .optional(),
  /** Reviews it was the first to read. */
  reviews: z.array(z.string()),
});
export type DreamDigest = z.infer<typeof DreamDigest>;

export function digestDream({ events }: TranscriptRecord): DreamDigest | undefined {
  const started = events[0];
  if (started?.type !== 'started' || started.kind !== 'dream') return undefined;
  const digest: DreamDigest = {
    kind: 'dream',
    dream: started.id,
    trigger: started.trigger,
    ...(started.day !== undefined && { day: started.day }),
    startedAt: started.at,
    endedAt: events.at(-1)?.at ?? started.at,
    state: 'failed',
    reason: cutOff(events),
    counts: {},
    operations: [],
    applied: [],
    before: started.memory,
    after: started.memory,
    reviews: [],
  };
  for (const event of events) {
    if (event.type === 'episode') digest.reviews.push(event.review);
    else if (event.type === 'planned') modelOf(digest);
    else if (event.type === 'noted') (digest.notes ??= []).push(event.text);
    else if (event.type === 'stopped') modelOf(digest).notes.push(`${event.what}: ${event.reason}`);
    else if (event.type === 'unsupported') modelOf(digest).unsupported.push({ what: event.what, reason: event.reason });
    else if (event.type === 'agent-ended') addSpent(modelOf(digest), event);
    else if (event.type === 'proposed') {
      const { operation, backtest } = event;
      digest.operations.push({
        operation,
        ...(backtest && { backtest }),
        decision: 'drop',
        reason: 'the dream ended before it was decided',
      });
    } else if (event.type === 'decided') {
      const proposed = digest.operations.findLast((o) => o.operation.id === event.operation);
      if (proposed) Object.assign(proposed, { decision: event.decision, reason: event.reason });
    } else if (event.type === 'applied') {
      digest.after = event.version;
      digest.applied.push(...event.operations);
    } else if (event.type === 'health') digest.health = { ...digest.health, [event.when]: event.figures };
    else if (event.type === 'ended') {
      digest.state = event.state;
      digest.reason = event.reason;
      digest.counts = event.counts;
      const { wallMs: _, ...usage } = event.usage;
      if (digest.model) digest.model.usage = usage;
    }
  }
  return digest;
}

/** Where a dream was that has no end. */
function cutOff(events: TranscriptEvent[]): string {
  const wrote = (types: TranscriptEvent['type'][]): boolean => events.some((e) => types.includes(e.type));
  const where = wrote(['applied'])
    ? 'after memory had changed'
    : wrote(['decided'])
      ? 'when its changes were decided, before it noted that memory has them'
      : wrote(['proposed'])
        ? 'while it decided'
        : wrote(['health', 'planned', 'agent-started'])
          ? 'while it weighed and tested'
          : wrote(['episode'])
            ? 'while it read'
            : 'before it had read anything';
  return `cut off ${where}: the process that dreamt ended`;
}

function modelOf(digest: DreamDigest): NonNullable<DreamDigest['model']> {
  return (digest.model ??= { usage: noModelUsage, notes: [], unsupported: [] });
}

/** Of a dream that was cut off, this is all that is known of its cost. */
function addSpent(
  model: NonNullable<DreamDigest['model']>,
  { usage, costUsd, requests = 1 }: Extract<TranscriptEvent, { type: 'agent-ended' }>,
): void {
  const before = model.usage;
  model.usage = {
    inputTokens: before.inputTokens + usage.inputTokens + usage.cacheWriteTokens + usage.cacheReadTokens,
    outputTokens: before.outputTokens + usage.outputTokens,
    cachedTokens: before.cachedTokens + usage.cacheReadTokens,
    costUsd: before.costUsd === null || costUsd === null ? null : before.costUsd + costUsd,
    requests: before.requests + requests,
  };
}

export function reportOf(digest: DreamDigest): DreamReport {
  const { dream, trigger, startedAt, endedAt, state, reason, counts, operations, notes, before, after, model, health } = digest;
  const count = (name: string): number => counts[name] ?? 0;
  return {
    dream,
    trigger,
    startedAt,
    endedAt,
    state,
    ...(reason !== undefined && { reason }),
    read: {
      transcripts: count('transcripts'),
      newTranscripts: count('newTranscripts'),
      verdicts: count('verdicts'),
      newVerdicts: count('newVerdicts'),
      ...(count('open') > 0 && { open: count('open') }),
    },
    operations,
    ...(notes && { notes }),
    ...(health?.before && { health: { before: health.before, after: health.after ?? health.before } }),
    ...(model && { model }),
    before,
    after,
  };
}
