/** The team's own files below `.reverie/` (rules, specialists, the rubric): anybody can put them into a repository, so they are read as such. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { ChangeSet, Repo } from '../core/changes/change-set.js';
import { workTree } from './changes/work-tree.js';
import { decodeText } from './changes/decode-text.js';
import { openBlobReader } from './git/blob-reader.js';
import { repoGit } from './git/repo-git.js';

/** `pick` chooses by a file's own name; folders below are not looked into. */
export type TeamFolder = { folder: string; pick: RegExp };

export type TeamFile = { /** From the repo's root. */ file: string; text: string };
export type TeamFileProblem = { file: string; /** 1-based. */ line: number; reason: string };
export type TeamFiles = { documents: TeamFile[]; problems: TeamFileProblem[] };

export interface TeamFileReader {
  /**
   * The files that count for a change set: for branch, commit and range those of the base (a change cannot bring rules about itself, nor take
   * any away), else those of the work tree, also for staged changes. Rejects when git cannot read the base.
   */
  read(changes: Pick<ChangeSet, 'scope' | 'base'>): Promise<TeamFiles>;
}

/** Far above what people write; what is beyond is named and left out. */
const limits = { files: 500, fileBytes: 64_000, allBytes: 512_000 };

export function openTeamFiles(repo: Repo, where: TeamFolder): TeamFileReader {
  return {
    read({ scope, base }) {
      const ofCommit = scope.kind === 'branch' || scope.kind === 'commit' || scope.kind === 'range';
      if (!ofCommit) return fromWorkTree(repo, where);
      return base === undefined ? Promise.resolve({ documents: [], problems: [] }) : fromCommit(repo, base, where);
    },
  };
}

type Found = { file: string; read: () => Promise<{ bytes: Buffer } | { reason: string }> };

const asLink = 'a symbolic link is not followed';

async function fromWorkTree(repo: Repo, { folder: own, pick }: TeamFolder): Promise<TeamFiles> {
  const tree = workTree(repo.root, { maxBytes: limits.fileBytes });
  for (const folder of new Set(own.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/')))) {
    const entry = await tree.stat(folder);
    if (entry?.isSymbolicLink()) return { documents: [], problems: [{ file: folder, line: 1, reason: asLink }] };
    if (!entry?.isDirectory()) return { documents: [], problems: [] };
  }
  const names = await readdir(path.join(repo.root, own));
  const found = names
    .filter((name) => pick.test(name))
    .map((name): Found => {
      const file = `${own}/${name}`;
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
  return readAll(found, own);
}

async function fromCommit(repo: Repo, base: string, { folder, pick }: TeamFolder): Promise<TeamFiles> {
  const git = repoGit(repo.root, { bigFile: limits.fileBytes });
  const listed = await git.run(['ls-tree', '-z', '--full-tree', base, '--', folder, `${folder}/`]);
  const blobs = openBlobReader(git, { maxBytes: limits.fileBytes });
  try {
    const problems: TeamFileProblem[] = [];
    const found: Found[] = [];
    for (const [, mode, id, file] of listed.stdout.toString('utf8').matchAll(/(\d+) \w+ ([0-9a-f]+)\t([^\0]+)\0/g)) {
      if (file === folder && mode === '120000') problems.push({ file, line: 1, reason: asLink });
      if (!file!.startsWith(`${folder}/`) || !pick.test(file!.slice(folder.length + 1))) continue;
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
    const read = await readAll(found, folder);
    return { ...read, problems: [...problems, ...read.problems] };
  } finally {
    await blobs.close();
  }
}

async function readAll(found: Found[], folder: string): Promise<TeamFiles> {
  const documents: TeamFile[] = [];
  const problems: TeamFileProblem[] = [];
  let bytes = 0;
  const inOrder = found.toSorted((a, b) => (a.file < b.file ? -1 : 1));
  for (const { file, read } of inOrder.slice(0, limits.files)) {
    const report = (reason: string): void => void problems.push({ file, line: 1, reason });
    const content = await read();
    if ('reason' in content) report(content.reason);
    else if (bytes + content.bytes.length > limits.allBytes) report(`all files there together may have ${limits.allBytes / 1000} KB`);
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
    problems.push({ file: folder, line: 1, reason: `${left} of ${inOrder.length} files are left out: ${limits.files} are read` });
  return { documents, problems };
}

function tooLarge(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} KB are too much for such a file (${limits.fileBytes / 1000} KB are read)`;
}
