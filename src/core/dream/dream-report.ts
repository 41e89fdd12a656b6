/** What a dream returns, and the journal that lists all dreams. */
import type { HealthFigures } from '../memory/health.js';
import type { Operation } from '../memory/operation.js';
import type { BacktestResult } from './backtest-result.js';
import type { DreamModelRequest, ModelPart } from './with-model/model-part.js';

export type DreamTrigger = 'command' | 'idle' | 'daily';

export type DreamRequest = {
  trigger: DreamTrigger;
  /** Of a daily one: the local day whose dream it is; a second one of the same day is skipped. */
  day?: string;
  /** auto: apply what its backtest allows · ask: everything waits for a person. */
  apply: 'auto' | 'ask';
  /** Proposes and backtests, and changes nothing. */
  dryRun?: boolean;
  /** Lets specialists reflect with a language model, when a person has allowed it; a dry run asks none. */
  model?: DreamModelRequest;
};

export type DreamtOperation = {
  operation: Operation;
  backtest?: BacktestResult;
  decision: 'apply' | 'trial' | 'wait' | 'drop';
  reason: string;
};

export type DreamReport = {
  dream: string;
  trigger: DreamTrigger;
  startedAt: string;
  endedAt: string;
  /** skipped: another dream holds the lease, or there is nothing new to learn from. */
  state: 'done' | 'skipped' | 'cancelled' | 'failed';
  reason?: string;
  /** How many reviews and verdicts were read, of which new since the last dream. */
  read: {
    transcripts: number;
    newTranscripts: number;
    verdicts: number;
    newVerdicts: number;
    /** Reviews that are still being written, for a later dream; absent for none. */
    open?: number;
  };
  operations: DreamtOperation[];
  /** What people should know besides the operations: what was left undone, and why. */
  notes?: string[];
  /** Memory health when the dream began and when it ended; absent when it changed nothing to begin with. */
  health?: { before: HealthFigures; after: HealthFigures };
  /** What a model had to do with it; absent when none was asked for. */
  model?: ModelPart;
  /** Memory's commit before and after; equal when nothing was applied. */
  before: string | null;
  after: string | null;
};

export type DreamProgress = { type: 'phase'; phase: 'review' | 'refine' | 'backtest' | 'apply'; what: string };

/** The reason of a dream that was skipped because nothing can be learned in this place, now or at the next try. */
export const unwritable = 'memory cannot be written here';
