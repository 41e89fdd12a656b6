/** `refs/audit`: a chain of commits with one small file for each anchored transcript or ledger. */
import * as z from 'zod';
import type { AuditRefs, SealAnchor } from '../../core/transcript/transcript-store.js';
import { advance, type Writer } from './advance.js';
import type { MemoryRepo } from './memory-repo.js';
import { parseTree, readObjects } from './objects.js';
import { pathSafe } from './path-safe.js';
import { readRef } from './refs.js';

const ref = 'refs/audit';

const Anchor = z.object({ source: z.string(), file: z.string(), seq: z.int(), hash: z.string() });

export function auditRefs(writer: Writer): AuditRefs {
  const { repo } = writer;
  let known: Known = { tip: null, seqs: new Map() };
  return {
    async anchor(anchors) {
      if (anchors.length === 0) return;
      await advance(writer, ref, async (tip) => {
        if (known.tip !== tip) known = { tip, seqs: await pathsAt(repo, tip) };
        const newest = await newerThan(repo, known, anchors);
        if (newest.size === 0) return { do: 'stop', value: undefined };
        const changes = [...newest].map(([path, anchor]) => ({ path, text: `${JSON.stringify(anchor)}\n` }));
        const [first] = newest.values();
        const message = `anchor ${first?.file}#${first?.seq}${newest.size > 1 ? ` and ${newest.size - 1} more` : ''}\n`;
        return {
          do: 'commit',
          parent: tip,
          commits: [{ message: message.replace(/\s+/g, ' ').trim(), changes }],
          value: (ids) => {
            const seqs = new Map(known.seqs);
            for (const [path, { seq }] of newest) seqs.set(path, seq);
            known = { tip: ids.at(-1) ?? tip, seqs };
          },
        };
      });
    },
    async read() {
      const tip = await readRef(repo.dir, ref);
      if (!tip) return [];
      const [root] = await readObjects(repo, [`${tip}^{tree}`]);
      const sources = root ? parseTree(root) : [];
      const folders = await readObjects(
        repo,
        sources.map((entry) => entry.id),
      );
      const files = folders.flatMap((folder) => (folder?.type === 'tree' ? parseTree(folder) : []));
      const blobs = await readObjects(
        repo,
        files.map((entry) => entry.id),
      );
      return blobs.flatMap((blob) => (blob && parseAnchor(blob.data)) || []);
    },
  };
}

/** The anchors at `tip` by path with their lines, as far as they have been read: this process writes often, and looks once. */
type Known = { tip: string | null; seqs: Map<string, number | undefined> };

async function pathsAt(repo: MemoryRepo, tip: string | null): Promise<Map<string, undefined>> {
  if (tip === null) return new Map();
  const out = await repo.gitOk(['ls-tree', '-r', '-z', '--name-only', tip]);
  return new Map(
    out
      .toString('utf8')
      .split('\0')
      .map((path) => [path, undefined]),
  );
}

/** By path, without those that are known already: an anchor never goes back to an earlier line. */
async function newerThan(repo: MemoryRepo, { tip, seqs }: Known, anchors: SealAnchor[]): Promise<Map<string, SealAnchor>> {
  const newest = new Map<string, SealAnchor>();
  for (const { source, file, seq, hash } of anchors) {
    const path = `${pathSafe(source)}/${pathSafe(file)}.json`;
    const before = newest.get(path);
    if (!before || before.seq < seq) newest.set(path, { source, file, seq, hash });
  }
  const unread = [...newest.keys()].filter((path) => seqs.has(path) && seqs.get(path) === undefined);
  const read = await readObjects(
    repo,
    unread.map((path) => `${tip}:${path}`),
  );
  for (const [index, path] of unread.entries()) {
    const object = read[index];
    // what is no anchor stands in nobody's way
    seqs.set(path, (object && parseAnchor(object.data)?.seq) ?? -1);
  }
  for (const [path, { seq }] of newest) if ((seqs.get(path) ?? -1) >= seq) newest.delete(path);
  return newest;
}

function parseAnchor(data: Buffer): SealAnchor | undefined {
  try {
    return Anchor.safeParse(JSON.parse(data.toString('utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
