/** One repo as the window holds it: its engine, the review that is shown, what runs, and cached readings of memory, dreams and transcripts. */
import path from 'node:path';
import type { Repo } from '../core/changes/change-set.js';
import type { DreamReport, DreamRequest } from '../core/dream/dream-report.js';
import type { ApplyResult, Proposal } from '../core/memory/memory-store.js';
import type { LessonChange, LessonEditResult, Reverie, VerdictReceipt, VerdictRequest } from '../core/reverie.js';
import type { AgentProgress } from '../core/review/agents/model-reviewer.js';
import type { Candidate, Finding, HeldBack } from '../core/review/finding.js';
import type { Recheck } from '../core/review/recheck/recheck.js';
import type { ReviewOptions } from '../core/review/review.js';
import type { ReviewReport, ReviewRequest } from '../core/review/review-report.js';
import { cachedRead } from './cached-read.js';
import type { ShownReview } from './findings-tree.js';
import { agentsWords } from './model/model-words.js';
import { count } from './words.js';
import { l10n } from './l10n.js';

/** Which part of a session changed; `activity` is what runs. */
export type SessionPart = 'findings' | 'memory' | 'dreams' | 'transcripts' | 'activity';

/** `total` is 0 until it is known. `agents` are those of a review by a language model, in the order in which they began. */
export type RunningReview = {
  scope: ReviewRequest['scope'];
  what: string;
  done: number;
  total: number;
  agents: AgentProgress[];
  stop(): void;
};
/** `giveWay`: pauses a dream that began by itself; one that a person asked for goes on. */
export type RunningDream = { what: string; stop(): void; giveWay(): void };

/** What has come of a running review. Its candidates give way to what was judged. */
type Streamed = {
  scope: ReviewRequest['scope'];
  /** Agents look at what the rules found, so that counts nothing yet. */
  byAgents: boolean;
  findings: Finding[];
  heldBack: HeldBack[];
  candidates: { candidate: Candidate; fingerprint?: string }[];
};

type PersonVerdict = Omit<VerdictRequest, 'finding' | 'by'>;

/** What was said of a finding in this window: a person's verdict, or an answer to it. */
export type Said =
  { verdict: VerdictRequest['verdict']; reason?: VerdictRequest['reason']; note?: string } | { answer: string } | { recheck: Recheck };

export class RepoSession {
  readonly name: string;
  readonly #changed: (part: SessionPart) => void;
  #accepted: ReadonlySet<string> = new Set();
  readonly #said = new Map<string, readonly Said[]>();
  /** The last verdict given in this window, by fingerprint. */
  readonly given = new Map<string, { title: string; verdict: VerdictRequest['verdict'] }>();
  #report: ReviewReport | undefined;
  #streamed: Streamed | undefined;
  #reviewing: RunningReview | undefined;
  #dreaming: RunningDream | undefined;
  readonly #latest = cachedRead(() => this.reverie.latestReview());
  readonly memory = cachedRead(() => this.reverie.memory());
  /** Reads the code that lessons cite: only for those who show it. */
  readonly health = cachedRead(() => this.reverie.health());
  readonly journal = cachedRead(() => this.reverie.journal());
  readonly inEffect = cachedRead(() => this.reverie.operationsInEffect());
  readonly proposals = cachedRead(() => this.reverie.proposals());
  readonly transcripts = cachedRead(() => this.reverie.transcripts());

  constructor(
    /** Names the repo in tree ids and document addresses. */
    readonly id: string,
    readonly reverie: Reverie,
    changed: (part: SessionPart) => void,
  ) {
    this.name = path.basename(reverie.repo.root);
    this.#changed = changed;
  }

  get repo(): Repo {
    return this.reverie.repo;
  }

  get reviewing(): RunningReview | undefined {
    return this.#reviewing;
  }

  get dreaming(): RunningDream | undefined {
    return this.#dreaming;
  }

  /** The newest finished review; undefined before the first one, or before `loadReview`. */
  get report(): ReviewReport | undefined {
    return this.#report;
  }

