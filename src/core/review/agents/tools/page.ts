/** Long results in pages, each of which says how to get the next one. */
import * as z from 'zod';

export const PageNumber = z.int().min(1).optional().describe('Page, from 1.');

/** One page of items; `rest` is what to add after them, empty on the last page. */
export function pageOf<T>(items: T[], page = 1, size: number): { items: T[]; rest: string } {
  const pages = Math.max(1, Math.ceil(items.length / size));
  const shown = items.slice((page - 1) * size, page * size);
  const more = items.length - page * size;
  const rest =
    page > pages ? `There are only ${pages} pages.` : more > 0 ? `[page ${page} of ${pages}; ask for page ${page + 1} for more]` : '';
  return { items: shown, rest };
}
