/** The real engine on a temporary repository, as the CLI composes it. */
import path from 'node:path';
import type { DreamRequest } from '../../src/core/dream/dream-report.js';
import type { ReviewReport, ReviewRequest } from '../../src/core/review/review-report.js';
import type { Reverie, VerdictRequest } from '../../src/core/reverie.js';
import { openRepo } from '../../src/node/changes/open-repo.js';
import { createReverie, type ReverieOptions } from '../../src/node/create-reverie.js';
import type { TempRepo } from './git-repo.js';

export interface TestEngine {
  readonly reverie: Reverie;
  review(request?: ReviewRequest): Promise<ReviewReport>;
  /** A person's verdict. */
  say(finding: string, verdict: VerdictRequest['verdict'], reason?: VerdictRequest['reason']): Promise<void>;
  dream(request?: Partial<DreamRequest>): ReturnType<Reverie['dream']>;
}

export type EngineOptions = Partial<Pick<ReverieOptions, 'storage' | 'model'>>;

export async function openEngine(repo: TempRepo, options: EngineOptions = {}): Promise<TestEngine> {
  const reverie = await createReverie({
    repo: await openRepo(repo.dir),
    kind: 'cli',
    assets: path.resolve('dist/assets'),
    version: 'test',
    leaseTermMs: 500,
    ...options,
  });
  const { signal } = new AbortController();
  return {
    reverie,
    review: (request = { scope: { kind: 'uncommitted' } }) => reverie.review(request, { signal }),
    say: async (finding, verdict, reason) => void (await reverie.verdict({ finding, verdict, by: 'person', ...(reason && { reason }) })),
    dream: (request = {}) => reverie.dream({ trigger: 'command', apply: 'auto', ...request }, { signal }),
  };
}
