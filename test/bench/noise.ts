/** Noise: what all analyzers say of commits that nobody chose, per 1,000 lines added in files that are reviewed, and which rules say it most. */
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createRedact } from '../../src/core/analysis/redact.js';
import { addedLines } from '../../src/core/changes/added-lines.js';
import { HumanError } from '../../src/core/human-error.js';
import { mergeSame } from '../../src/core/analysis/outside/merge-same.js';
import type { Analyzer } from '../../src/core/analysis/analyzer.js';
import type { Candidate } from '../../src/core/review/finding.js';
import { createChangeChecks } from '../../src/core/analysis/change-checks/change-checks.js';
import { createCrossFileChecks } from '../../src/node/analysis/cross-file/cross-file.js';
import { createRuleAnalyzer } from '../../src/node/analysis/rule-analyzer.js';
import { createChangeReader } from '../../src/node/changes/change-reader.js';
import { openRepo } from '../../src/node/changes/open-repo.js';
import { sha256Hasher } from '../../src/node/ports/sha256-hasher.js';
import { tempDir, type TempRepo } from '../support/git-repo.js';
import { type BenchRow, shipped } from './bench-row.js';
import { type BenchRepo, benchRepos, emptyWorkTree, pickCommits } from './bench-repos.js';

const wantedCommits = 2_400;
const leastRepos = 3;

type Account = { repos: number; commits: number; added: number; findings: { repo: string; commit: string; candidate: Candidate }[] };

export async function benchNoise(): Promise<{ rows: BenchRow[] } | { keep: string }> {
  const repos = await benchRepos();
  if (!repos || repos.length < leastRepos) return { keep: `set REVERIE_BENCH_REPOS to a folder with ${leastRepos} clones or more` };
  const account: Account = { repos: 0, commits: 0, added: 0, findings: [] };
  const scratch = await tempDir();
  try {
    for (const [i, repo] of repos.entries()) {
      const left = wantedCommits - account.commits;
      if (left > 0) await listen(repo, path.join(scratch, String(i)), Math.ceil(left / (repos.length - i)), account);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  // for the eye: every finding with its place
  const list = process.env['REVERIE_BENCH_FINDINGS'];
  if (list) await writeFile(list, account.findings.map((f) => `${lineOf(f)}\n`).join(''));
  return { rows: rowsOf(account) };
}

function rowsOf({ repos, commits, added, findings }: Account): BenchRow[] {
  const counts = new Map<string, number>();
  for (const { candidate } of findings) {
    const rule = candidate.rule ?? candidate.source.name;
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  const noisiest = [...counts].sort(([, a], [, b]) => b - a).slice(0, 10);
  const rate = (findings.length * 1000) / Math.max(1, added);
  return [
    {
      what: `findings per 1,000 added lines over ${commits.toLocaleString('en')} untouched commits of ${repos} real repositories (${added.toLocaleString('en')} lines)`,
      ours: `${rate.toFixed(2)} (${findings.length.toLocaleString('en')} findings)`,
      reference: `most often: ${noisiest.map(([rule, count]) => `${rule} ${count}`).join(', ')}`,
      target: '≤ 3',
      ok: rate <= 3,
    },
  ];
}

async function listen(repo: BenchRepo, at: string, count: number, account: Account): Promise<void> {
  const work: TempRepo = await emptyWorkTree(repo, at);
  const redact = createRedact(sha256Hasher(new Uint8Array(32)));
  const assets = shipped('dist/assets');
  const analyzers: Analyzer[] = [
    createRuleAnalyzer({ assets, redact }),
    createChangeChecks({ redact, modes: 'kept' }),
    createCrossFileChecks({ assets, redact }),
  ];
  try {
    const reader = createChangeReader(await openRepo(work.dir));
    const { signal } = new AbortController();
    for (const commit of await pickCommits(work, count)) {
      try {
        const { changes, contents } = await reader.read({ kind: 'commit', commit }, { signal });
        try {
          const found: Candidate[] = [];
          for (const analyzer of analyzers)
            await analyzer.analyze({ changes, contents, signal, warn: () => undefined }, (candidate) => found.push(candidate));
          account.findings.push(...mergeSame(found).map((candidate) => ({ repo: repo.name, commit, candidate })));
        } finally {
          await contents.close();
        }
        account.commits++;
        for (const file of changes.files) {
          if (file.skip === undefined) for (const { startLine, endLine } of addedLines(file)) account.added += endLine - startLine + 1;
        }
      } catch (error) {
        // a clone may lack the objects of a commit
        if (!(error instanceof HumanError) || !/missing here/.test(error.message)) throw error;
      }
    }
    account.repos++;
  } finally {
    await rm(at, { recursive: true, force: true });
  }
}

function lineOf({ repo, commit, candidate }: Account['findings'][number]): string {
  const { anchor, rule, source, title } = candidate;
  const place = anchor.state === 'exact' ? `${anchor.path}:${anchor.startLine}` : anchor.path;
  return [rule ?? source.name, repo, commit.slice(0, 10), place, title, (anchor.quote ?? '').split('\n')[0]!.trim().slice(0, 160)].join(
    '\t',
  );
}
