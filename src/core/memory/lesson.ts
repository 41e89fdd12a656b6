/** A lesson: one entry of memory, with its evidence, its scope and what it does to findings. */
import * as z from 'zod';

export const LessonKind = z.enum(['false-alarm', 'convention', 'defect-pattern', 'hotspot', 'workflow', 'context']);
export type LessonKind = z.infer<typeof LessonKind>;

/** proposed: waits for a person · trial: demotes and marks, never hides · active · dormant: asleep · retired: kept, without effect. */
export const LessonStatus = z.enum(['proposed', 'trial', 'active', 'dormant', 'retired']);
export type LessonStatus = z.infer<typeof LessonStatus>;

/** In descending authority. */
export const provenances = ['person', 'team', 'outcome', 'model', 'text'] as const;
export const Provenance = z.enum(provenances);
export type Provenance = z.infer<typeof Provenance>;

/** True when `a` has at least the authority of `b`. */
export function ranksAtLeast(a: Provenance, b: Provenance): boolean {
  return provenances.indexOf(a) <= provenances.indexOf(b);
}

/** Empty lists mean “any”. Globs are picomatch's, from the repo's root. */
export const LessonScope = z.object({
  paths: z.array(z.string()).default([]),
  languages: z.array(z.string()).default([]),
  rules: z.array(z.string()).default([]),
  symbols: z.array(z.string()).default([]),
  when: z.string().optional(),
  unless: z.string().optional(),
});
export type LessonScope = z.infer<typeof LessonScope>;

/** What the lesson does to a finding in its scope. A trial `hold-back` demotes and marks instead. */
export const LessonEffect = z.object({
  do: z.enum(['hold-back', 'demote', 'raise']),
  /** Limits the effect to findings of this code shape (see `codeShape`); absent: every finding in scope. */
  shape: z.string().optional(),
});
export type LessonEffect = z.infer<typeof LessonEffect>;

/** A citation of an event: the line is `seq` of `file` in `source`, `hash` its SHA-256, `quote` an exact part of it. */
export const EventEvidence = z.object({
  type: z.literal('event'),
  source: z.string(),
  file: z.string(),
  seq: z.int(),
  hash: z.string(),
  quote: z.string(),
});
/** A citation of code: `hash` is the SHA-256 of the quoted lines (redacted, joined by `\n`). */
export const CodeEvidence = z.object({
  type: z.literal('code'),
  path: z.string(),
  startLine: z.int(),
  endLine: z.int(),
  hash: z.string(),
  quote: z.string(),
});
export const Evidence = z.discriminatedUnion('type', [EventEvidence, CodeEvidence]);
export type Evidence = z.infer<typeof Evidence>;
export type EventEvidence = z.infer<typeof EventEvidence>;
export type CodeEvidence = z.infer<typeof CodeEvidence>;

/** What is cited, without where the lines stood at that time: two citations with the same key are one. */
export function evidenceKey(item: Evidence): string {
  return item.type === 'event' ? `event\0${item.source}\0${item.file}\0${item.seq}\0${item.hash}` : `code\0${item.path}\0${item.hash}`;
}

/** Each citation once, in the order of the lists; the first of several with one key stays as it is. */
export function unionOfEvidence(...lists: Evidence[][]): Evidence[] {
  const items = new Map<string, Evidence>();
  for (const item of lists.flat()) if (!items.has(evidenceKey(item))) items.set(evidenceKey(item), item);
  return [...items.values()];
}

/** Derived from events when dreaming; never written by a review. */
export const LessonCounts = z.object({
  /** Findings in scope that people accepted, or that outcomes show as fixed. */
  accepted: z.int(),
  /** Findings in scope that people dismissed. */
  dismissed: z.int(),
  /** Held-back findings that a person brought back. */
  overruled: z.int(),
});
export type LessonCounts = z.infer<typeof LessonCounts>;

/** A day or an instant, in UTC: `2026-01-05`, `2026-01-05T09:00:00.000Z`. Such texts sort by time. */
export const LessonDate = z.string().refine(isDate, { error: 'is no date: write 2026-01-05 or 2026-01-05T09:00:00Z' });

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z)?$/.test(text)) return false;
  const time = Date.parse(text);
  // the 30th of February is no day
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 10));
}

const lessonId = /^[a-z0-9][a-z0-9-]{0,79}$/;

export const Lesson = z.object({
  v: z.literal(1),
  /** Readable and unique: a slug with a short random tail; the file is named after it. */
  id: z.string().refine((id) => lessonId.test(id), { error: 'is no id: lower-case letters, digits and -, at most 80' }),
  kind: LessonKind,
  status: LessonStatus,
  /** One sentence: what the repo taught. The heading of the file. */
  statement: z.string().min(1),
  /** Free Markdown below the heading; may be empty. */
  body: z.string(),
  scope: LessonScope,
  effect: LessonEffect.optional(),
  /** 0..1: posterior mean that the lesson is right. */
  confidence: z.number().min(0).max(1),
  counts: LessonCounts,
  evidence: z.array(Evidence).min(1),
  provenance: Provenance,
  validFrom: LessonDate,
  lastConfirmed: LessonDate,
  /** The lesson that took its place, and since when. */
  supersededBy: z.string().optional(),
  supersededAt: LessonDate.optional(),
  /** `all`, or the name of one specialist. */
  audience: z.string().default('all'),
  pinned: z.boolean().default(false),
  /** What people noted in the front matter, by the field that it stands at (see `FieldComments`). Nothing acts on it. */
  comments: z.record(z.string(), z.string()).optional(),
});
export type Lesson = z.infer<typeof Lesson>;
