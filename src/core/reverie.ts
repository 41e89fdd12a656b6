/** The engine as its callers see it: the extension, the CLI and the tests compose it once with `createReverie`. */
import type { OutsideReport } from './analysis/outside/outside-remark.js';
import type { Content, Repo } from './changes/change-set.js';
import type { LessonBacktest } from './dream/backtest-memory.js';
import type { DreamProgress, DreamReport, DreamRequest } from './dream/dream-report.js';
import type { DreamState } from './dream/experience.js';
import type { LearnOptions, LearnReport } from './dream/history/learn-report.js';
import type { ScheduleEntry } from './dream/schedule-log.js';
import type { ModelDreams } from './dream/with-model/model-dreams.js';
import type { Trends } from './dream/trends.js';
import type { MemoryHealth } from './memory/health.js';
import type { EventEvidence, LessonStatus } from './memory/lesson.js';
import type { LessonDifference } from './memory/lesson-difference.js';
import type { LessonProblem } from './memory/edited-lesson.js';
import type { Recalled, RecallRequest } from './memory/lesson-at-hand.js';
import type { ApplyResult, Memory, MemoryStore, MemoryVersion, Proposal } from './memory/memory-store.js';
import type { Finding, HeldBack } from './review/finding.js';
import type { AgentProgress, ModelRequest } from './review/agents/model-reviewer.js';
import type { OutcomesReport } from './review/outcomes/outcomes-report.js';
import type { Recheck } from './review/recheck/recheck.js';
import type { FixFile, FixPlan } from './review/plan-fix.js';
import type { ReviewOptions } from './review/review.js';
import type { ReviewReport, ReviewRequest } from './review/review-report.js';
import type { DismissReason, Speaker } from './transcript/ledger-event.js';
import type { ForgetPreview, ForgetReport, ForgetRequest } from './transcript/forget.js';
import type { AuditOptions, AuditReport, TranscriptEntry, TranscriptRecord } from './transcript/transcript-store.js';

export type VerdictRequest = {
  /** A finding's id or fingerprint, or an unambiguous prefix of either. */
  finding: string;
  verdict: 'accept' | 'dismiss' | 'contest' | 'withdraw';
  reason?: DismissReason;
  note?: string;
  by: Speaker;
};

export type VerdictReceipt = { finding: Finding; verdict: VerdictRequest['verdict']; at: string };

/** Who contests which finding, and why; `model` lets a verifier check it again. */
export type RecheckRequest = { finding: string; words?: string; by: Speaker; model?: ModelRequest };

export type RecheckOptions = Pick<ReviewOptions, 'signal' | 'approve'> & { onProgress?: (progress: AgentProgress) => void };

export type RecheckReceipt = { finding: Finding; recheck: Recheck; at: string };

/** A person's explicit change of one lesson. `activate` lifts a trial, a proposal or a sleeping lesson into effect. */
export type LessonChange = 'pin' | 'unpin' | 'activate' | 'retire' | 'restore';

/** What a lesson would have hidden among past findings with known verdicts: shown before a person's operation applies. */
export type LessonPreview = { lesson: string; becomes: LessonStatus; hides: { accepted: number; rejected: number; unknown: number } };

/** A change of memory that a person may ask for, besides those of one lesson. */
export type MemoryChange =
  | { do: 'approve'; dream: string; operation: string }
  | { do: 'revert'; operation: string }
  /** Several operations taken back, in this order: the newest first. */
  | { do: 'revert-all'; operations: string[] }
  | { do: 'rollback'; version: string }
  /** The lesson as a person's text has it. */
  | { do: 'edit'; lesson: string; text: string };

/** conflict: the lesson is no longer what the text was made from. */
export type LessonEditResult =
  ApplyResult | { state: 'unchanged' } | { state: 'invalid'; problem: LessonProblem } | { state: 'conflict'; reason: string };

/** What a change would do: to lessons, and how many past findings it would hide that are not hidden now. */
export type ChangePreview = { differences: LessonDifference[]; hides: LessonPreview['hides'] };

export interface Reverie {
  readonly repo: Repo;
  readonly memoryStore: MemoryStore;

  /** Reviews, writing a transcript. Throws a HumanError when the change set cannot be read at all. */
  review(request: ReviewRequest, options: ReviewOptions): Promise<ReviewReport>;
  /** The report of the newest finished review, with verdicts given since; undefined before the first one. */
  latestReview(): Promise<ReviewReport | undefined>;
  /** Records a verdict durably. Throws a HumanError when the finding is unknown or the prefix is ambiguous. */
  verdict(request: VerdictRequest): Promise<VerdictReceipt>;
  /**
   * Looks for what became of open findings in the commits since they were seen, and writes it into the ledger. Reviews and dreams do so by
   * themselves; an editor that sees a commit asks too. Bounded: `left` findings wait for the next time.
   */
  findOutcomes(options: { signal: AbortSignal }): Promise<OutcomesReport>;
  /**
   * Checks a contested finding again, against the code as it is now, and records the answer. Nothing about the finding changes by it: whoever
   * asked decides. Throws a HumanError when the finding is unknown.
   */
  recheck(request: RecheckRequest, options: RecheckOptions): Promise<RecheckReceipt>;
  /** Shows a held-back finding again and counts it against the lesson. */
  bringBack(held: HeldBack, by: Speaker): Promise<void>;