  /** What the newest report shows, also while another review runs: Problems and threads stay until that one is judged. */
  get settled(): ShownReview | undefined {
    const report = this.#report;
    return report && { ...report, ...(report.review.grade && { grade: report.review.grade }), accepted: this.#accepted };
  }

  /**
   * What the tree shows now: the newest report, or what has come of a running review. A review of the same changes adds to what the last one
   * said until it is judged, so that nothing goes away only to come back.
   */
  get shown(): ShownReview | undefined {
    const streamed = this.#streamed;
    if (!streamed) return this.settled;
    const { findings, heldBack, byAgents } = streamed;
    const nothing = { coverage: [], warnings: [], accepted: this.#accepted, byAgents, agents: this.#reviewing?.agents ?? [] };
    if (findings.length > 0 || heldBack.length > 0) return { ...nothing, findings, heldBack };
    const before = this.#report && sameScope(this.#report.review.scope, streamed.scope) ? this.#report : undefined;
    const known = new Set(before?.findings.filter((f) => f.status !== 'fixed').map((f) => f.fingerprint));
    const candidates = streamed.candidates.filter((c) => c.fingerprint === undefined || !known.has(c.fingerprint)).map((c) => c.candidate);
    return { ...nothing, findings: before?.findings ?? [], heldBack: before?.heldBack ?? [], candidates };
  }

  /** What was said of a finding in this window, by fingerprint, in order. */
  said(fingerprint: string): readonly Said[] {
    const here = this.#said.get(fingerprint);
    const kept = here ? undefined : this.#report?.rechecked?.[fingerprint];
    // what was answered in another window, or before this one was opened
    return here ?? (kept ? [{ verdict: 'contest', ...(kept.words !== undefined && { note: kept.words }) }, { recheck: kept.recheck }] : []);
  }

  /** Adds to what is said of a finding, where the finding is shown. */
  say(fingerprint: string, said: Said): void {
    this.#said.set(fingerprint, [...this.said(fingerprint), said]);
    this.#changed('findings');
  }

  /** What the findings of the newest report are called, by fingerprint. */
  titles(): Map<string, string> {
    const findings = [...(this.#report?.findings ?? []), ...(this.#report?.heldBack.map((h) => h.finding) ?? [])];
    return new Map(findings.map((f) => [f.fingerprint, l10n.t('“{0}” in {1}', f.title, f.anchor.path)]));
  }

  async loadReview(): Promise<void> {
    const report = await this.#latest.get();
    if (this.#report || !report) return;
    this.#show(report);
    this.#changed('findings');
  }

  /** Reviews and keeps what was found, also when cancelled. One at a time: a second call stops the first. */
  async review(
    request: ReviewRequest,
    options: Pick<ReviewOptions, 'signal' | 'approve'> & { onProgress?: (running: RunningReview) => void },
  ): Promise<ReviewReport> {
    this.#reviewing?.stop();
    this.#dreaming?.giveWay();
    const stopper = new AbortController();
    const streamed: Streamed = { scope: request.scope, byAgents: request.model !== undefined, findings: [], heldBack: [], candidates: [] };
    const running: RunningReview = {
      scope: request.scope,
      what: l10n.t('Reading changes'),
      done: 0,
      total: 0,
      agents: [],
      stop: () => stopper.abort(),
    };
    this.#reviewing = running;
    this.#streamed = streamed;
    this.#changed('findings');
    this.#changed('activity');
    try {
      const report = await this.reverie.review(request, {
        signal: AbortSignal.any([options.signal, stopper.signal]),
        ...(options.approve && { approve: options.approve }),
        onProgress: (progress) => {
          if (this.#reviewing !== running) return;
          // what was judged takes the place of what streamed in
          if (progress.type === 'finding' || progress.type === 'held-back') streamed.candidates.length = 0;
          if (progress.type === 'candidate') streamed.candidates.push(progress);
          if (progress.type === 'agent') takeProgress(running, progress.progress);
          if (progress.type === 'finding') streamed.findings.push(progress.finding);
          if (progress.type === 'held-back') streamed.heldBack.push(progress.held);
          if (progress.type === 'changes') running.what = count(progress.changes.files.length, 'changed file');
          if (progress.type === 'progress') Object.assign(running, { done: progress.done, total: progress.total, what: progress.what });
          // judged ones come all at once, and the report right behind them: drawn once, nothing moves twice
          if (progress.type !== 'finding' && progress.type !== 'held-back')
            this.#changed(progress.type === 'candidate' ? 'findings' : 'activity');
          options.onProgress?.(running);
        },
      });
      if (this.#reviewing === running) {
        // a look at some files is shown with what the review before it found in the others
        const shown = request.paths?.length && report.review.state === 'done' ? await this.reverie.latestReview() : report;
        this.#show(shown ?? report);
      }
      return report;
    } finally {
      if (this.#reviewing === running) {
        this.#reviewing = undefined;
        this.#streamed = undefined;
      }
      this.transcripts.forget();
      for (const part of ['findings', 'transcripts', 'activity'] as const) this.#changed(part);
    }
  }

  /** Records one person's verdict on each finding, and shows it once all are on disk (those before a failure too). */
  async giveVerdict(findings: readonly Finding[], verdict: PersonVerdict): Promise<void> {
    try {
      for (const finding of findings) {
        this.#take(await this.reverie.verdict({ ...verdict, finding: finding.id, by: 'person' }));
        this.#said.set(finding.fingerprint, [...this.said(finding.fingerprint), verdict]);
        this.given.set(finding.fingerprint, { title: finding.title, verdict: verdict.verdict });
      }
    } finally {
      this.#changed('findings');
    }
  }

  async bringBack(held: HeldBack): Promise<void> {
    await this.reverie.bringBack(held, 'person');
    const report = this.#report;
    if (report) {
      this.#report = {
        ...report,
        heldBack: report.heldBack.filter((h) => h.finding.id !== held.finding.id),
        findings: [...report.findings.filter((f) => f.id !== held.finding.id), held.finding],
      };
    }
    this.#changed('findings');
  }

  async dream(request: DreamRequest, options: { signal: AbortSignal; onProgress?: (running: RunningDream) => void }): Promise<DreamReport> {
    const stopper = new AbortController();
    const giveWay = () => {
      // the engine's `pause.ts` knows it by its name
      if (request.trigger !== 'command') stopper.abort(Object.assign(new Error('a review began'), { name: 'Paused' }));
    };
    const running: RunningDream = { what: l10n.t('Dreaming'), stop: () => stopper.abort(), giveWay };
    this.#dreaming = running;
    this.#changed('activity');
    try {
      return await this.reverie.dream(request, {
        signal: AbortSignal.any([options.signal, stopper.signal]),
        onProgress: (progress) => {
          running.what = progress.what;
          this.#changed('activity');
          options.onProgress?.(running);
        },
      });
    } finally {
      this.#dreaming = undefined;
      this.#changed('activity');
      this.memoryChanged();
    }
  }

  async changeLesson(lesson: string, change: LessonChange, reason?: string): Promise<ApplyResult> {
    return this.changingMemory(() => this.reverie.changeLesson(lesson, change, { by: 'person', reason }));
  }

  /** `base`: see `Reverie.editLesson`. */
  async editLesson(lesson: string, text: string, base: string): Promise<LessonEditResult> {
    return this.changingMemory(() => this.reverie.editLesson(lesson, text, { by: 'person', base }));
  }

  /** A lesson whose file cannot be read, as it last could be. */
  async restoreLesson(lesson: string): Promise<ApplyResult> {
    return this.changingMemory(() => this.reverie.restoreLesson(lesson, { by: 'person' }));
  }

  async putAside(path: string): Promise<ApplyResult> {
    return this.changingMemory(() => this.reverie.putAside(path, { by: 'person' }));
  }

  async rollback(version: string): Promise<ApplyResult> {
    return this.changingMemory(() => this.reverie.rollback(version, { by: 'person' }));
  }

  async revert(operation: string): Promise<ApplyResult> {
    return this.changingMemory(() => this.reverie.revert(operation, { by: 'person' }));
  }

  /** Takes several back, in this order, up to the first that memory refuses. */
  async revertAll(operations: readonly string[]): Promise<ApplyResult[]> {
    return this.changingMemory(async () => {
      const results: ApplyResult[] = [];
      for (const operation of operations) {
        const result = await this.reverie.revert(operation, { by: 'person' });
        results.push(result);
        if (result.state === 'refused') break;
      }
      return results;
    });
  }

  async decide(dream: string, operation: string, decision: 'approve' | 'discard'): Promise<ApplyResult> {
    return this.changingMemory(() => this.reverie.decide(dream, operation, decision, 'person'));
  }

  /** Memory, dreams or transcripts changed, here or in another process: everything is read anew on next use. */
  memoryChanged(): void {
    for (const read of [this.memory, this.health, this.inEffect, this.journal, this.proposals, this.transcripts]) read.forget();
    for (const part of ['memory', 'dreams', 'transcripts'] as const) this.#changed(part);
  }

  /** Reads everything again, the newest review of another window or the CLI too. */
  async refresh(): Promise<void> {
    this.memoryChanged();
    if (this.#reviewing) return;
    this.#latest.forget();
    const report = await this.#latest.get();
    if (report) this.#show(report);
    this.#changed('findings');
  }

  /** The newest review anew, with what the ledger has got since; undefined while another runs here. For `followLedger`. */
  async reread(): Promise<ReviewReport | undefined> {
    const shown = this.#report;
    if (!shown || this.#reviewing) return undefined;
    this.#latest.forget();
    const now = await this.#latest.get();
    return this.#report === shown && !this.#reviewing ? now : undefined;
  }

  /** Shows the same review with other statuses. */
  follow(report: ReviewReport): void {
    this.#show(report);
    this.#changed('findings');
  }

  async close(): Promise<void> {
    this.#reviewing?.stop();
    this.#dreaming?.stop();
    await this.reverie.close();
  }

  /** Runs what changes memory by the engine itself; afterwards everything that shows memory is read anew. */
  async changingMemory<T>(change: () => Promise<T>): Promise<T> {
    try {
      return await change();
    } finally {
      this.memoryChanged();
    }
  }

  #show(report: ReviewReport): void {
    this.#report = report;
    this.#accepted = new Set(report.accepted);
  }

  #take({ finding, verdict }: VerdictReceipt): void {
    const others = [...this.#accepted].filter((f) => f !== finding.fingerprint);
    this.#accepted = new Set(verdict === 'accept' ? [...others, finding.fingerprint] : others);
    const replace = (findings: Finding[]) =>
      findings.map((f) => (f.fingerprint === finding.fingerprint ? { ...f, status: finding.status } : f));
    if (this.#streamed) this.#streamed.findings.splice(0, Infinity, ...replace(this.#streamed.findings));
    // the report is also exported: it says what was accepted since
    if (this.#report) this.#report = { ...this.#report, findings: replace(this.#report.findings), accepted: [...this.#accepted] };
  }
}

/** The newest of each agent counts. */
function takeProgress(running: RunningReview, progress: AgentProgress): void {
  const at = running.agents.findIndex((a) => a.agent === progress.agent);
  running.agents.splice(at < 0 ? running.agents.length : at, at < 0 ? 0 : 1, progress);
  running.what = agentsWords(running.agents) || running.what;
}

/** The files of a scope are told in an order. */
function sameScope(a: ReviewRequest['scope'], b: ReviewRequest['scope']): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The operations that wait for a person, by their ids. */
export function waitingIds(proposals: readonly Proposal[]): Set<string> {
  return new Set(proposals.flatMap((p) => p.operations.map((o) => o.id)));
}
