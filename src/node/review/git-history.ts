/** Git's history of a change set's new side, for the tools of agents. Nothing that the repository configures is run. */
import type { ChangeSet, Contents } from '../../core/changes/change-set.js';
import type { BlamedLine, History, LoggedCommit } from '../../core/review/agents/tools/repo-reading.js';
import type { RepoGit } from '../git/repo-git.js';

export function gitHistory(git: RepoGit, changes: Pick<ChangeSet, 'head' | 'headCommit'>, contents: Pick<Contents, 'readPath'>): History {
  const revision = changes.head ?? changes.headCommit;
  return {
    async blame(path, startLine, endLine, signal) {
      if (revision === undefined) return [];
      const range = ['-L', `${startLine},${endLine}`];
      const own = ['blame', '--no-textconv', '--porcelain', ...range];
      if (changes.head !== undefined)
        return parseBlame((await git.compare([...own, changes.head, '--', path], { signal })).stdout.toString('utf8'));
      // the index or the work tree: its text is given, so that git neither reads nor converts the file itself
      const content = await contents.readPath(path);
      if (content.state !== 'text') return [];
      const blamed = await git.compare([...own, '--contents', '-', '--', path], { signal, input: content.text, expect: [128] });
      // a file that no commit has yet
      return blamed.code === 0 ? parseBlame(blamed.stdout.toString('utf8')) : [];
    },
    async log(path, { skip, limit }, signal) {
      if (revision === undefined) return [];
      const format = '--format=%H%x1f%an%x1f%aI%x1f%s';
      const args = [
        'log',
        '-z',
        '--no-show-signature',
        '--no-color',
        '--no-mailmap',
        format,
        `--skip=${skip}`,
        `--max-count=${limit}`,
        revision,
        '--',
      ];
      const { stdout } = await git.compare(path === undefined ? args : [...args, `:(top,literal)${path}`], { signal });
      return stdout
        .toString('utf8')
        .split('\0')
        .flatMap((record): LoggedCommit[] => {
          const [commit, author, date, subject] = record.split('\x1f');
          return commit && author !== undefined && date !== undefined && subject !== undefined
            ? [{ commit: commit.trim(), author, date, subject }]
            : [];
        });
    },
  };
}

type Commit = { author: string; date: string; summary: string };

/** `git blame --porcelain`: a header for each line; what is said of a commit stands at its first line only. */
function parseBlame(text: string): BlamedLine[] {
  const commits = new Map<string, Commit>();
  const lines: BlamedLine[] = [];
  let current: { commit: string; line: number } | undefined;
  let said: Partial<Commit> = {};
  for (const row of text.split('\n')) {
    const header = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(row);
    if (row.startsWith('\t')) {
      if (!current) continue;
      const { commit, line } = current;
      const known = commits.get(commit) ?? { author: said.author ?? '', date: said.date ?? '', summary: said.summary ?? '' };
      commits.set(commit, known);
      lines.push({ line, commit, ...known, text: row.slice(1) });
      current = undefined;
      said = {};
    } else if (header && !current) current = { commit: header[1]!, line: Number(header[2]) };
    else if (row.startsWith('author ')) said.author = row.slice(7);
    else if (row.startsWith('author-time ')) said.date = new Date(Number(row.slice(12)) * 1000).toISOString();
    else if (row.startsWith('summary ')) said.summary = row.slice(8);
  }
  return lines;
}
