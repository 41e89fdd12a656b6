/** Reads a repo's own history for what its team has settled already: merged suppressions, guideline files, files that were fixed again and again. */
import type { Repo } from '../../core/changes/change-set.js';
import { linesOf } from '../../core/changes/lines.js';
import { guidelineFiles } from '../../core/dream/history/guideline-lessons.js';
import { type HistoryCommit, hotspots, type Hotspot } from '../../core/dream/history/hotspot-lessons.js';
import { readSuppressions, suppressionWords } from '../../core/dream/history/read-suppressions.js';
import type { Others, UnwantedPlace } from '../../core/dream/history/unwanted-places.js';
import { holds } from '../../core/dream/scope-lattice.js';
import type { CodeEvidence } from '../../core/memory/lesson.js';
import type { Hasher, Redact } from '../../core/ports.js';
import { lines } from '../changes/commits.js';
import { decodeText } from '../changes/decode-text.js';
import { openBlobReader } from '../git/blob-reader.js';
import { type RepoGit, repoGit } from '../git/repo-git.js';

export type RepoHistory = {
  /** The commit that was read, and what it is called. */
  commit: string;
  branch: string;
  places: UnwantedPlace[];
  others: Others;
  guidelines: { path: string; lines: string[] }[];
  hotspots: Hotspot[];
  /** Redacted code of a hotspot, to cite. */
  cites: Map<string, CodeEvidence>;
  read: Record<string, number>;
  problems: string[];
};

const maxBytes = 1_000_000;
const mostFiles = 20_000;
const mostCommits = 3_000;
const citedLines = 3;