  /** The edits of a finding's suggested fix in the texts as they are now, or why it is not applied. `files` are those of the fix that there are. */
  planFix(finding: Pick<Finding, 'anchor' | 'fix'>, files: ReadonlyMap<string, FixFile>): FixPlan;
  /** A file as a change set names it: a blob by its whole id. `absent` when git has no such object here. */
  blob(id: string): Promise<Content>;

  dream(request: DreamRequest, options: { signal: AbortSignal; onProgress?: (p: DreamProgress) => void }): Promise<DreamReport>;
  /** Lessons from what the default branch has settled: merged suppressions, guideline files, files fixed again and again. Twice adds nothing. */
  learnFromHistory(options: LearnOptions): Promise<LearnReport>;
  /** Lessons from suppressed results of other analyzers' reports. */
  learnFromReports(reports: OutsideReport[], options: LearnOptions): Promise<LearnReport>;
  /** Whether dreams may use a model: a person has to allow it once, seeing what a day may cost. */
  modelDreams(): Promise<ModelDreams>;
  /** Allows it from now on in this repository, for dreams that begin by themselves too. Throws a HumanError for anyone but a person. */
  allowModelDreams(by: Speaker): Promise<ModelDreams>;
  /** Takes that back. */
  forbidModelDreams(): Promise<void>;
  /** Dreams of every reachable source, newest first; skips and failures included. */
  journal(): Promise<DreamReport[]>;
  /** When the last dream came to its end, how the last ones ended, in order, and how many sealed reviews there are that no dream has read. */
  dreamState(): Promise<DreamState>;
  /** The course of weeks with and without memory. Reads what is new; `onProgress` tells how many transcripts that is. */
  trends(options?: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void }): Promise<Trends>;
  /** Notes why no dream began by itself; the same reason again is counted. */
  noteSchedule(kind: ScheduleEntry['kind'], reason: string): Promise<void>;
  /** Why no dream began, in all places, newest first. */
  scheduleLog(): Promise<ScheduleEntry[]>;
  proposals(): Promise<Proposal[]>;
  /** Approves (applies at once, as a person's operation) or discards one waiting operation. */
  decide(dream: string, operation: string, decision: 'approve' | 'discard', by: Speaker): Promise<ApplyResult>;

  memory(version?: string): Promise<Memory>;
  /** The lessons for files somebody is about to change, as a review would recall them; what they cite is looked for in the work tree and in HEAD. */
  recall(request: RecallRequest, options: { signal: AbortSignal }): Promise<Recalled>;
  /** What is wrong with memory now, with the lessons and the reasons; a dream keeps the figures from before and after it. */
  health(options?: { signal?: AbortSignal }): Promise<MemoryHealth>;
  /** Each lesson with an effect, tested on past findings with known verdicts. */
  backtest(): Promise<LessonBacktest[]>;
  previewLesson(lesson: string, change: LessonChange): Promise<LessonPreview>;
  changeLesson(lesson: string, change: LessonChange, options: { by: Speaker; reason?: string }): Promise<ApplyResult>;
  /**
   * Takes a person's edited text of a lesson in as one operation. `base` is the blob (see `Memory.blobs` and `BrokenLesson`; empty for what is
   * no file) that the text was made from; absent: whatever is there now. Refused for anyone but a person.
   */
  editLesson(lesson: string, text: string, options: { by: Speaker; base?: string; reason?: string }): Promise<LessonEditResult>;
  history(lesson?: string): Promise<MemoryVersion[]>;
  /** Shown before the change applies. Throws a HumanError when it cannot be made at all. */
  previewChange(change: MemoryChange): Promise<ChangePreview>;
  /** Makes the lessons of a version the newest again. Refused for anyone but a person, as `revert`. */
  rollback(version: string, options: { by: Speaker }): Promise<ApplyResult>;
  /** Ids of the operations in effect: applied, and neither taken back nor rolled back. */
  operationsInEffect(): Promise<ReadonlySet<string>>;
  /** Takes one applied operation back. */
  revert(operation: string, options: { by: Speaker }): Promise<ApplyResult>;
  /** Puts one lesson's file back as it was in a version (default: the newest in which it could be read and was another), also a broken or vanished one. */
  restoreLesson(lesson: string, options: { by: Speaker; version?: string }): Promise<ApplyResult>;
  /** Takes a file that cannot be read out of the lessons; its bytes are kept below `put-aside/`. Only a person’s. */
  putAside(path: string, options: { by: Speaker }): Promise<ApplyResult>;

  transcripts(): Promise<TranscriptEntry[]>;
  transcript(id: string): Promise<TranscriptRecord>;
  /** Waits, for at most about one term of a lease, until it is known which open transcripts are abandoned. */
  audit(options?: AuditOptions): Promise<AuditReport>;
  /** What there is to forget. Waits, as an audit does, until it is known which transcripts are being written. */
  previewForget(options?: { signal?: AbortSignal }): Promise<ForgetPreview>;
  /**
   * Deletes what is asked for, for good; a tombstone in the ledger stands for each file, and what lessons still cite is kept. Open it anew
   * afterwards: what this process has read may still be in its memory. Throws a HumanError when a dream runs or nothing can be written.
   */
  forget(request: ForgetRequest, options?: { signal?: AbortSignal }): Promise<ForgetReport>;
  /** The line of a record that was forgotten and that a lesson cites; undefined when it is not kept. */
  citedLine(evidence: Pick<EventEvidence, 'source' | 'file' | 'seq'>): Promise<string | undefined>;
  /** Releases leases and child processes. */
  close(): Promise<void>;
}
