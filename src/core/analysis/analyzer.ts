/** An analyzer reviews a change set without a model. */
import type { ChangeSet, Contents } from '../changes/change-set.js';
import type { FileCoverage } from '../changes/coverage.js';
import type { Candidate } from '../review/finding.js';
import type { OutsideInput } from './outside/outside-remark.js';

export type AnalysisInput = {
  changes: ChangeSet;
  contents: Contents;
  signal: AbortSignal;
  /** Says what went wrong without ending the analysis (a broken rule of the team): it is recorded, and shown with the report. */
  warn: (message: string) => void;
  /** What other analyzers say of the same code; absent when none was asked. */
  outside?: OutsideInput;
  /** Hears the name of each analyzer from outside that has spoken: what it no longer says may be fixed. */
  heard?: (analyzer: string) => void;
  /** Hears of each file that an analyzer is done with, its candidates being emitted: only from the one that answers for the files. */
  looked?: (path: string) => void;
};

export interface Analyzer {
  readonly name: string;
  /** Begins to load what a change set will probably need, while other work goes on. Never throws; what fails is told by `analyze`. */
  prepare?(changes: ChangeSet): void;
  /**
   * Emits a candidate for every problem that the change introduces. Returns coverage rows for the files it alone answers for (the rules:
   * each file that is not skipped already; other analyzers: none, or those that they failed on). A file that cannot be read or parsed is
   * `failed` with its reason, never a throw.
   */
  analyze(input: AnalysisInput, emit: (candidate: Candidate) => void): Promise<FileCoverage[]>;
}
