/** Composes the engine once, for the extension, the CLI and the tests alike. */
import path from 'node:path';
import { createChangeChecks } from '../core/analysis/change-checks/change-checks.js';
import { createOutsideAnalyzer } from '../core/analysis/outside/outside-analyzer.js';
import { createRedact } from '../core/analysis/redact.js';
import type { Repo } from '../core/changes/change-set.js';
import { dream, type DreamDeps } from '../core/dream/dream.js';
import { HumanError } from '../core/human-error.js';
import type { ModelAccess } from '../core/model/model-access.js';
import type { Ports } from '../core/ports.js';
import { knows } from '../core/review/find-finding.js';
import { recordOverruled, recordVerdict } from '../core/review/record-verdict.js';
import type { ModelReviewer, Rechecker } from '../core/review/agents/model-reviewer.js';
import type { LanguageServices } from '../core/review/agents/tools/repo-reading.js';
import { planFix } from '../core/review/plan-fix.js';
import { review } from '../core/review/review.js';
import type { Reverie } from '../core/reverie.js';
import type { AuditOptions, AuditReport, Source } from '../core/transcript/transcript-store.js';
import { runAnalyzerCommand } from './analysis/outside/run-analyzer-command.js';
import { workTreeText } from './analysis/outside/work-tree-text.js';
import { createCrossFileChecks } from './analysis/cross-file/cross-file.js';
import { openChangedSymbols } from './analysis/changed-symbols.js';
import { createRuleAnalyzer } from './analysis/rule-analyzer.js';
import { openTeamRules } from './analysis/team-rules.js';
import { readBlob } from './changes/read-blob.js';
import { createChangeReader } from './changes/change-reader.js';
import { openCodeSearch } from './dream/code-search.js';
import { openEpisodeCache } from './dream/episode-cache.js';
import { openScheduleLog } from './dream/schedule-log-file.js';
import { givingWay } from './dream/give-way.js';
import { recentFindings } from './dream/recent-findings.js';
import { modelDreamCalls } from './dream/model-dream-calls.js';
import { trendReader } from './dream/trend-reader.js';
import { forgetCalls } from './forget/forget-calls.js';
import { learnCalls } from './learn-calls.js';
import { memoryCalls } from './memory-calls.js';
import { recallCall } from './recall-call.js';
import { auditLessons } from './memory/audit-lessons.js';
import { auditMain } from './memory/audit-main.js';
import { bundleMemory } from './memory/forget-memory.js';
import { openMemory } from './memory/memory-git.js';
import { readRepoKey } from './ports/repo-key.js';
import { systemPorts } from './ports/system-ports.js';
import { readRepoId } from './repo-id.js';
import { fingerprintOfId } from './review/find-by-id.js';
import { recheck } from './review/recheck.js';
import { openFindingIndex } from './review/finding-index.js';
import { openOutcomeFinder, type OutcomeSearch } from './review/outcomes/find-outcomes.js';
import { transcriptCalls } from './transcript-calls.js';
import { openRecords } from './transcript/records.js';

export type ReverieOptions = {
  repo: Repo;
  /** Folder of this source's transcripts and ledgers; default: the repo's own `reverieDir`. */
  storage?: string;
  kind: Source['kind'];
  /** Folder with the grammars (`dist/assets`). */
  assets: string;
  /** Reverie's own version, kept in transcripts. */
  version: string;
  ports?: Ports;
  /** The language model, asked for by each review that wants one: what it answers may change with keys and settings. Absent: analyzers only. */
  model?: (ports: Ports) => Promise<ModelAccess>;
  /** An editor's language services, for agents. */
  services?: LanguageServices;
  /** Milliseconds after which a lease that stands still may be taken; tests shorten it. */
  leaseTermMs?: number;
};

