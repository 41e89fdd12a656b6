/** The transcripts that the past holds already. Every dream looks up all that there are, so a name is kept as it is listed: no key is made for it. */

export type KnownTranscripts = {
  readonly size: number;
  has(source: string, id: string): boolean;
  /** True when a transcript of this id is known from any source. */
  hasId(id: string): boolean;
  add(source: string, id: string): void;
  /** The last `count` whose ids begin with `prefix`, in order: ids are ordered by time. */
  newest(prefix: string, count: number): { id: string; source: string }[];
  /** Each source with the ids of its transcripts in one text; `knownTranscripts` reads it. */
  stored(): [string, string][];
};

/** No name of a file has one, whatever people call the copies that they make. */
const between = '/';

export function knownTranscripts(stored: readonly [string, string][] = []): KnownTranscripts {
  const bySource = new Map(stored.map(([source, ids]) => [source, new Set(ids.split(between))]));
  const sorted = new Map<string, string[]>();
  /** They are stored in order, and new ones are the newest: to sort them is mostly to walk over them once. */
  const inOrder = (source: string, ids: ReadonlySet<string>): string[] => {
    const before = sorted.get(source);
    if (before?.length === ids.size) return before;
    const now = [...ids].sort();
    sorted.set(source, now);
    return now;
  };
  return {
    get size() {
      let size = 0;
      for (const ids of bySource.values()) size += ids.size;
      return size;
    },
    has: (source, id) => bySource.get(source)?.has(id) ?? false,
    hasId(id) {
      for (const ids of bySource.values()) if (ids.has(id)) return true;
      return false;
    },
    add(source, id) {
      const ids = bySource.get(source);
      if (ids) ids.add(id);
      else bySource.set(source, new Set([id]));
    },
    newest(prefix, count) {
      const newest = new Map<string, string>();
      for (const [source, ids] of bySource) {
        const ordered = inOrder(source, ids);
        for (let i = ordered.length - 1, found = 0; i >= 0 && found < count; i--) {
          const id = ordered[i] as string;
          if (!id.startsWith(prefix)) continue;
          newest.set(id, source);
          found += 1;
        }
      }
      const last = [...newest].map(([id, source]) => ({ id, source })).sort((a, b) => (a.id < b.id ? -1 : 1));
      return last.slice(-count);
    },
    stored: () => [...bySource].map(([source, ids]) => [source, inOrder(source, ids).join(between)]),
  };
}
