/** Everything that is recorded about a repo: transcripts, the ledger, the list of their places, and the audit of them. */
import type { Repo } from '../../core/changes/change-set.js';
import type { MemoryStore } from '../../core/memory/memory-store.js';
import type { Ports, Redact } from '../../core/ports.js';
import type { AuditOptions, AuditRefs, AuditReport, Source, Sources, TranscriptStore } from '../../core/transcript/transcript-store.js';
import { audit } from './audit.js';
import { hearBell, openBell } from './bell.js';
import { type LedgerFiles, openLedgerFiles } from './ledger-files.js';
import { openSources } from './sources.js';
import { openTranscriptFiles } from './transcript-files.js';
import { leasesOfMemory, openWriterLeases, type ReadLeases } from './writer-leases.js';

export type RecordsOptions = {
  repo: Repo;
  /** Folder for what this process writes: `reverieDir` for the CLI, the workspace storage for VS Code. Made when first needed. */
  storage: string;
  kind: Source['kind'];
  ports: Ports;
  redact: Redact;
  memory: Pick<MemoryStore, 'lease' | 'clearLease'>;
  auditRefs: AuditRefs;
  /** Name and version of the program. */
  tool: string;
  /** Milliseconds after which a writer whose heartbeat stands still counts as dead; default 6,000, as in memory, which beats four times in it. */
  leaseTermMs?: number;
  /** Default: the refs of the memory repository. */
  readLeases?: ReadLeases;
};

export interface Records {
  transcripts: TranscriptStore;
  ledger: LedgerFiles;
  sources: Sources;
  audit(options?: AuditOptions): Promise<AuditReport>;
  /** Calls when a review begins in another process, within a second, until it is stopped. */
  onReviewElsewhere(began: () => void): { stop(): void };
  /** What went wrong without losing anything (a place that could not be registered, a seal not anchored), each once. */
  warnings(): string[];
  /** Closes files and gives the lease back. An unsealed transcript is abandoned by it. */
  close(): Promise<void>;
}

/** Opens the records of a repo. Nothing is written before the first event. */
export async function openRecords(options: RecordsOptions): Promise<Records> {
  const { repo, storage, kind, ports, redact, auditRefs, tool } = options;
  const warnings = new Set<string>();
  const warn = (warning: string) => void warnings.add(warning);
  const termMs = options.leaseTermMs ?? 6000;
  const writer = ports.ids.next('w');
  const sources = openSources({ repo, storage, kind, ports, warn });
  const leases = openWriterLeases({
    writer,
    memory: repo.writable ? options.memory : undefined,
    // where no lease can be taken, its absence says nothing
    readLeases: options.readLeases ?? (repo.writable ? leasesOfMemory(repo.reverieDir) : async () => undefined),
    clock: ports.clock,
    termMs,
    warn,
  });
  const transcripts = openTranscriptFiles({ ports, redact, writer, storage, sources, leases, auditRefs, termMs, warn });
  const ledger = openLedgerFiles({ ports, redact, writer, tool, storage, sources, auditRefs, warn });
  const place = { folder: repo.writable ? repo.reverieDir : undefined, writer };
  const bell = openBell({ ...place, file: 'bell' });
  const reviews = openBell({ ...place, file: 'bell-review' });
  return {
    transcripts: {
      ...transcripts,
      async create(started) {
        const created = await transcripts.create(started);
        if (started.kind === 'review') reviews.ring();
        return created;
      },
    },
    onReviewElsewhere: (began) => hearBell({ ...place, file: 'bell-review' }, began),
    ledger: {
      ...ledger,
      async append(payload) {
        const line = await ledger.append(payload);
        bell.ring();
        return line;
      },
    },
    sources,
    audit: (o) => audit({ sources, transcripts, auditRefs, hash: ports.hash }, o),
    warnings: () => [...warnings],
    async close() {
      await Promise.all([transcripts.close(), ledger.close(), bell.settled(), reviews.settled()]);
    },
  };
}
