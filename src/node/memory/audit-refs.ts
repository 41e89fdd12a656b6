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
  return {
    async anchor(anchors) {
      if (anchors.length === 0) return;
      await advance(writer, ref, async (tip) => {
        const newest = await newerThan(repo, tip, anchors);
        if (newest.size === 0) return { do: 'stop', value: undefined };
        const changes = [...newest].map(([path, anchor]) => ({ path, text: `${JSON.stringify(anchor)}\n` }));
        const [first] = newest.values();
        const message = `anchor ${first?.file}#${first?.seq}${newest.size > 1 ? ` and ${newest.size - 1} more` : ''}\n`;
        return { do: 'commit', parent: tip, commits: [{ message: message.replace(/\s+/g, ' ').trim(), changes }], value: () => undefined };
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

/** By path, without those that `tip` knows already: an anchor never goes back to an earlier line. */
async function newerThan(repo: MemoryRepo, tip: string | null, anchors: SealAnchor[]): Promise<Map<string, SealAnchor>> {
  const newest = new Map<string, SealAnchor>();
  for (const { source, file, seq, hash } of anchors) {
    const path = `${pathSafe(source)}/${pathSafe(file)}.json`;
    const before = newest.get(path);
    if (!before || before.seq < seq) newest.set(path, { source, file, seq, hash });
  }
  if (!tip) return newest;
  const known = await readObjects(
    repo,
    [...newest.keys()].map((path) => `${tip}:${path}`),
  );
  for (const [index, [path, anchor]] of [...newest].entries()) {
    const before = known[index] && parseAnchor(known[index].data);
    if (before && before.seq >= anchor.seq) newest.delete(path);
  }
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
