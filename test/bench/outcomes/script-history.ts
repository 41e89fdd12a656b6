/** The history of a repo's scripts along one line, read once: every commit with the script files it changed, and the texts of their blobs. */
import type { Commit, CommitFile } from '../../../src/core/review/outcomes/follow-finding.js';
import { openBlobReader } from '../../../src/node/git/blob-reader.js';
import { repoGit } from '../../../src/node/git/repo-git.js';
import type { TempRepo } from '../../support/git-repo.js';

export type ScriptHistory = {
  /** Oldest first; only those that changed a script. */
  commits: Commit[];
  /** The next so many commits to the file after the one at `index`, oldest first. */
  after: (index: number, path: string, most: number) => Commit[];
  /** Lines without endings; undefined for what is no text, is too large to lint often, or is not in the clone. */
  lines: (blob: string) => Promise<string[] | undefined>;
  close: () => Promise<void>;
};

const mostBytes = 60_000;
const mostTexts = 400;

export async function scriptHistory(work: TempRepo): Promise<ScriptHistory> {
  const scripts = ['*.js', '*.jsx', '*.mjs', '*.cjs'];
  const format = ['--raw', '--no-abbrev', '--no-renames', '-m', '--format=%x01%H %s'];
  const log = await work.git('-c', 'core.quotePath=false', 'log', '--reverse', '--first-parent', ...format, 'HEAD', '--', ...scripts);
  const commits = log.split('\x01').slice(1).map(commitOf);
  const touching = new Map<string, number[]>();
  for (const [i, { files }] of commits.entries())
    for (const { path } of files) {
      const of = touching.get(path);
      if (of) of.push(i);
      else touching.set(path, [i]);
    }
  const reader = openBlobReader(repoGit(work.dir, { bigFile: mostBytes }), { maxBytes: mostBytes });
  const texts = new Map<string, Promise<string[] | undefined>>();
  const read = async (blob: string): Promise<string[] | undefined> => {
    const found = await reader.read(blob);
    const text = found.state === 'found' ? found.bytes.toString('utf8') : undefined;
    return text === undefined || text.includes('\0') ? undefined : text.replace(/\r?\n$/, '').split(/\r?\n/);
  };
  return {
    commits,
    after: (index, path, most) => {
      const of = touching.get(path) ?? [];
      return of
        .filter((at) => at > index)
        .slice(0, most)
        .map((at) => commits[at]!);
    },
    lines: (blob) => {
      const known = texts.get(blob) ?? read(blob);
      if (texts.size > mostTexts) texts.clear();
      texts.set(blob, known);
      return known;
    },
    close: () => reader.close(),
  };
}

function commitOf(entry: string): Commit {
  const [head = '', ...rest] = entry.split('\n');
  const files = rest.flatMap((line): CommitFile[] => {
    const m = /^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) (\w)\S*\t(.*)$/.exec(line);
    if (!m) return [];
    const [oldBlob, newBlob] = [blobOf(m[1]!), blobOf(m[2]!)];
    return [{ status: m[3]!, path: m[4]!, ...(oldBlob && { oldBlob }), ...(newBlob && { newBlob }) }];
  });
  return { id: head.slice(0, 40), reverts: /^revert/i.test(head.slice(41)), files };
}

function blobOf(id: string): string | undefined {
  return /^0+$/.test(id) ? undefined : id;
}
