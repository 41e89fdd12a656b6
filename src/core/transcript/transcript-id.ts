/** What the id of a transcript says by itself, also when the file cannot be read. */

/** Ids of reviews begin with `r-`, those of dreams with `d-`. */
export function kindOfId(id: string): 'review' | 'dream' | undefined {
  if (id.startsWith('r-')) return 'review';
  return id.startsWith('d-') ? 'dream' : undefined;
}