/** Opens the engine on one repository. Nothing is written before the first review, verdict or dream. Throws a HumanError when it cannot be opened. */
export async function createReverie(options: ReverieOptions): Promise<Reverie> {
  const { repo } = options;
  const [keys, repoId] = await Promise.all([readRepoKey(repo), readRepoId(repo)]);
  const ports = options.ports ?? systemPorts(keys);
  const redact = createRedact(ports.hash);
  const storage = options.storage ?? repo.reverieDir;
  const term = options.leaseTermMs === undefined ? {} : { leaseTermMs: options.leaseTermMs };
  const memory = await openMemory({ repo, ports, ...term });
  const { store } = memory;
  const records = await openRecords({
    repo,
    storage,
    kind: options.kind,
    ports,
    redact,
    memory: store,
    auditRefs: memory.auditRefs,
    tool: options.version,
    ...term,
  });
  const { transcripts, ledger, sources } = records;
  const cacheDir = path.join(storage, 'cache');
  const index = openFindingIndex({ transcripts, ledger, sources, cacheDir });
  const reader = createChangeReader(repo, {});
  const rules = createRuleAnalyzer({ assets: options.assets, redact, teamRules: openTeamRules(repo) });
  const allKnown = async () => (await index.read()).known;
  const outcomes = openOutcomeFinder({ repo, ports, redact, rules, ledger, memory: store, known: allKnown });
  const analyzers = [
    rules,
    createChangeChecks({ redact, modes: process.platform === 'win32' ? 'unknown' : 'kept' }),
    createCrossFileChecks({ assets: options.assets, redact }),
    createOutsideAnalyzer({
      redact,
      hash: ports.hash,
      readWorkTree: (file) => workTreeText(repo.root, file),
      run: (command, run) => runAnalyzerCommand(command, { root: repo.root, ...run }),
    }),
  ];
  const cache = openEpisodeCache(path.join(cacheDir, 'episodes'));
  const { openModel, ...modelDreams } = modelDreamCalls({ repo, ports, redact, transcripts, model: options.model });
  const dreamDeps: DreamDeps = {
    ports,
    transcripts,
    ledger,
    memory: store,
    auditRefs: memory.auditRefs,
    cache,
    follow: async (read, signal) => void (await outcomesBefore({ signal, known: () => recentFindings({ transcripts, ledger }, read) })),
    openModel,
    tool: options.version,
    repoId,
  };

  const scheduleLog = openScheduleLog({ storage, sources, clock: ports.clock, redact });
  const openCode = (signal: AbortSignal) => openCodeSearch({ repo, redact, hash: ports.hash, signal });

  const audit = async (o?: AuditOptions): Promise<AuditReport> => {
    const gitDir = path.join(repo.reverieDir, 'memory.git');
    const [report, lessons, main] = await Promise.all([records.audit(o), auditLessons(store, gitDir), auditMain(memory, gitDir)]);
    return { ...report, problems: [...report.problems, ...lessons, ...main] };
  };

  const openAgents = async (model: NonNullable<ReverieOptions['model']>): Promise<ModelReviewer & Rechecker> => {
    const [{ openModelReviewer }, access] = await Promise.all([import('./review/open-model-reviewer.js'), model(ports)]);
    return openModelReviewer({ repo, ports, redact, transcripts, access, ...(options.services && { services: options.services }) });
  };

  /** What became of earlier findings is known before more is said or learned; that it cannot be found out keeps nobody from either. */
  const outcomesBefore = async (search: OutcomeSearch): Promise<string[]> => {
    try {
      await outcomes.find(search);
      return [];
    } catch (cause) {
      return search.signal.aborted ? [] : [`What became of earlier findings could not be found out: ${describe(cause)}`];
    }
  };

  return {
    repo,
    memoryStore: store,
    review: async (request, o) => {
      if (request.model && !options.model)
        throw new HumanError('There is no language model to review with', { next: 'Set an API key, or review without a model' });
      const agents = request.model && options.model ? await openAgents(options.model) : undefined;
      const unfollowed = await outcomesBefore({ signal: o.signal, milliseconds: outcomesOfReview });
      const report = await review(
        {
          ...(agents && { agents }),
          ports,
          reader,
          analyzers,
          redact,
          transcripts,
          ledger,
          memory: store,
          known: () => index.read(),
          symbolsOf: openChangedSymbols(options.assets),
          tool: options.version,
          repoId,
        },
        request,
        o,
      );
      return { ...report, warnings: [...report.warnings, ...unfollowed, ...records.warnings()] };
    },
    verdict: async (request) => {
      const { known, warnings: unread } = await index.read();
      const older = knows(known, request.finding) ? undefined : await fingerprintOfId(transcripts, request.finding);
      return recordVerdict({ ledger, redact, known, unread }, { ...request, finding: older ?? request.finding });
    },
    findOutcomes: (o) => outcomes.find(o),
    recheck: async (request, o) => {
      const { known } = await index.read();
      const { model } = options;
      const older = knows(known, request.finding) ? undefined : await fingerprintOfId(transcripts, request.finding);
      const agents = model && (() => openAgents(model));
      return recheck(
        { repo, reader, redact, hash: ports.hash, rules, ledger, known: async () => known, agents },
        { ...request, finding: older ?? request.finding },
        o,
      );
    },
    bringBack: async (held, by) => {
      const { known } = await index.read();
      await recordOverruled(ledger, held, known.get(held.finding.fingerprint)?.last.review ?? '', by);
    },
    planFix: (finding, files) => planFix(finding, files, redact),
    blob: (id) => readBlob(repo, id),
    dream: (request, o) =>
      givingWay(records, request, o.signal, async (signal) => {
        const code = openCode(signal);
        try {
          return await dream({ ...dreamDeps, findCode: code.findCode }, request, { ...o, signal });
        } finally {
          await code.close();
        }
      }),
    noteSchedule: (kind, reason) => scheduleLog.note(kind, reason),
    scheduleLog: () => scheduleLog.read(),
    ...modelDreams,
    trends: trendReader({ transcripts, ledger, memory: store, cacheDir }),
    ...transcriptCalls({ transcripts, index, audit }),
    ...recallCall({ repo, store, redact, hash: ports.hash }),
    ...forgetCalls({
      repo,
      ports,
      sources,
      transcripts,
      ledger,
      memory: store,
      forgetMemory: () => memory.forget(),
      bundleMemory: () => bundleMemory(memory.repo),
    }),
    ...learnCalls({ repo, ports, redact, store, ledger, transcripts, cache }),
    ...memoryCalls({ ports, redact, store, ledger, transcripts, cache, openCode }),
    close: async () => {
      await records.close();
      await memory.close();
    },
  };
}

/** A person waits for a review: so many milliseconds at most go into looking after earlier findings. */
const outcomesOfReview = 2_000;

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
