/** Labelled findings: what an analyzer said in some revision, and whether its developers acted on it. One JSON object a line. */
import * as z from 'zod';
import { HumanError } from '../../human-error.js';

const text = z.string().nullish();

/** `verdict` is absent where it is to be foretold. Fields of other tools are kept by whoever prints the line again, and ignored here. */
const Labelled = z.looseObject({
  /** A whole number that grows with time. */
  revision: z.number().nullish(),
  category: text,
  rule: text,
  path: text,
  symbol: text,
  quote: text,
  verdict: z.string().nullish(),
});

/** What the model sees of a finding; an absent text is empty. */
export type FindingTraits = { category: string; rule: string; path: string; symbol: string; quote: string };

export type LabelledFinding = FindingTraits & { revision: number; accepted: boolean };

/** One line to be scored: its object as it stood, and what the model sees of it. */
export type UnlabelledLine = { line: Record<string, unknown>; traits: FindingTraits };

/** Lines that say `accepted` or `rejected`. Throws a HumanError naming the line that cannot be read. */
export function readLabelled(content: string, file: string): LabelledFinding[] {
  return rows(content, file).map(({ value, number }) => {
    if (value.verdict !== 'accepted' && value.verdict !== 'rejected')
      throw unreadable(file, number, '"verdict" is neither "accepted" nor "rejected"');
    return { ...traitsOf(value), revision: value.revision ?? 0, accepted: value.verdict === 'accepted' };
  });
}

/** Lines to be scored, in order. Whatever they say of a verdict is not looked at. */
export function readUnlabelled(content: string, file: string): UnlabelledLine[] {
  return rows(content, file).map(({ value }) => ({ line: value, traits: traitsOf(value) }));
}

function rows(content: string, file: string): { value: z.infer<typeof Labelled>; number: number }[] {
  const found: { value: z.infer<typeof Labelled>; number: number }[] = [];
  for (const [index, line] of content
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    const parsed = Labelled.safeParse(parse(line, file, index + 1));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw unreadable(
        file,
        index + 1,
        issue ? `${issue.path.length > 0 ? `"${issue.path.join('.')}": ` : ''}${issue.message}` : 'not a finding',
      );
    }
    found.push({ value: parsed.data, number: index + 1 });
  }
  return found;
}

function parse(line: string, file: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw unreadable(file, number, 'not JSON', cause);
  }
}

function unreadable(file: string, line: number, why: string, cause?: unknown): HumanError {
  return new HumanError(`${file}, line ${line}: ${why}`, {
    next: 'Each line is one object with category, rule, path, symbol, quote and, for learning, revision and verdict (accepted or rejected)',
    cause,
  });
}

function traitsOf({ category, rule, path, symbol, quote }: z.infer<typeof Labelled>): FindingTraits {
  return { category: category ?? '', rule: rule ?? '', path: path ?? '', symbol: symbol ?? '', quote: quote ?? '' };
}
