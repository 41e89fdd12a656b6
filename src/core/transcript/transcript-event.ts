/** The events of a transcript: everything that happened in one review or one dream, in order. */
import * as z from 'zod';
import { ChangedFile, Scope } from '../changes/change-set.js';
import { FileCoverage } from '../changes/coverage.js';
import { BacktestResult } from '../dream/backtest-result.js';
import { HealthFigures } from '../memory/health.js';
import { Operation } from '../memory/operation.js';
import { Finding, HeldBack } from '../review/finding.js';
import { agentPayloads } from './agent-events.js';
import { envelope } from './envelope.js';

export const Usage = z.object({
  inputTokens: z.int(),
  outputTokens: z.int(),
  cachedTokens: z.int(),
  /** Null when the model's price is unknown. */
  costUsd: z.number().nullable(),
  requests: z.int(),
  wallMs: z.number(),
});
export type Usage = z.infer<typeof Usage>;

const reviewStarted = z.object({
  type: z.literal('started'),
  kind: z.literal('review'),
  id: z.string(),
  repo: z.string(),
  scope: Scope,
  /** Globs that limited the scope; absent when nothing did. */
  paths: z.array(z.string()).optional(),
  /** Version of Reverie that wrote it. */
  tool: z.string(),
  /** Who writes: the lease to look at when the file is not sealed. */
  writer: z.string(),
  /** Commit of memory that is applied; null for an empty memory. */
  memory: z.string().nullable(),
});
const dreamStarted = z.object({
  type: z.literal('started'),
  kind: z.literal('dream'),
  id: z.string(),
  repo: z.string(),
  trigger: z.enum(['command', 'idle', 'daily']),
  /** Whose daily dream it is: a local day, such as `2026-06-10`. */
  day: z.string().optional(),
  tool: z.string(),
  writer: z.string(),
  memory: z.string().nullable(),
});
const changeSet = z.object({
  type: z.literal('change-set'),
  base: z.string().optional(),
  head: z.string().optional(),
  headCommit: z.string().optional(),
  branch: z.string().optional(),
  files: z.array(ChangedFile),
});
const recalled = z.object({
  type: z.literal('recalled'),
  lessons: z.array(z.object({ lesson: z.string(), blob: z.string(), why: z.string() })),
  /** Lessons that slept for this review because the code they cite is gone. */
  dormant: z.array(z.object({ lesson: z.string(), why: z.string() })),
});
const coverage = z.object({ type: z.literal('coverage'), files: z.array(FileCoverage) });
const finding = z.object({ type: z.literal('finding'), finding: Finding });
const heldBack = z.object({ type: z.literal('held-back'), held: HeldBack });
const failure = z.object({ type: z.literal('failure'), where: z.string(), reason: z.string() });
/** A dream's reading of one review. */
const episode = z.object({
  type: z.literal('episode'),
  review: z.string(),
  findings: z.int(),
  verdicts: z.int(),
});
const proposed = z.object({ type: z.literal('proposed'), operation: Operation, backtest: BacktestResult.optional() });
const decided = z.object({
  type: z.literal('decided'),
  operation: z.string(),
  decision: z.enum(['apply', 'trial', 'wait', 'drop']),
  reason: z.string(),
});
const applied = z.object({ type: z.literal('applied'), version: z.string(), operations: z.array(z.string()) });
/** What people should know of a dream besides its operations. */
const noted = z.object({ type: z.literal('noted'), text: z.string() });
/** Memory health when a dream began, and when it had changed memory. */
const health = z.object({ type: z.literal('health'), when: z.enum(['before', 'after']), figures: HealthFigures });
const ended = z.object({
  type: z.literal('ended'),
  state: z.enum(['done', 'cancelled', 'failed', 'skipped']),
  reason: z.string().optional(),
  usage: Usage,
  counts: z.record(z.string(), z.int()),
});

export const TranscriptPayload = z.union([
  reviewStarted,
  dreamStarted,
  changeSet,
  recalled,
  coverage,
  finding,
  heldBack,
  failure,
  episode,
  proposed,
  decided,
  applied,
  health,
  noted,
  ...agentPayloads,
  ended,
]);
export type TranscriptPayload = z.infer<typeof TranscriptPayload>;
export type Ended = z.infer<typeof ended>;

export const TranscriptEvent = z.intersection(envelope, TranscriptPayload);
export type TranscriptEvent = z.infer<typeof TranscriptEvent>;
