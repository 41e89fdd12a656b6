/** Leases and anchors in memory, shared by everything in a test that stands for one repository. */
import type { Lease, MemoryStore } from '../../src/core/memory/memory-store.js';
import type { AuditRefs, SealAnchor } from '../../src/core/transcript/transcript-store.js';

export interface FakeLeases extends Pick<MemoryStore, 'lease' | 'clearLease'> {
  /** Names of the leases that are held, with what their refs point to. */
  held: Map<string, string>;
  /** What a reader of writers' leases sees: by writer id. */
  readLeases(): Promise<Map<string, string>>;
  /** Moves a held lease's heartbeat on. */
  beat(name: string): void;
}

export function fakeLeases(): FakeLeases {
  const held = new Map<string, string>();
  let beats = 0;
  return {
    held,
    readLeases: async () =>
      new Map([...held].flatMap(([name, object]) => (name.startsWith('writer-') ? [[name.slice('writer-'.length), object] as const] : []))),
    beat(name) {
      held.set(name, `beat-${++beats}`);
    },
    async clearLease(name, object) {
      if (held.get(name) === object) held.delete(name);
    },
    async lease(name) {
      if (held.has(name)) return { state: 'refused', reason: `${name} is held` };
      held.set(name, `beat-${++beats}`);
      const lost = new AbortController();
      const lease: Lease = {
        name,
        signal: lost.signal,
        fence: () => ({ ref: `refs/leases/${name}`, object: held.get(name) ?? '' }),
        release: async () => void held.delete(name),
      };
      return { state: 'held', lease };
    },
  };
}

/** Keeps the newest anchor of every file, as `refs/audit` does. */
export function fakeAuditRefs(): AuditRefs {
  const newest = new Map<string, SealAnchor>();
  return {
    anchor: async (anchors) => {
      for (const anchor of anchors) newest.set(`${anchor.source} ${anchor.file}`, anchor);
    },
    read: async () => [...newest.values()],
  };
}
