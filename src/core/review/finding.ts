/** A finding: one remark about a change, with an anchor, a category, a severity and a confidence. */
import * as z from 'zod';
import { Anchor } from '../changes/anchor.js';

export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export const Severity = z.enum(severities);
export type Severity = z.infer<typeof Severity>;

export const Category = z.enum([
  'correctness',
  'security',
  'concurrency',
  'resources',
  'error-handling',
  'performance',
  'api',
  'tests',
  'maintainability',
]);
export type Category = z.infer<typeof Category>;

export const FindingStatus = z.enum(['new', 'open', 'reappeared', 'fixed', 'dismissed']);
export type FindingStatus = z.infer<typeof FindingStatus>;

export const Edit = z.object({
  path: z.string(),
  startLine: z.int(),
  endLine: z.int(),
  /** The text that must still stand there, lines joined by `\n`, redacted. */
  expect: z.string(),
  replace: z.string(),
});
export type Edit = z.infer<typeof Edit>;

export const Fix = z.object({ edits: z.array(Edit).min(1) });
export type Fix = z.infer<typeof Fix>;

export const FindingSource = z.object({
  kind: z.enum(['analyzer', 'specialist']),
  name: z.string(),
  /** What the editor shows in Problems itself, and what is therefore not shown there again. */
  via: z.literal('editor').optional(),
});
export type FindingSource = z.infer<typeof FindingSource>;

/** What an analyzer or a specialist reports: a finding that has no identity yet. All texts are redacted. */
export const Candidate = z.object({
  category: Category,
  severity: Severity,
  /** 0..1: how sure the source is that this is a true finding. */
  confidence: z.number().min(0).max(1),
  title: z.string(),
  /** Why it matters and what to do, as Markdown without links to commands. */
  body: z.string(),
  rule: z.string().optional(),
  /** CWE ids such as `CWE-798`. */
  cwe: z.array(z.string()).optional(),
  source: FindingSource,
  /** Other analyzers that report the same problem, and their rule's name. */
  also: z.array(FindingSource.extend({ rule: z.string().optional() })).optional(),
  anchor: Anchor,
  fix: Fix.optional(),
});
export type Candidate = z.infer<typeof Candidate>;

/** What a lesson did to a finding that is still shown. */
export const AppliedEffect = z.object({
  lesson: z.string(),
  effect: z.enum(['demote', 'raise', 'annotate']),
  why: z.string(),
  /** The severity before the effect. */
  from: Severity,
});
export type AppliedEffect = z.infer<typeof AppliedEffect>;

export const Finding = Candidate.extend({
  /** One occurrence in one review. */
  id: z.string(),
  /** The identity across reviews. */
  fingerprint: z.string(),
  status: FindingStatus,
  /** True when rule, CWE, specialist or text says so; nothing takes it away again. */
  security: z.boolean(),
  /** Ids of the lessons that touched it. */
  lessons: z.array(z.string()),
  effects: z.array(AppliedEffect),
});
export type Finding = z.infer<typeof Finding>;

/** `lesson` is absent when a `reverie-ignore` comment in the code holds it back; `why` then names the comment's place and its reason. */
export const HeldBack = z.object({ finding: Finding, lesson: z.string().optional(), why: z.string() });
export type HeldBack = z.infer<typeof HeldBack>;
