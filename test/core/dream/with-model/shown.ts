/** What a request of a dream shows: the ids under which events and code stand in its text. */

export type Shown = {
  text: string;
  /** Ids of events of a kind, in order; only those whose part of the digest contains `words`. */
  events(kind: string, words?: string): string[];
  code(words?: string): string[];
};

export function shownIn(text: string): Shown {
  const parts = text.split(/\n(?=(?:# |[ec]\d+ ))/);
  const ids = (kind: string, words: string): string[] =>
    parts.flatMap((part) => {
      const [, id, what] = /^([ec]\d+) ([a-z-]+),/.exec(part) ?? [];
      return id !== undefined && what === kind && part.includes(words) ? [id] : [];
    });
  return { text, events: (kind, words = '') => ids(kind, words), code: (words = '') => ids('code', words) };
}
