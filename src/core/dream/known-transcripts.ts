/** The transcripts that the past holds already. Every dream looks up all that there are, so a name is kept as it is listed: no key is made for it. */

export type KnownTranscripts = {
  readonly size: number;
  has(source: string, id: string): boolean;
  /** True when a transcript of this id is known from any source. */
  hasId(id: string): boolean;
  add(source: string, id: string): void;
  /** The last `count` ids that begin with `prefix`, in order: ids are ordered by time. */
  newest(prefix: string, count: number): string[];
  /** Each source with the ids of its transcripts on lines; `knownTranscripts` reads it. */
  stored(): [string, string][];
};

export function knownTranscripts(stored: readonly [string, string][] = []): KnownTranscripts {
  const bySource = new Map(stored.map(([source, ids]) => [source, new Set(ids.split('\n'))]));
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
      let newest: string[] = [];
      let least = '';
      for (const ids of bySource.values()) {
        for (const id of ids) {
          if (id <= least || !id.startsWith(prefix)) continue;
          newest.push(id);
          // sorted now and then: most come in order already
          if (newest.length < 4 * count + 64) continue;
          newest = last(newest, count);
          if (newest.length === count) least = newest[0] ?? '';
        }
      }
      return last(newest, count);
    },
    stored: () => [...bySource].map(([source, ids]) => [source, [...ids].join('\n')]),
  };
}

function last(ids: string[], count: number): string[] {
  return [...new Set(ids)].sort().slice(-count);
}
