/** The documented JSON of a review as a schema; strict, so that a field that is not documented is an error. */
import * as z from 'zod';

const Severity = z.enum(['critical', 'high', 'medium', 'low', 'info']);

const FindingJson = z.strictObject({
  id: z.string(),
  fingerprint: z.string(),
  status: z.enum(['new', 'open', 'reappeared', 'fixed', 'dismissed']),
  category: z.string(),
  severity: Severity,
  confidence: z.number().min(0).max(1),
  title: z.string(),
  body: z.string(),
  rule: z.string().optional(),
  source: z.strictObject({ kind: z.enum(['analyzer', 'specialist']), name: z.string() }),
  also: z.array(z.strictObject({ kind: z.enum(['analyzer', 'specialist']), name: z.string(), rule: z.string().optional() })).optional(),
  anchor: z.strictObject({
    state: z.enum(['exact', 'file']),
    path: z.string(),
    side: z.enum(['new', 'old']),
    startLine: z.int().optional(),
    endLine: z.int().optional(),
    quote: z.string().optional(),
    symbol: z.string().optional(),
  }),
  fix: z
    .strictObject({
      edits: z.array(z.strictObject({ path: z.string(), startLine: z.int(), endLine: z.int(), expect: z.string(), replace: z.string() })),
    })
    .optional(),
  lessons: z.array(z.string()),
});

export const ReviewJson = z.strictObject({
  version: z.literal(1),
  review: z.strictObject({
    id: z.string(),
    scope: z.looseObject({ kind: z.enum(['uncommitted', 'staged', 'unstaged', 'branch', 'commit', 'range', 'files']) }),
    base: z.string().optional(),
    head: z.string().optional(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
    state: z.enum(['done', 'cancelled', 'failed']),
    grade: z
      .strictObject({
        state: z.enum(['satisfied', 'needs-revision', 'limit-reached', 'failed']),
        rounds: z.int(),
        criteria: z.array(z.strictObject({ id: z.string(), title: z.string(), met: z.boolean(), evidence: z.string(), note: z.string() })),
        reason: z.string().optional(),
      })
      .optional(),
  }),
  findings: z.array(FindingJson),
  heldBack: z.array(z.strictObject({ finding: FindingJson, lesson: z.string().optional(), why: z.string() })),
  coverage: z.array(
    z.strictObject({
      path: z.string(),
      hunks: z.int(),
      state: z.enum(['reviewed', 'skipped', 'failed']),
      reason: z.string().optional(),
    }),
  ),
  usage: z.strictObject({
    inputTokens: z.int(),
    outputTokens: z.int(),
    cachedTokens: z.int(),
    costUsd: z.number().nullable(),
    requests: z.int(),
    wallMs: z.number(),
  }),
});
export type ReviewJson = z.infer<typeof ReviewJson>;
