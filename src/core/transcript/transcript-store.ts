/** The ports to transcripts and ledgers. Writers are durable before they acknowledge; readers never write. */
import type { LedgerEvent, LedgerPayload } from './ledger-event.js';
import type { Ended, TranscriptEvent, TranscriptPayload } from './transcript-event.js';
import type { Unreadable } from './envelope.js';

/** A place with transcripts and ledgers of this repo, registered below the common dir. */
export type Source = { id: string; kind: 'cli' | 'vscode' | 'mcp'; path: string; createdAt: string };

/** Writes one transcript; the only writer of its file for life. */
export interface TranscriptWriter {
  readonly id: string;
  /** Resolves when the event is on disk. Calls made together share one write and one sync. */
  append(payload: TranscriptPayload): Promise<TranscriptEvent>;
  /** Writes `ended`, syncs, anchors the seal in `refs/audit`. Nothing can be appended afterwards. */
  seal(ended: Omit<Ended, 'type'>): Promise<void>;
}

/** The torn last line of a file, left by a crash: kept where it is, not read as an event. */
export type TornTail = { bytes: number; text: string };

/**
 * open: not sealed, and its writer may still be alive · abandoned: not sealed, and its writer's lease has run out ·
 * unreadable: the file cannot be opened or read; `unreadable` says why.
 */
export type TranscriptState = 'sealed' | 'open' | 'abandoned' | 'unreadable';

export type TranscriptRecord = {
  id: string;
  source: Source;
  /** Absolute path, for error texts and for links. */
  path: string;
  /** File name relative to the source's folder, as evidence cites it. */
  file: string;
  state: TranscriptState;
  /** `hashes[i]` is the SHA-256 of the line of `events[i]`, as evidence cites it. */
  events: TranscriptEvent[];
  hashes: string[];
  unreadable: Unreadable[];
  torn?: TornTail;
};

export type TranscriptEntry = Pick<TranscriptRecord, 'id' | 'source' | 'path' | 'file'> & { bytes: number };

/** By id, and id of the source: those for which it is true are left out of a list, and cost nothing. */
export type SkipTranscript = (id: string, source: string) => boolean;

export interface TranscriptStore {
  /** Creates the file in this process's own source, registers the source, and takes the writer's lease. */
  create(started: Extract<TranscriptPayload, { type: 'started' }>): Promise<TranscriptWriter>;
  /** Transcripts of every reachable source, oldest first (ids are time-ordered). */
  list(options?: { skip?: SkipTranscript }): Promise<TranscriptEntry[]>;
  /** Those of them that are there and can be reached, in the given order; nothing is listed. */
  find(transcripts: readonly { id: string; source: string }[]): Promise<TranscriptEntry[]>;
  read(entry: TranscriptEntry): Promise<TranscriptRecord>;
  /**
   * Watches the writers of open transcripts until each has been seen alive or dead, for at most about one term of a lease: afterwards `read`
   * tells which are abandoned. Clears the leases of dead writers unless `readOnly`. Rejects when the signal aborts.
   */
  settle(entries: TranscriptEntry[], options?: SettleOptions): Promise<void>;
}

export type SettleOptions = {
  signal?: AbortSignal;
  readOnly?: boolean;
  /** Called now and again while it lasts, with how many transcripts it is about. */
  onWait?: (open: number) => void;
};

export type LedgerLine = { event: LedgerEvent; source: Source; file: string; hash: string };

/** Up to where a ledger file was read: so many bytes, the last line among them with this number and hash. */
export type LedgerMark = { bytes: number; seq: number; hash: string };

export type LedgerReading = {
  lines: LedgerLine[];
  problems: { file: string; reason: string }[];
  /** By `<source>/<file>`, also of files without new lines. */
  marks: Map<string, LedgerMark>;
  /** Why what was read before can no longer be relied on: a file is gone, is shorter, or does not go on where it ended. */
  doubt?: string;
};

export interface Ledger {
  /** Resolves when the event is on disk. */
  append(payload: LedgerPayload): Promise<LedgerLine>;
  /**
   * Every ledger line of every reachable source, ordered by time, then file, then seq. With `after`, only what came behind these marks; problems
   * are those of that part. With `since` (ISO 8601, UTC), files that were ended in an earlier month are left out.
   */
  read(options?: { after?: ReadonlyMap<string, LedgerMark>; since?: string }): Promise<LedgerReading>;
}

export interface Sources {
  /** Reachable and unreachable sources; the unreachable ones with the reason. */
  list(): Promise<{ reachable: Source[]; unreachable: { source: Source; reason: string }[] }>;
}

export type AuditProblem = {
  severity: 'error' | 'warning';
  file: string;
  /** `missing file`, `cut tail`, `broken chain at seq 12`, `torn last line`, `unreachable source`… */
  problem: string;
  next: string;
};
/** An audit waits for open transcripts; see `settle`. */
export type AuditOptions = Pick<SettleOptions, 'signal' | 'onWait'>;
export type AuditReport = { files: number; events: number; anchors: number; problems: AuditProblem[] };

/** What was the last line of a file when it was sealed or dreamt over. `file` is relative to the source's folder. */
export type SealAnchor = { source: string; file: string; seq: number; hash: string };

/** `refs/audit` of the memory repository: anchors that notice a cut tail or a deleted file. */
export interface AuditRefs {
  anchor(anchors: SealAnchor[]): Promise<void>;
  /** The newest anchor of every file. */
  read(): Promise<SealAnchor[]>;
}
