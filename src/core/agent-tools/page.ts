/** Pages of a list: answers to agents are bounded, and say how to get the rest. */
import * as z from 'zod';

export const largestPage = 50;

export const pageInput = {
  offset: z.int().min(0).max(1_000_000).default(0).describe('How many to leave out from the beginning; take `next` of the answer before.'),
  limit: z.int().min(1).max(largestPage).default(20).describe('How many to give at most.'),
};

export const pageOutput = {
  total: z.int(),
  offset: z.int(),
  /** Absent on the last page. */
  next: z.int().optional(),
};

export type Page<T> = { items: T[]; total: number; offset: number; next?: number };

export function pageOf<T>(all: T[], { offset, limit }: { offset: number; limit: number }): Page<T> {
  const items = all.slice(offset, offset + limit);
  const end = offset + items.length;
  return { items, total: all.length, offset, ...(end < all.length && items.length > 0 && { next: end }) };
}

/** `3 findings`, or `findings 21 to 40 of 73; more with offset 40`. */
export function pageWords({ items, total, offset, next }: Page<unknown>, what: (n: number) => string): string {
  if (items.length === total) return what(total);
  if (items.length === 0) return `none of ${what(total)} from offset ${offset} on`;
  return `${what(total)}, here ${offset + 1} to ${offset + items.length}${next === undefined ? '' : `; the next ones with offset ${next}`}`;
}

/** A text cut to a length, with a mark; never half of a surrogate pair. */
export function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
}
