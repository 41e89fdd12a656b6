/** An anchor ties a finding to code by what the code says, not by where it once stood. */
import * as z from 'zod';

/** Non-blank lines around the quote, nearest first, trimmed and redacted; at most three a side. */
export const AnchorContext = z.object({ before: z.array(z.string()), after: z.array(z.string()) });
export type AnchorContext = z.infer<typeof AnchorContext>;

/** The same quote elsewhere in the file when the anchor was made: how many copies stood above and below. */
export const QuoteCopies = z.object({ before: z.int(), after: z.int() });
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
    /** The lines around as hashes, see `line-sketch.ts`; absent in what other hands and earlier versions wrote. */
    sketch: z.string().optional(),
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
