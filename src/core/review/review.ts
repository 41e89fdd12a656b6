/** A review without a model: read the changes, recall lessons, analyze, give findings their identity, apply effects, record everything. */
import type { Analyzer } from '../analysis/analyzer.js';
import type { ChangedFile, ChangeReader, Contents } from '../changes/change-set.js';
import type { FileCoverage } from '../changes/coverage.js';
import { coverageOf } from '../changes/coverage-of.js';
import type { Memory, MemoryStore } from '../memory/memory-store.js';
import type { SymbolsByPath } from '../memory/recall.js';
import type { Ports, Redact } from '../ports.js';
import type { Ledger, TranscriptStore, TranscriptWriter } from '../transcript/transcript-store.js';
import type { Usage } from '../transcript/transcript-event.js';
import { analyze, type AnalysisWatch } from './analyze.js';
import { foreteller, type ForetellInput } from './foretell.js';
import { ignoreWord } from './inline-ignore.js';
import { type Judged, judge } from './judge.js';
import type { Estimate, ModelReviewer, ModelReviewInput } from './agents/model-reviewer.js';
import { acceptedOf, type KnownFinding, recheckedOf } from './known-finding.js';
import { recallLessons } from './recall-lessons.js';
import { orderFindings, type ReviewProgress, type ReviewReport, type ReviewRequest } from './review-report.js';
import { subjectOf } from './subject.js';
import { type AgentsPart, withAgents } from './with-agents.js';

export type ReviewDeps = {
  ports: Ports;
  reader: ChangeReader;
  analyzers: Analyzer[];
  redact: Redact;
  transcripts: TranscriptStore;
  ledger: Ledger;
  memory: Pick<MemoryStore, 'read'>;
  /** The symbols that a change touches; absent: lessons are not limited by them. */
  symbolsOf?: (files: ChangedFile[], contents: Pick<Contents, 'read'>, signal: AbortSignal) => Promise<SymbolsByPath>;
  /** Reviews by a language model when a request asks for it; absent when there is none. */
  agents?: ModelReviewer;
  /** What earlier reviews found, with the verdicts in force; `warnings` name what could not be read. */
  known: () => Promise<{ known: Map<string, KnownFinding>; warnings: string[] }>;
  /** Version of Reverie, and the id of the repo, as transcripts keep them. */
  tool: string;
  repoId: string;
};

export type ReviewOptions = {
  signal: AbortSignal;
  onProgress?: (progress: ReviewProgress) => void;
  /** Asked before a model is paid, with what the review will cost, rather high; absent: approved. */
  approve?: (estimate: Estimate) => Promise<boolean>;
};

/**
 * Reviews one change set. Cancelling keeps what was found until then (`state: 'cancelled'`).
 * Throws a HumanError when the change set cannot be read or the transcript cannot be written.
 */
export async function review(deps: ReviewDeps, request: ReviewRequest, options: ReviewOptions): Promise<ReviewReport> {
  const { ports } = deps;
  const id = ports.ids.next('r');
  const startedAt = ports.clock.now().toISOString();
  const began = ports.clock.monotonic();
  const [read, memory, { known, warnings }] = await Promise.all([
    deps.reader.read(request.scope, { ...(request.paths && { paths: request.paths }), signal: options.signal }),
    deps.memory.read(),
    deps.known(),
  ]);
  const { changes, contents } = read;
  try {
    // starting a process costs more the larger this one has grown: before the syntax trees are in memory
    if (changes.files.some((f) => f.skip === undefined && f.hunks.length > 0 && (f.oldBlob ?? f.newBlob) !== undefined)) contents.start?.();
    for (const analyzer of deps.analyzers) analyzer.prepare?.(changes);
    options.onProgress?.({ type: 'changes', changes });
    const transcript = await deps.transcripts.create({
      type: 'started',
      kind: 'review',
      id,
      repo: deps.repoId,
      scope: request.scope,
      ...(request.paths && request.paths.length > 0 && { paths: request.paths }),
      tool: deps.tool,
      writer: '',
      memory: memory.version,
    });
    const { base, head, headCommit, branch, files } = changes;
    const { symbolsOf } = deps;
    const lessons = await recallLessons({
      memory,
      changes,
      contents,
      redact: deps.redact,
      hash: ports.hash,
      ...(symbolsOf && { symbolsOf: (asked) => symbolsOf(asked, contents, options.signal) }),
      symbols: request.model && deps.agents ? 'all' : 'needed',
    });
    const told = telling(options, { changes, contents, known, lessons: lessons.effective, redact: deps.redact, hash: ports.hash });
    const [analysis] = await Promise.all([
      analyze(
        deps.analyzers,
        { changes, contents, signal: options.signal, ...(request.outside && { outside: request.outside }) },
        told?.watch,
      ),
      transcript.append({ type: 'change-set', base, head, headCommit, branch, files }),
      transcript.append({ type: 'recalled', ...lessons.event }),
      ...analysisFailures(transcript, memory),
    ]);
    await told?.all();
    const agents = await agentsPart(deps, request, options, {
      changes,
      contents,
      leads: analysis.candidates,
      known,
      lessons: lessons.recalled,
      symbols: lessons.symbols,
      transcript,
    });
    const coverage = coverageOf(changes, [...analysis.coverage, ...(agents?.coverage ?? [])]);
    const judged = await judge(deps, {
      candidates: agents?.candidates ?? analysis.candidates,
      changes,
      contents,
      known,
      lessons: lessons.effective,
      coverage,
      heard: analysis.heard,
    });
    const failures = [...analysis.failures, ...(agents?.notes ?? [])];
    await record(deps, transcript, { review: id, headCommit }, judged, coverage, failures);
    for (const finding of judged.shown) options.onProgress?.({ type: 'finding', finding });
    for (const held of judged.heldBack) options.onProgress?.({ type: 'held-back', held });

    const cancelled = options.signal.aborted;
    const usage: Usage = {
      inputTokens: 0,
      outputTokens: 0,
      cachedTokens: 0,
      costUsd: 0,
      requests: 0,
      ...agents?.usage,
      wallMs: Math.round(ports.clock.monotonic() - began),
    };
    const outcome = cancelled ? ({ state: 'cancelled', reason: 'cancelled by the person' } as const) : ({ state: 'done' } as const);
    await transcript.seal({
      ...outcome,
      usage,
      counts: { findings: judged.shown.length, heldBack: judged.heldBack.length, files: files.length },
    });
    return {
      review: {
        id,
        scope: request.scope,
        base,
        head: head ?? headCommit,
        startedAt,
        endedAt: ports.clock.now().toISOString(),
        ...outcome,
        ...(agents?.grade && { grade: agents.grade }),
      },
      findings: orderFindings(judged.shown),
      heldBack: judged.heldBack,
      ...acceptedOf(judged.shown, known),
      ...recheckedOf(judged.shown, known),
      coverage,
      usage,
      warnings: [
        ...warnings,
        ...(memory.mended ?? []),
        ...memory.broken.map((b) => `${b.path} in memory cannot be read: ${b.reason}`),
        ...failures,
        ...judged.warnings,
      ],
    };
  } finally {
    await contents.close();
  }
}

