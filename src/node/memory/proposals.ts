/** Proposals: the operations of a dream that wait for a person, as files on a branch of their own. */
import type { MemoryStore, Proposal } from '../../core/memory/memory-store.js';
import type { Operation } from '../../core/memory/operation.js';
import { parseOperation } from '../../core/memory/version-message.js';
import type { Hasher } from '../../core/ports.js';
import { advance, type Writer } from './advance.js';
import { parseTree, readObjects, type GitObject } from './objects.js';
import { fromPathSafe, pathSafe } from './path-safe.js';
import { listRefs, readRef } from './refs.js';

const branches = 'refs/heads/dreams/';
const folder = 'operations';

export function proposals(writer: Writer, main: string, hash: Pick<Hasher, 'seal'>): Pick<MemoryStore, 'propose' | 'proposals' | 'settle'> {
  const { repo, clock } = writer;
  return {
    async propose(dream, operations, { fence }) {
      if (operations.length === 0) return;
      const changes = operations.map((op) => ({ path: `${folder}/${pathSafe(op.id)}.json`, text: sealedOperation(dream, op, hash) }));
      const message = [`propose: ${count(operations.length)} of ${dream}`, ...operations.map((op) => `- ${op.op} ${op.lesson}`)];
      const advanced = await advance(
        writer,
        branchOf(dream),
        async (tip) => ({
          do: 'commit',
          parent: tip ?? (await readRef(repo.dir, main)) ?? null,
          commits: [{ message: `${message[0]}\n\n${message.slice(1).join('\n')}\n`, changes }],
          value: () => undefined,
        }),
        { fence },
      );
      if (advanced.state === 'lost') throw new Error(advanced.reason);
    },
    async proposals() {
      const found = [...(await listRefs(repo.dir, branches))];
      const objects = await readObjects(
        repo,
        found.flatMap(([, tip]) => [`${tip}^{commit}`, `${tip}:${folder}`]),
      );
      const trees = found.map((_, index) => entriesOf(objects[index * 2 + 1]));
      const blobs = await readObjects(
        repo,
        trees.flat().map((entry) => entry.id),
      );
      let next = 0;
      return found.map(([ref], index): Proposal => {
        const read = trees[index]?.map(() => blobs[next++]) ?? [];
        // what is no operation (a pulled branch may hold anything) cannot be decided on, and stays on its branch
        const dream = fromPathSafe(ref.slice(branches.length));
        const operations: Operation[] = [];
        const unverified: string[] = [];
        for (const blob of read) {
          const text = blob?.type === 'blob' ? blob.data.toString('utf8') : '';
          const operation = parseOperation(text);
          if (!operation) continue;
          operations.push(operation);
          if (!isSealed(dream, text, hash)) unverified.push(operation.id);
        }
        const at = authoredAt(objects[index * 2]).toISOString();
        return { dream, at, operations, ...(unverified.length > 0 && { unverified }) };
      });
    },
    async settle(dream, operations) {
      if (!(await readRef(repo.dir, branchOf(dream)))) return;
      await advance(writer, branchOf(dream), async (tip) => {
        const [commit, tree] = tip ? await readObjects(repo, [`${tip}^{commit}`, `${tip}:${folder}`]) : [];
        const names = new Set(operations.map((id) => `${pathSafe(id)}.json`));
        const entries = entriesOf(tree);
        const settled = entries.filter((entry) => names.has(entry.name));
        if (settled.length === 0) return { do: 'stop', value: undefined };
        if (settled.length === entries.length) return { do: 'remove', value: undefined };
        const changes = settled.map((entry) => ({ path: `${folder}/${entry.name}`, removed: true as const }));
        // the author's date stays the one of the proposal
        const commits = [
          { message: `settle: ${count(changes.length)} of ${dream}\n`, changes, authoredAt: authoredAt(commit, clock.now()).getTime() },
        ];
        return { do: 'commit', parent: tip, commits, value: () => undefined };
      });
    },
  };
}

/** The operation as its file has it, with a seal over it and the dream: it vouches for nothing on another branch. */
function sealedOperation(dream: string, operation: Operation, hash: Pick<Hasher, 'seal'>): string {
  return `${JSON.stringify({ ...operation, seal: sealOf(dream, operation, hash) }, null, 2)}\n`;
}

function isSealed(dream: string, text: string, hash: Pick<Hasher, 'seal'>): boolean {
  const { seal, ...operation } = JSON.parse(text) as Record<string, unknown>;
  return seal === sealOf(dream, operation, hash);
}

function sealOf(dream: string, operation: object, hash: Pick<Hasher, 'seal'>): string {
  return hash.seal(['reverie memory proposal', dream, JSON.stringify(operation)].join('\0'));
}

function branchOf(dream: string): string {
  return `${branches}${pathSafe(dream)}`;
}

function count(operations: number): string {
  return operations === 1 ? '1 operation' : `${operations} operations`;
}

function entriesOf(tree: GitObject | undefined) {
  return tree?.type === 'tree' ? parseTree(tree).filter((entry) => entry.mode.startsWith('100') && entry.name.endsWith('.json')) : [];
}

function authoredAt(commit: GitObject | undefined, otherwise = new Date(0)): Date {
  const [, seconds] = /^author .*> (\d+) [+-]\d{4}$/m.exec(commit?.data.toString('utf8') ?? '') ?? [];
  return seconds ? new Date(Number(seconds) * 1000) : otherwise;
}
