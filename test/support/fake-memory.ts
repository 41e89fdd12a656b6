/** Memory for tests: versions in an array, operations applied by the real rules. */
import { applyOperation } from '../../src/core/memory/apply-operation.js';
import type { Lesson } from '../../src/core/memory/lesson.js';
import type { ApplyResult, Lease, Memory, MemoryStore, MemoryVersion, Proposal } from '../../src/core/memory/memory-store.js';
import type { Operation } from '../../src/core/memory/operation.js';

export interface FakeMemory extends MemoryStore {
  /** The lessons of the newest version by id. */
  lessons(): Map<string, Lesson>;
  /** Ids of lessons that no operation is said to have brought. */
  readonly unverified: Set<string>;
  /** What the next call of this name does instead. */
  failNext(call: 'apply' | 'propose' | 'lease', error: Error): void;
  /** Makes these lessons the newest version, as a rollback or a person does. */
  replace(lessons: Lesson[]): void;
  /** As if their term had run out: the holders are dead. */
  loseLeases(): void;
}

export function fakeMemory(options: { writable?: boolean } = {}): FakeMemory {
  const versions: { commit: string; lessons: Map<string, Lesson>; version: MemoryVersion }[] = [];
  const proposals = new Map<string, Operation[]>();
  const held = new Set<string>();
  const unverified = new Set<string>();
  const failures = new Map<string, Error>();
  const tip = (): Map<string, Lesson> => versions.at(-1)?.lessons ?? new Map<string, Lesson>();

  function commit(lessons: Map<string, Lesson>, subject: string, operations: Operation[]): string {
    const id = `version-${versions.length + 1}`;
    versions.push({ commit: id, lessons, version: { commit: id, at: new Date(0).toISOString(), subject, operations } });
    return id;
  }
  function mayFail(call: string): void {
    const error = failures.get(call);
    failures.delete(call);
    if (error) throw error;
  }
  const unused = (): never => {
    throw new Error('this fake was not told to expect that');
  };

  return {
    writable: options.writable ?? true,
    lessons: tip,
    unverified,
    failNext: (call, error) => void failures.set(call, error),
    replace: (lessons) => void commit(new Map(lessons.map((l) => [l.id, l])), 'replaced', []),
    loseLeases: () => held.clear(),
    async read(version): Promise<Memory> {
      const at = version === undefined ? versions.at(-1) : versions.find((v) => v.commit === version);
      const lessons = [...(at?.lessons.values() ?? [])];
      return {
        version: at?.commit ?? null,
        lessons,
        blobs: new Map(lessons.map((l) => [l.id, `blob of ${l.id}`])),
        broken: [],
        unverified,
      };
    },
    async apply(operations, { message, fence, signal }): Promise<ApplyResult> {
      mayFail('apply');
      signal?.throwIfAborted();
      if (fence && !held.has(fence.name)) return { state: 'refused', reason: 'the lease was lost' };
      let lessons: ReadonlyMap<string, Lesson> = tip();
      const applied: string[] = [];
      const refused: { operation: string; reason: string }[] = [];
      for (const operation of operations) {
        const result = applyOperation(lessons, operation);
        if (result.state === 'refused') refused.push({ operation: operation.id, reason: result.reason });
        else {
          lessons = result.lessons;
          applied.push(operation.id);
        }
      }
      const version = commit(new Map(lessons), message, operations);
      return { state: 'applied', version, operations: applied, refused };
    },
    onNewest: async (operation) => ({ state: 'fits', operation }),
    async propose(dream, operations) {
      mayFail('propose');
      proposals.set(dream, operations);
    },
    async proposals(): Promise<Proposal[]> {
      return [...proposals].map(([dream, operations]) => ({ dream, at: new Date(0).toISOString(), operations }));
    },
    async settle(dream, operations) {
      const left = (proposals.get(dream) ?? []).filter((o) => !operations.includes(o.id));
      if (left.length > 0) proposals.set(dream, left);
      else proposals.delete(dream);
    },
    async history() {
      return versions.map((v) => v.version).reverse();
    },
    inEffect: async () => new Set(versions.flatMap((v) => v.version.operations.map((o) => o.id))),
    diff: unused,
    rollback: unused,
    revert: unused,
    restore: unused,
    putAside: unused,
    clearLease: async (name) => void held.delete(name),
    async lease(name) {
      mayFail('lease');
      if (held.has(name)) return { state: 'refused', reason: `somebody holds ${name}` };
      held.add(name);
      const lease: Lease = {
        name,
        signal: new AbortController().signal,
        fence: () => ({ ref: `refs/leases/${name}`, object: 'beat' }),
        release: async () => void held.delete(name),
      };
      return { state: 'held', lease };
    },
  };
}
