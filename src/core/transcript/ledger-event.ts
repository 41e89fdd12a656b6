/** The events of the ledger: what was learned about a review after it was sealed. */
import * as z from 'zod';
import { Category, Severity } from '../review/finding.js';
import { Churn, Outcome, OutcomeBasis } from '../review/outcomes/outcome.js';
import { Recheck } from '../review/recheck/recheck.js';
import { envelope } from './envelope.js';

/** Who gave a verdict. Only a person's teaches with a person's authority; the others rank with a model's reflection. */
export const Speaker = z.enum(['person', 'automation', 'agent']);
export type Speaker = z.infer<typeof Speaker>;

export const dismissReasons = ['false-alarm', 'intended', 'not-worth-it', 'already-handled', 'duplicate', 'never-here', 'other'] as const;
export const DismissReason = z.enum(dismissReasons);
export type DismissReason = z.infer<typeof DismissReason>;

/** What the finding was, kept with the event so that learning needs no transcript. Redacted. */
export const Subject = z.object({
  rule: z.string().optional(),
  category: Category,
  severity: Severity,
  security: z.boolean(),
  path: z.string(),
  symbol: z.string().optional(),
  quote: z.string().optional(),
  source: z.string(),
  /** Lessons that touched it when it was shown. */
  lessons: z.array(z.string()),
});
export type Subject = z.infer<typeof Subject>;

const opened = z.object({ type: z.literal('opened'), writer: z.string(), source: z.string(), tool: z.string() });
const verdict = z.object({
  type: z.literal('verdict'),
  review: z.string(),
  finding: z.string(),
  fingerprint: z.string(),
  verdict: z.enum(['accept', 'dismiss', 'contest']),
  /** Only for a dismissal. `never-here` is a person's explicit rule for this place. */
  reason: DismissReason.optional(),
  /** Free text of the person, redacted. */
  note: z.string().optional(),
  by: Speaker,
  subject: Subject,
});
/** A verdict taken back by undo: the finding is as if it had never been given one. */
const withdrawn = z.object({ type: z.literal('withdrawn'), fingerprint: z.string(), by: Speaker });
const outcome = z.object({
  type: z.literal('outcome'),
  review: z.string(),
  fingerprint: z.string(),
  outcome: Outcome,
  /** The commit or the review that showed it: an outcome is recorded once for each. */
  seenIn: z.string(),
  /** HEAD at that time; absent in a repo without commits, and in events of old, as are the following. */
  head: z.string().optional(),
  basis: OutcomeBasis.optional(),
  /** What it is to be weighed against; see `churn.ts`. */
  churn: Churn.optional(),
  subject: Subject,
});
/** The answer to a contest: what was checked again, and what came of it. It changes no finding's state. */
const rechecked = z.object({
  type: z.literal('rechecked'),
  review: z.string(),
  fingerprint: z.string(),
  /** What the one who asked said, redacted. */
  words: z.string().optional(),
  asked: Speaker,
  recheck: Recheck,
  subject: Subject,
});
/** A person brought a held-back finding back: counts against the lesson. */
const overruled = z.object({
  type: z.literal('overruled'),
  review: z.string(),
  fingerprint: z.string(),
  lesson: z.string(),
  by: Speaker,
  subject: Subject,
});
/** What a person decided of a waiting proposal. */
const proposalDecided = z.object({
  type: z.literal('proposal-decided'),
  dream: z.string(),
  operation: z.string(),
  decision: z.enum(['approve', 'discard']),
  by: Speaker,
});
/** Stands in for files that retention removed. */
const tombstone = z.object({ type: z.literal('tombstone'), file: z.string(), lines: z.int(), hash: z.string(), reason: z.string() });

export const LedgerPayload = z.discriminatedUnion('type', [
  opened,
  verdict,
  withdrawn,
  outcome,
  rechecked,
  overruled,
  proposalDecided,
  tombstone,
]);
export type LedgerPayload = z.infer<typeof LedgerPayload>;

export const LedgerEvent = z.intersection(envelope, LedgerPayload);
export type LedgerEvent = z.infer<typeof LedgerEvent>;
