/** An analyzer reviews a change set without a model. */
import type { ChangeSet, Contents } from '../changes/change-set.js';
import type { FileCoverage } from '../changes/coverage.js';
import type { Candidate } from '../review/finding.js';

export type AnalysisInput = { changes: ChangeSet; contents: Contents; signal: AbortSignal };

export interface Analyzer {
  readonly name: string;
  /**
   * Emits a candidate for every problem that the change introduces. Returns one coverage row for each file it was given
   * that is not skipped already. A file that cannot be read or parsed is `failed` with its reason, never a throw.
   */
  analyze(input: AnalysisInput, emit: (candidate: Candidate) => void): Promise<FileCoverage[]>;
}