type AgentsInput = Pick<ModelReviewInput, 'changes' | 'contents' | 'leads' | 'known' | 'lessons' | 'symbols'> & {
  transcript: TranscriptWriter;
};

async function agentsPart(
  deps: ReviewDeps,
  request: ReviewRequest,
  options: ReviewOptions,
  { transcript, ...input }: AgentsInput,
): Promise<AgentsPart | undefined> {
  if (!request.model || !deps.agents || options.signal.aborted) return undefined;
  return withAgents(
    deps.agents,
    {
      ...input,
      request: request.model,
      signal: options.signal,
      ...(options.approve && { approve: options.approve }),
      record: async (payload) => void (await transcript.append(payload)),
      onProgress: (progress) => options.onProgress?.({ type: 'agent', progress }),
    },
    (candidate) => options.onProgress?.({ type: 'candidate', candidate }),
  );
}

/** Tells who waits of what the analyzers find, in the order in which it was found; undefined when nobody does. */
function telling({ onProgress }: ReviewOptions, input: ForetellInput): { watch: AnalysisWatch; all(): Promise<void> } | undefined {
  if (!onProgress) return undefined;
  const foretell = foreteller(input);
  let telling = Promise.resolve();
  return {
    watch: {
      found: (path, candidates) => {
        telling = telling.then(async () => {
          // telling is a service: what goes wrong in it must not cost the review
          const foretold = await foretell(path, candidates).catch(() => candidates.map((candidate) => ({ candidate })));
          for (const found of foretold) onProgress({ type: 'candidate', ...found });
        });
      },
      looked: (what, done, total) => onProgress({ type: 'progress', done, total, what }),
    },
    all: () => telling,
  };
}

function analysisFailures(transcript: TranscriptWriter, memory: Memory): Promise<unknown>[] {
  return memory.broken.map((b) => transcript.append({ type: 'failure', where: `memory ${b.path}`, reason: b.reason }));
}

async function record(
  deps: ReviewDeps,
  transcript: TranscriptWriter,
  { review, headCommit }: { review: string; headCommit: string | undefined },
  judged: Judged,
  coverage: FileCoverage[],
  failures: string[],
): Promise<void> {
  await Promise.all([
    transcript.append({ type: 'coverage', files: coverage }),
    ...judged.shown.map((finding) => transcript.append({ type: 'finding', finding })),
    ...judged.heldBack.map((held) => transcript.append({ type: 'held-back', held })),
    ...failures.map((reason) => transcript.append({ type: 'failure', where: 'analysis', reason })),
    ...judged.warnings.map((reason) => transcript.append({ type: 'failure', where: ignoreWord, reason })),
  ]);
  await Promise.all(
    judged.newlyFixed.map((finding) =>
      deps.ledger.append({
        type: 'outcome',
        review,
        fingerprint: finding.fingerprint,
        outcome: 'fixed',
        seenIn: review,
        ...(headCommit !== undefined && { head: headCommit }),
        basis: finding.source.kind === 'analyzer' ? ('rule' as const) : ('place' as const),
        subject: subjectOf(finding),
      }),
    ),
  );
}
