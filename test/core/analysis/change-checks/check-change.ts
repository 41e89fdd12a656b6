/** Runs the change checks on a made-up change. */
import { createHash } from 'node:crypto';
import { createChangeChecks } from '../../../../src/core/analysis/change-checks/change-checks.js';
import { createRedact } from '../../../../src/core/analysis/redact.js';
import type { Scope } from '../../../../src/core/changes/change-set.js';
import type { Candidate } from '../../../../src/core/review/finding.js';
import { type FakeFile, fakeChange } from '../../../node/analysis/fake-change.js';

const redact = createRedact({ keyed: (text) => createHash('sha256').update(text).digest('hex').slice(0, 12) });

export type ChangeOptions = { others?: Record<string, string>; scope?: Scope; modes?: 'kept' | 'unknown' };

export async function candidatesOf(files: FakeFile[], { others, scope, modes = 'kept' }: ChangeOptions = {}): Promise<Candidate[]> {
  const { changes, contents } = fakeChange(files, others);
  const found: Candidate[] = [];
  const input = { changes: scope ? { ...changes, scope } : changes, contents, signal: new AbortController().signal, warn: () => undefined };
  await createChangeChecks({ redact, modes }).analyze(input, (candidate) => found.push(candidate));
  return found;
}

/** `rule path:line` of each finding; without a line `rule path`. */
export async function findingsOf(files: FakeFile[], options: ChangeOptions = {}): Promise<string[]> {
  const found = await candidatesOf(files, options);
  return found.map(({ rule, anchor }) => `${rule} ${anchor.path}${anchor.state === 'exact' ? `:${anchor.startLine}` : ''}`);
}
