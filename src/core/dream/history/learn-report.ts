/** What learning from a repo's history, or from a report's suppressions, found and did. */
import type { Operation } from '../../memory/operation.js';

export type LearnReport = {
  /** What was read: `merged suppressions`, `guideline files` …, with how many. */
  read: Record<string, number>;
  /** The operations that were applied, or that a dry run would apply. */
  operations: Operation[];
  /** What taught nothing, by reason. */
  skipped: Record<string, number>;
  /** Sentences about what could not be read. */
  problems: string[];
  /** Memory before and after. */
  before: string | null;
  after: string | null;
};

export type LearnOptions = { dryRun: boolean; signal: AbortSignal; onProgress?: (what: string) => void };
