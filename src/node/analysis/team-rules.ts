/** The team's own rules, `.reverie/rules/*.yml`: files that anybody can put into a repository, read as such. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { RuleDocument, RuleProblem } from '../../core/analysis/load-rules.js';
import type { ChangeSet, Repo } from '../../core/changes/change-set.js';
import { workTree } from '../changes/work-tree.js';
import { decodeText } from '../changes/decode-text.js';
import { openBlobReader } from '../git/blob-reader.js';
import { repoGit } from '../git/repo-git.js';

export const teamRulesFolder = '.reverie/rules';

export type TeamRuleFiles = { documents: RuleDocument[]; problems: RuleProblem[] };

export interface TeamRules {
  /**
   * The files that count for a change set: for branch, commit and range those of the base (a change cannot bring rules about itself, nor take
   * any away), else those of the work tree, also for staged changes. Rejects when git cannot read the base.
   */
  read(changes: Pick<ChangeSet, 'scope' | 'base'>): Promise<TeamRuleFiles>;
}

/** Far above what people write; what is beyond is named and left out. */
const limits = { files: 500, fileBytes: 64_000, allBytes: 512_000 };

export function openTeamRules(repo: Repo): TeamRules {
  return {
    read({ scope, base }) {
      const ofCommit = scope.kind === 'branch' || scope.kind === 'commit' || scope.kind === 'range';
      if (!ofCommit) return fromWorkTree(repo);
      return base === undefined ? Promise.resolve({ documents: [], problems: [] }) : fromCommit(repo, base);
    },
  };
}

type Found = { file: string; read: () => Promise<{ bytes: Buffer } | { reason: string }> };

const asLink = 'a symbolic link is not followed';

async function fromWorkTree(repo: Repo): Promise<TeamRuleFiles> {
  const tree = workTree(repo.root, { maxBytes: limits.fileBytes });
  for (const folder of [path.posix.dirname(teamRulesFolder), teamRulesFolder]) {
    const entry = await tree.stat(folder);
    if (entry?.isSymbolicLink()) return { documents: [], problems: [{ file: folder, line: 1, reason: asLink }] };
    if (!entry?.isDirectory()) return { documents: [], problems: [] };
  }
  const names = await readdir(path.join(repo.root, teamRulesFolder));
  const found = names.filter(isRuleFile).map((name): Found => {
    const file = `${teamRulesFolder}/${name}`;
    return {
      file,
      async read() {
        const content = await tree.read(file);
        if (content.state === 'file') return { bytes: content.bytes };
        if (content.state === 'link') return { reason: asLink };
        if (content.state === 'oversized') return { reason: tooLarge(content.size) };
        return { reason: content.state === 'absent' ? 'it has gone' : content.reason };
      },
    };
  });
  return readAll(found);
}

async function fromCommit(repo: Repo, base: string): Promise<TeamRuleFiles> {
  const git = repoGit(repo.root, { bigFile: limits.fileBytes });
  const listed = await git.run(['ls-tree', '-z', '--full-tree', base, '--', teamRulesFolder, `${teamRulesFolder}/`]);
  const blobs = openBlobReader(git, { maxBytes: limits.fileBytes });
  try {
    const problems: RuleProblem[] = [];
    const found: Found[] = [];
    for (const [, mode, id, file] of listed.stdout.toString('utf8').matchAll(/(\d+) \w+ ([0-9a-f]+)\t([^\0]+)\0/g)) {
      if (file === teamRulesFolder && mode === '120000') problems.push({ file, line: 1, reason: asLink });
      if (!file!.startsWith(`${teamRulesFolder}/`) || !isRuleFile(file!)) continue;
      found.push({
        file: file!,
        async read() {
          if (mode === '120000') return { reason: asLink };
          const blob = await blobs.read(id!);
          if (blob.state === 'found') return { bytes: blob.bytes };
          if (blob.state === 'oversized') return { reason: tooLarge(blob.size) };
          return { reason: blob.state === 'missing' ? 'no file, or not in this clone' : blob.reason };
        },
      });
    }
    const read = await readAll(found);
    return { ...read, problems: [...problems, ...read.problems] };
  } finally {
    await blobs.close();
  }
}

function isRuleFile(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

async function readAll(found: Found[]): Promise<TeamRuleFiles> {
  const documents: RuleDocument[] = [];
  const problems: RuleProblem[] = [];
  let bytes = 0;
  const inOrder = found.toSorted((a, b) => (a.file < b.file ? -1 : 1));
  for (const { file, read } of inOrder.slice(0, limits.files)) {
    const report = (reason: string): void => void problems.push({ file, line: 1, reason });
    const content = await read();
    if ('reason' in content) report(content.reason);
    else if (bytes + content.bytes.length > limits.allBytes) report(`all rule files together may have ${limits.allBytes / 1000} KB`);
    else {
      const text = decodeText(content.bytes);
      if (text.state !== 'text') report('not a text');
      else {
        bytes += content.bytes.length;
        documents.push({ file, text: text.text });
      }
    }
  }
  const left = inOrder.length - limits.files;
  if (left > 0)
    problems.push({ file: teamRulesFolder, line: 1, reason: `${left} of ${inOrder.length} files are left out: ${limits.files} are read` });
  return { documents, problems };
}

function tooLarge(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} KB are too much for a rule file (${limits.fileBytes / 1000} KB are read)`;
}
