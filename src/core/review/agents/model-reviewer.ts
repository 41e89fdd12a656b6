/** The agents as the review meets them: they read what the analyzers found, and report candidates of their own. */
import type { ChangeSet, Contents, LineRange } from '../../changes/change-set.js';
import type { FileCoverage } from '../../changes/coverage.js';
import type { RecalledLesson, SymbolsByPath } from '../../memory/recall.js';
import type { BudgetLimits } from '../../model/budget.js';
import type { Grade } from '../../transcript/agent-events.js';
import type { TranscriptPayload, Usage } from '../../transcript/transcript-event.js';
import type { Candidate, Finding } from '../finding.js';
import type { KnownFinding } from '../known-finding.js';
import type { Recheck } from '../recheck/recheck.js';
import type { JudgedLead } from './lead-finding.js';

export type ReviewEffort = 'quick' | 'standard' | 'thorough';

/** What a person asks of the agents for one review. */
export type ModelRequest = { effort: ReviewEffort; budget: BudgetLimits; /** Instead of the configured model. */ model?: string };

/** Tokens and USD (null where a price is not known) that a review is expected to need, rather high. */
export type Estimate = { inputTokens: number; outputTokens: number; costUsd: number | null };

/** What one agent is doing, for progress: the newest of each `agent` counts. */
export type AgentProgress = {
  agent: string;
  name: string;
  /** A few words; what it ended with once it is over. */
  doing: string;
  /** `stopped`: a person ended this agent alone. */
  state: 'working' | 'done' | 'ended' | 'stopped';
  requests: number;
  tokens: number;
  costUsd: number | null;
  /** Ends this agent alone, while it works: what it reported stands, and the others go on. */
  stop?: (this: void) => void;
};

export type RecheckFindingInput = {
  changes: ChangeSet;
  contents: Contents;
  request: ModelRequest;
  /** With its body. */
  finding: Candidate;
  /** What the person says, redacted. */
  words?: string;
  /** Redacted lines of its file as it is now, and where the flagged code stands in them. */
  lines?: string[];
  place?: LineRange;
  /** Asked before the first call, as for a review. */
  approve?: (estimate: Estimate) => Promise<boolean>;
  signal: AbortSignal;
  onProgress?: (progress: AgentProgress) => void;
};

export type ModelReviewInput = {
  changes: ChangeSet;
  contents: Contents;
  request: ModelRequest;
  /** What the analyzers found: leads to confirm or refute, never repeated. */
  leads: Candidate[];
  /** What earlier reviews found, by fingerprint: open ones are carried, only what changed since is sent. */
  known: Map<string, KnownFinding>;
  lessons: RecalledLesson[];
  /** What the change touches, as far as it is known. */
  symbols?: SymbolsByPath;
  /** Asked before the first call of a model, with what the review will cost, rather high; false ends the agents' part. */
  approve?: (estimate: Estimate) => Promise<boolean>;
  signal: AbortSignal;
  /** Durable once it resolves. */
  record(payload: TranscriptPayload): Promise<void>;
  onProgress(progress: AgentProgress): void;
};

export type ModelReviewOutcome = {
  /** Verified candidates, those refuted left out; a lead that was confirmed or refuted comes back in `leads`. */
  candidates: Candidate[];
  leads: JudgedLead[];
  /** Findings of earlier reviews by agents that still stand; they are not among `candidates`. */
  carried: Candidate[];
  coverage: FileCoverage[];
  grade?: Grade;
  usage: Omit<Usage, 'wallMs'>;
  /** What was not done, and why: budget, refusals, failures. Shown with the report. */
  notes: string[];
};

export interface ModelReviewer {
  /** Never throws but for bugs: what was found until a failure, a limit or an abort is in the outcome. */
  review(input: ModelReviewInput, emit: (candidate: Candidate) => void): Promise<ModelReviewOutcome>;
}

export interface Rechecker {
  /** Has a verifier in its own context check one contested finding again. Never throws but for bugs. */
  recheck(input: RecheckFindingInput): Promise<Recheck>;
  /** A known finding with its body; undefined when its transcript cannot be read. */
  whole(finding: KnownFinding): Promise<Finding | undefined>;
}
