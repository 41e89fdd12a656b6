/** What a review returns, and the documented JSON of it (`reverie review --format json`). */
import type { OutsideInput } from '../analysis/outside/outside-remark.js';
import type { ChangeSet, Scope } from '../changes/change-set.js';
import type { FileCoverage } from '../changes/coverage.js';
import type { Usage } from '../transcript/transcript-event.js';
import type { Grade } from '../transcript/agent-events.js';
import type { AgentProgress, ModelRequest } from './agents/model-reviewer.js';
import type { KnownRecheck } from './known-finding.js';
import { type Candidate, type Finding, type FindingStatus, type HeldBack, severities } from './finding.js';

export type ReviewRequest = {
  scope: Scope;
  /** Globs from the repo's root that limit the scope. */
  paths?: string[];
  /** Lets agents review as well. */
  model?: ModelRequest;
  /** Reports of other analyzers, and commands to run for more. */
  outside?: OutsideInput;
};

export type ReviewReport = {
  review: {
    id: string;
    scope: Scope;
    base?: string;
    head?: string;
    startedAt: string;
    endedAt: string;
    state: 'done' | 'cancelled' | 'failed';
    /** Only when cancelled or failed. */
    reason?: string;
    /** How agents' review was graded; absent without agents. */
    grade?: Grade;
  };
  /** new, open and reappeared first; then fixed and dismissed ones, listed so that nothing is lost silently. */
  findings: Finding[];
  heldBack: HeldBack[];
  coverage: FileCoverage[];
  usage: Usage;
  /** Fingerprints of listed findings that were accepted and still are; absent when there are none. */
  accepted?: string[];
  /** The newest answers to contests of listed findings, by fingerprint; absent when there are none. */
  rechecked?: Record<string, KnownRecheck>;
  /** What went wrong without ending the review (an unreachable source, a broken lesson): shown, never swallowed. */
  warnings: string[];
};

/** What happens while a review runs, for progress and for findings that stream in. */
export type ReviewProgress =
  | { type: 'changes'; changes: ChangeSet }
  | { type: 'finding'; finding: Finding }
  | { type: 'held-back'; held: HeldBack }
  /**
   * Found by an analyzer, or by an agent and verified; not yet judged. `fingerprint` is that of the known finding that it probably is. What
   * memory would probably hold back is not told.
   */
  | { type: 'candidate'; candidate: Candidate; fingerprint?: string }
  | { type: 'agent'; progress: AgentProgress }
  /** `done` of `total` files were looked at; `what` is the newest. */
  | { type: 'progress'; done: number; total: number; what: string };

const statusOrder: Record<FindingStatus, number> = { new: 0, reappeared: 0, open: 0, fixed: 1, dismissed: 2 };

/** The order in which people read: what needs attention first, then by severity, path and line. */
export function orderFindings(findings: Finding[]): Finding[] {
  const line = ({ anchor }: Finding): number => (anchor.state === 'exact' ? anchor.startLine : 0);
  return [...findings].sort(
    (a, b) =>
      statusOrder[a.status] - statusOrder[b.status] ||
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      (a.anchor.path === b.anchor.path ? line(a) - line(b) : a.anchor.path < b.anchor.path ? -1 : 1),
  );
}
