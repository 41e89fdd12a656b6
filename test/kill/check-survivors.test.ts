import assert from 'node:assert/strict';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createReverie, openRepo } from '../../src/node/engine.js';
import type { Reverie } from '../../src/core/reverie.js';
import { runGit, safeEnvironment } from '../../src/node/git/run-git.js';
import { tempRepo, type TempRepo } from '../support/git-repo.js';
import type { Acknowledged } from './acknowledged.js';
import { checkSurvivors } from './check-survivors.js';

describe('the check after a kill', function () {
  this.timeout(60_000);
  let repo: TempRepo;
  let acknowledged: Acknowledged[];

  const withEngine = async <T>(use: (reverie: Reverie) => Promise<T>): Promise<T> => {
    const reverie = await createReverie({
      repo: await openRepo(repo.dir),
      kind: 'cli',
      assets: path.resolve('dist/assets'),
      version: 'test',
    });
    try {
      return await use(reverie);
    } finally {
      await reverie.close();
    }
  };

  beforeEach(async () => {
    repo = await tempRepo({ 'README.md': 'hello\n' });
    acknowledged = [];
    const { signal } = new AbortController();
    await withEngine(async (reverie) => {
      for (const day of [1, 2, 3]) {
        await repo.write(`jobs/job-${day}.ts`, `console.log('start ${day}');\nconsole.log('end ${day}', ${day});\n`);
        const report = await reverie.review({ scope: { kind: 'uncommitted' } }, { signal });
        acknowledged.push({ type: 'review', id: report.review.id, findings: report.findings.length });
        for (const { fingerprint } of report.findings.filter((f) => f.status === 'new')) {
          const { at } = await reverie.verdict({ finding: fingerprint, verdict: 'dismiss', reason: 'intended', by: 'person' });
          acknowledged.push({ type: 'verdict', fingerprint, verdict: 'dismiss', at });
        }
      }
      const { dream, state, after } = await reverie.dream({ trigger: 'command', apply: 'auto' }, { signal });
      assert.notEqual(after, null);
      acknowledged.push({ type: 'dream', id: dream, state, after });
    });
  });
  afterEach(() => repo.dispose());

  it('is content when everything is there', () => withEngine((reverie) => checkSurvivors(reverie, acknowledged)));

  const losses: [what: string, damage: (reverieDir: string) => Promise<void>, message: RegExp][] = [
    ['a ledger that is gone', (dir) => rm(path.join(dir, 'ledger'), { recursive: true }), /the verdict .* is lost/],
    [
      'the last line of a ledger cut away',
      async (dir) => {
        const [file] = await filesOf(path.join(dir, 'ledger'));
        assert.ok(file);
        const text = await readFile(file, 'utf8');
        await truncate(file, Buffer.byteLength(text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1)));
      },
      /the verdict .* is lost/,
    ],
    [
      'transcripts that are gone',
      (dir) => rm(path.join(dir, 'transcripts'), { recursive: true }),
      /the transcript of the review .* is lost/,
    ],
    [
      'changed lines in transcripts',
      async (dir) => {
        for (const file of await filesOf(path.join(dir, 'transcripts'))) {
          await writeFile(file, (await readFile(file, 'utf8')).replace('"type":"ended"', '"type":"ended" '));
        }
      },
      /the audit finds errors/,
    ],
    [
      'a memory that went back',
      async (dir) => {
        const env = safeEnvironment();
        const empty = await runGit(['--git-dir', 'memory.git', 'mktree'], { cwd: dir, env });
        const names = {
          GIT_AUTHOR_NAME: 'x',
          GIT_AUTHOR_EMAIL: 'x@example.com',
          GIT_COMMITTER_NAME: 'x',
          GIT_COMMITTER_EMAIL: 'x@example.com',
        };
        const commit = await runGit(['--git-dir', 'memory.git', 'commit-tree', '-m', 'x', empty.stdout.toString().trim()], {
          cwd: dir,
          env: { ...env, ...names },
        });
        await runGit(['--git-dir', 'memory.git', 'update-ref', 'refs/heads/main', commit.stdout.toString().trim()], { cwd: dir, env });
      },
      /the version .* is lost/,
    ],
  ];
  for (const [what, damage, message] of losses) {
    it(`notices ${what}`, async () => {
      await damage(path.join(repo.dir, '.git/reverie'));
      await withEngine((reverie) => assert.rejects(checkSurvivors(reverie, acknowledged), message));
    });
  }
});

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl')).map((entry) => path.join(entry.parentPath, entry.name));
}
