/** Labelled findings: what an analyzer said in some revision, and whether its developers acted on it. One JSON object a line. */
import * as z from 'zod';
import { HumanError } from '../../human-error.js';

/** Some analyzers number their rules. */
const text = z.union([z.string(), z.union([z.number(), z.boolean()]).transform(String)], { error: 'not a text' }).nullish();

/** Fields of other tools are kept by whoever prints the line again, and ignored here, as is what a line to be scored says of a verdict. */
const Finding = z.looseObject({ category: text, rule: text, path: text, symbol: text, quote: text }, { error: 'not an object' });

const Labelled = Finding.extend({
  /** A number that grows with time. */
  revision: z
    .union(
      [
        z.number(),
        z
          .string()
          .regex(/^\s*[-+]?\d+(\.\d+)?\s*$/)
          .transform(Number),
      ],
      { error: 'not a number that grows with time' },
    )
    .nullish(),
  verdict: z.unknown().optional(),
});

/** What the model sees of a finding; an absent text is empty. */
export type FindingTraits = { category: string; rule: string; path: string; symbol: string; quote: string };

export type LabelledFinding = FindingTraits & { revision: number; accepted: boolean };

/** Where a line stands: the name of its file, and its number from 1. */
export type LineAt = { file: string; number: number };

/** A line that says `accepted` or `rejected`; undefined for one that says nothing (no verdict, or `ignored`). Throws a HumanError naming a line that cannot be read. */
export function labelledFinding(line: string, at: LineAt): LabelledFinding | undefined {
  const value = check(Labelled, line, at);
  const verdict = typeof value.verdict === 'string' ? value.verdict.trim().toLowerCase() : (value.verdict ?? '');
  if (verdict === '' || verdict === 'ignored') return undefined;
  if (verdict !== 'accepted' && verdict !== 'rejected') throw unreadable(at, '"verdict" is neither "accepted" nor "rejected"');
  return { ...traitsOf(value), revision: value.revision ?? 0, accepted: verdict === 'accepted' };
}

/** A line to be scored. Throws as `labelledFinding`. */
export function unlabelledFinding(line: string, at: LineAt): FindingTraits {
  return traitsOf(check(Finding, line, at));
}

/** The line as it stood, with more fields behind its own; fields that it has already take the new value. `line` is an object of JSON. */
export function withFields(line: string, more: Record<string, unknown>): string {
  const had: unknown = JSON.parse(line);
  if (Object.keys(more).some((name) => Object.hasOwn(had as object, name))) return JSON.stringify({ ...(had as object), ...more });
  // not written anew: numbers keep their digits, and repeated names stay
  const open = line.trim().slice(0, -1).trimEnd();
  return `${open}${open.length === 1 ? '' : ','}${JSON.stringify(more).slice(1)}`;
}

function check<T>(schema: z.ZodType<T>, line: string, at: LineAt): T {
  const parsed = schema.safeParse(parse(line, at));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unreadable(at, issue ? `${issue.path.length > 0 ? `"${issue.path.join('.')}" is ` : ''}${issue.message}` : 'not a finding');
}

function parse(line: string, at: LineAt): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw unreadable(at, 'not JSON', cause);
  }
}

function unreadable({ file, number }: LineAt, why: string, cause?: unknown): HumanError {
  return new HumanError(`${file}, line ${number}: ${why}`, {
    next: 'Each line is one object with category, rule, path, symbol, quote and, for learning, revision and verdict (accepted or rejected)',
    cause,
  });
}

function traitsOf({ category, rule, path, symbol, quote }: z.infer<typeof Finding>): FindingTraits {
  return { category: category ?? '', rule: rule ?? '', path: path ?? '', symbol: symbol ?? '', quote: quote ?? '' };
}
