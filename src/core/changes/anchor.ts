/** An anchor ties a finding to code by what the code says, not by where it once stood. */
import * as z from 'zod';

/** Non-blank lines around the quote, nearest first, trimmed and redacted; at most three a side. */
export const AnchorContext = z.object({ before: z.array(z.string()), after: z.array(z.string()) });
export type AnchorContext = z.infer<typeof AnchorContext>;

/** A line that is unique in the file, normalised, and how many copies of the quote stand between it and the flagged place. */
export const Landmark = z.object({ line: z.string(), copies: z.int() });
export type Landmark = z.infer<typeof Landmark>;

/** The same quote elsewhere in the file when the anchor was made: it tells later whether surroundings or order can decide. */
export const QuoteCopies = z.object({
  /** How many copies stood above and below. */
  before: z.int(),
  after: z.int(),
  /** The most context lines that any copy shared with the flagged place. */
  likeness: z.int(),
  /** The nearest landmarks; absent when there is none up to the file's end, or no copy to tell the place from. */
  above: Landmark.optional(),
  below: Landmark.optional(),
});
export type QuoteCopies = z.infer<typeof QuoteCopies>;

export const Anchor = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('exact'),
    path: z.string(),
    side: z.enum(['new', 'old']),
    startLine: z.int(),
    endLine: z.int(),
    /** The flagged lines, whole and redacted, joined by `\n`. */
    quote: z.string(),
    /** The enclosing function, method or class, dotted (`Cart.total`); absent at top level. */
    symbol: z.string().optional(),
    context: AnchorContext,
    /** Absent when it was not counted. */
    copies: QuoteCopies.optional(),
  }),
  z.object({
    state: z.literal('file'),
    path: z.string(),
    side: z.enum(['new', 'old']),
    quote: z.string().optional(),
    symbol: z.string().optional(),
    context: AnchorContext.optional(),
    /** Why no line was chosen (`the quoted code stands in 3 places`). */
    why: z.string(),
  }),
]);
export type Anchor = z.infer<typeof Anchor>;
