/** Seals of versions: whether a commit of memory was made on this machine, with the repo's private key, or pulled or forged. */
import type { Hasher } from '../ports.js';

/** What a version does to the tree: the files it changes (`blob` null: removed), or the whole tree it takes. */
export type SealedContent = { changes: { path: string; blob: string | null }[] } | { tree: string };

/** Where a version stands: on its parent's commit (null: the first one), or behind another one of the same writing, by that one's seal. */
export type Follows = { parent: string | null } | { seal: string };

type Version = { message: string; follows: Follows; content: SealedContent };

const trailer = 'Reverie-Sealed';

/**
 * The message with its seal as a trailer, right before the last line (which says what the version did) or at its end. The seal covers
 * the message, the content and the place in history: a sealed version is neither changed nor brought again later.
 */
export function sealMessage(version: Version, hash: Pick<Hasher, 'seal'>): { message: string; seal: string } {
  const lines = version.message.trimEnd().split('\n');
  const seal = sealOf({ ...version, message: lines.join('\n') }, hash);
  const line = `${trailer}: ${seal}`;
  const last = lines.at(-1) ?? '';
  const sealed = /^Reverie-[A-Za-z]+: /.test(last) ? [...lines.slice(0, -1), line, last] : [...lines, '', line];
  return { message: `${sealed.join('\n')}\n`, seal };
}

/** The seal and what it was put on; undefined for a message without one. */
export function readSeal(message: string): { seal: string; message: string } | undefined {
  const lines = message.trimEnd().split('\n');
  for (const at of [lines.length - 2, lines.length - 1]) {
    const [, seal] = /^Reverie-Sealed: ([0-9a-f]{64})$/.exec(lines[at] ?? '') ?? [];
    if (seal === undefined) continue;
    const rest = at === lines.length - 1 ? lines.slice(0, -1).join('\n').trimEnd() : lines.toSpliced(at, 1).join('\n');
    return { seal, message: rest };
  }
  return undefined;
}

/** The seal that belongs on a version whose message has none yet. */
export function sealOf({ message, follows, content }: Version, hash: Pick<Hasher, 'seal'>): string {
  const place = 'seal' in follows ? `seal ${follows.seal}` : `parent ${follows.parent ?? 'none'}`;
  const files =
    'tree' in content
      ? [`tree ${content.tree}`]
      : content.changes.map(({ path, blob }) => `${blob ?? 'removed'} ${path}`).sort((a, b) => (a < b ? -1 : 1));
  return hash.seal(['reverie memory version', place, files.join('\n'), message.trimEnd()].join('\0'));
}