/** What the default branch holds: what is not merged is nobody's word yet. Undefined when there is no commit. */
export async function readHistory(
  deps: { repo: Repo; redact: Redact; hash: Pick<Hasher, 'sha256'> },
  { signal, onProgress }: { signal: AbortSignal; onProgress?: (what: string) => void },
): Promise<RepoHistory | undefined> {
  const { repo, redact, hash } = deps;
  const git = repoGit(repo.root, { bigFile: maxBytes });
  const found = await defaultBranch(git, signal);
  if (!found) return undefined;
  const { commit, branch } = found;
  const blobs = openBlobReader(git, { maxBytes, signal });
  const problems: string[] = [];
  const redactedLines = async (path: string): Promise<string[] | undefined> => {
    const blob = await blobs.read(`${commit}:${path}`);
    if (blob.state !== 'found') return undefined;
    const content = decodeText(blob.bytes);
    return content.state === 'text' ? linesOf(redact(content.text)) : undefined;
  };
  try {
    onProgress?.('looking for merged suppressions');
    const files = await filesWith(git, commit, signal);
    if (files.length > mostFiles) problems.push(`only the first ${mostFiles} of ${files.length} files with suppressions were read`);
    const places: UnwantedPlace[] = [];
    for (const [i, path] of files.slice(0, mostFiles).entries()) {
      signal.throwIfAborted();
      if (i % 200 === 199) onProgress?.(`reading suppressions: ${i + 1} of ${files.length} files`);
      if (/(?:^|\/)(?:node_modules|vendor|third_party|dist|fixtures?)\/|\.(?:md|mdx|txt|rst|snap)$/i.test(path)) continue;
      const text = await redactedLines(path);
      for (const { rules, ...place } of text ? readSuppressions(text) : []) {
        const quote = text!.slice(place.startLine - 1, place.endLine).join('\n');
        places.push(...rules.map((rule): UnwantedPlace => ({ ...place, rule, path, quote, wanted: false })));
      }
    }
    onProgress?.('reading guideline files and the commits');
    const guidelines = await Promise.all(guidelineFiles.map(async (path) => ({ path, lines: (await redactedLines(path)) ?? [] })));
    const commits = await readCommits(git, commit, signal);
    const listed = await git.run(['ls-tree', '-r', '-z', '--name-only', commit], { signal });
    const there = new Set(listed.stdout.toString('utf8').split('\0'));
    const spots = hotspots(commits, (path) => there.has(path));
    const cites = new Map<string, CodeEvidence>();
    for (const { path } of spots) {
      const text = await redactedLines(path);
      const start = text?.findIndex((line) => /\p{L}/u.test(line) && !/^\s*(?:\/\/|\/?\*|#)/.test(line)) ?? -1;
      if (!text || start < 0) continue;
      const endLine = Math.min(text.length, start + citedLines);
      const quote = text.slice(start, endLine).join('\n');
      cites.set(path, { type: 'code', path, startLine: start + 1, endLine, hash: hash.sha256(quote), quote });
    }
    const present = guidelines.filter((g) => g.lines.length > 0);
    return {
      commit,
      branch,
      places,
      others: othersOf([...there]),
      guidelines: present,
      hotspots: spots,
      cites,
      read: { 'merged suppressions': places.length, 'guideline files': present.length, commits: commits.length, hotspots: spots.length },
      problems,
    };
  } finally {
    await blobs.close();
  }
}

/** Files of the same kinds (by their extensions) without a suppression of the rule. */
function othersOf(files: string[]): Others {
  const kind = (path: string): string => /\.[^./]+$/.exec(path)?.[0] ?? '';
  return (_rule, scope, places) => {
    const kinds = new Set(places.map((p) => kind(p.path)));
    const silenced = new Set(places.map((p) => p.path));
    return files.filter((path) => holds(scope, path) && kinds.has(kind(path)) && !silenced.has(path)).length;
  };
}

/** `origin/HEAD`, else the only one of the usual names, else what is checked out. */
async function defaultBranch(git: RepoGit, signal: AbortSignal): Promise<{ commit: string; branch: string } | undefined> {
  const names = ['main', 'master', 'trunk', 'develop'];
  const refs = ['refs/remotes/origin/HEAD', ...names.flatMap((name) => [`refs/heads/${name}`, `refs/remotes/origin/${name}`])];
  const listed = lines(await git.run(['for-each-ref', '--format=%(objectname) %(refname)', ...refs], { signal })).map((line) =>
    line.split(' '),
  );
  const byRef = new Map(listed.map(([id, ref]) => [ref ?? '', id ?? '']));
  const origin = byRef.get('refs/remotes/origin/HEAD');
  if (origin !== undefined) return { commit: origin, branch: 'origin/HEAD' };
  const present = names.filter((name) => byRef.has(`refs/heads/${name}`) || byRef.has(`refs/remotes/origin/${name}`));
  const [only] = present;
  if (only !== undefined && present.length === 1)
    return { commit: byRef.get(`refs/remotes/origin/${only}`) ?? byRef.get(`refs/heads/${only}`)!, branch: only };
  const [head] = lines(await git.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { signal, expect: [1, 128] }));
  return head === undefined || head === '' ? undefined : { commit: head, branch: 'HEAD' };
}

async function filesWith(git: RepoGit, commit: string, signal: AbortSignal): Promise<string[]> {
  const found = await git.run(['grep', '-l', '-I', '-z', '-E', '-e', suppressionWords, commit], { signal, expect: [1] });
  return found.stdout
    .toString('utf8')
    .split('\0')
    .flatMap((name) => (name.startsWith(`${commit}:`) ? [name.slice(commit.length + 1)] : []))
    .sort();
}

async function readCommits(git: RepoGit, commit: string, signal: AbortSignal): Promise<HistoryCommit[]> {
  const args = ['log', '-z', '--no-merges', '--no-renames', '--format=%x01%s', '--name-only', `--max-count=${mostCommits}`, commit, '--'];
  const logged = await git.run(args, { signal });
  return logged.stdout
    .toString('utf8')
    .split('\x01')
    .slice(1)
    .map((entry) => {
      const [subject = '', ...paths] = entry.split('\0');
      return { subject: subject.slice(0, 300), paths: paths.map((p) => p.replace(/^\n/, '')).filter((p) => p !== '') };
    });
}
