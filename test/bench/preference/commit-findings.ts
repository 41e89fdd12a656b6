/** What ESLint's complete rule set (written as SARIF, read through our own door) and our rules say of the lines that one commit adds. */
import { createOutsideAnalyzer } from '../../../src/core/analysis/outside/outside-analyzer.js';
import type { OutsideReport } from '../../../src/core/analysis/outside/outside-remark.js';
import { readSarif } from '../../../src/core/analysis/outside/read-sarif.js';
import { sameAsOurs } from '../../../src/core/analysis/outside/rule-name.js';
import { createRedact } from '../../../src/core/analysis/redact.js';
import type { ChangeSet } from '../../../src/core/changes/change-set.js';
import { HumanError } from '../../../src/core/human-error.js';
import type { Candidate } from '../../../src/core/review/finding.js';
import { createRuleAnalyzer } from '../../../src/node/analysis/rule-analyzer.js';
import { createChangeReader } from '../../../src/node/changes/change-reader.js';
import { openRepo } from '../../../src/node/changes/open-repo.js';
import { sha256Hasher } from '../../../src/node/ports/sha256-hasher.js';
import type { TempRepo } from '../../support/git-repo.js';
import { shipped } from '../bench-row.js';
import { lintAll } from './all-rules.js';

/** `silenced` holds `path:rule:line` of what a comment in the code suppresses. */
export type CommitFindings = { changes: ChangeSet; candidates: Candidate[]; silenced: Set<string>; linted: Set<string> };

export const isScript = (path: string): boolean => /\.(?:jsx?|mjs|cjs)$/.test(path);

/** ESLint's name of the rule; undefined for one that says nothing of ESLint's. */
export function eslintName(rule: string | undefined): string | undefined {
  if (rule?.startsWith('eslint/')) return rule.slice('eslint/'.length);
  const [same] = Object.entries(sameAsOurs).find(([name, ours]) => ours === rule && name.startsWith('eslint/')) ?? [];
  return same?.slice('eslint/'.length);
}

/** Reads commits one after another; undefined for one whose objects the clone lacks. */
export async function commitFindings(work: TempRepo): Promise<(commit: string) => Promise<CommitFindings | undefined>> {
  const hash = sha256Hasher(new Uint8Array(32));
  const redact = createRedact(hash);
  const reader = createChangeReader(await openRepo(work.dir));
  const rules = createRuleAnalyzer({ assets: shipped('dist/assets'), redact });
  const outside = createOutsideAnalyzer({
    redact,
    hash,
    readWorkTree: () => Promise.resolve(undefined),
    run: () => Promise.reject(new Error('no command is given')),
  });
  const { signal } = new AbortController();
  const read = async (commit: string): Promise<CommitFindings> => {
    const { changes, contents } = await reader.read({ kind: 'commit', commit }, { signal });
    try {
      const found: CommitFindings = { changes, candidates: [], silenced: new Set(), linted: new Set() };
      const emit = (candidate: Candidate): void => void found.candidates.push(candidate);
      const reports: OutsideReport[] = [];
      for (const file of changes.files) {
        if (file.skip !== undefined || file.status === 'deleted' || !isScript(file.path)) continue;
        const content = await contents.read(file, 'new');
        const linted = content.state === 'text' ? lintAll(content.text, file.path) : undefined;
        if (!linted) continue;
        found.linted.add(file.path);
        for (const key of linted.silenced) found.silenced.add(`${file.path}:${key}`);
        const reading = readSarif(linted.sarif, { roots: [] });
        if (reading.state === 'read') reports.push({ origin: 'eslint.sarif', from: 'file', ...reading });
      }
      const input = { changes, contents, signal, warn: () => undefined };
      await outside.analyze({ ...input, outside: { reports } }, emit);
      await rules.analyze(input, emit);
      return found;
    } finally {
      await contents.close();
    }
  };
  return async (commit) => {
    try {
      return await read(commit);
    } catch (error) {
      if (error instanceof HumanError && /missing here/.test(error.message)) return undefined;
      throw error;
    }
  };
}
