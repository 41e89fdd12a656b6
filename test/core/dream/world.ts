/** A small world for dreams: records and memory in memory, people who give verdicts, and reviews that show findings. */
import assert from 'node:assert/strict';
import { applyEffects } from '../../../src/core/memory/effects.js';
import type { DreamDeps } from '../../../src/core/dream/dream.js';
import { dream } from '../../../src/core/dream/dream.js';
import type { DreamReport, DreamRequest } from '../../../src/core/dream/dream-report.js';
import type { EpisodeCache } from '../../../src/core/dream/episode.js';
import type { Finding, HeldBack } from '../../../src/core/review/finding.js';
import { subjectOf } from '../../../src/core/review/subject.js';
import type { DismissReason, LedgerEvent, LedgerPayload, Speaker } from '../../../src/core/transcript/ledger-event.js';
import type { TranscriptEvent, TranscriptPayload } from '../../../src/core/transcript/transcript-event.js';
import type {
  LedgerLine,
  SealAnchor,
  Source,
  TranscriptRecord,
  TranscriptState,
  TranscriptStore,
} from '../../../src/core/transcript/transcript-store.js';
import { fakeMemory, type FakeMemory } from '../../support/fake-memory.js';
import { fakePorts } from '../../support/ports.js';

const source: Source = { id: 'source-1', kind: 'cli', path: '/storage', createdAt: '2026-01-01T00:00:00.000Z' };

export type FindingSketch = {
  rule?: string;
  path: string;
  quote?: string;
  /** Dotted. */
  symbol?: string;
  security?: boolean;
  fingerprint?: string;
  line?: number;
  /** Reported by this specialist, not by an analyzer. */
  specialist?: string;
  title?: string;
};
export type Say = { by?: Speaker; reason?: DismissReason; note?: string };

const ledgerKey = `${source.id}/ledger/writer-1-2026-01.jsonl`;

export type World = ReturnType<typeof world>;

export function world() {
  const ports = fakePorts();
  const memory: FakeMemory = fakeMemory();
  const records: TranscriptRecord[] = [];
  const lines: LedgerLine[] = [];
  const raw: string[] = [];
  const reads: string[] = [];
  const anchors: SealAnchor[] = [];
  const cache = memoryCache();
  let findings = 0;

  const transcripts: TranscriptStore = {
    async create(started) {
      const file = `transcripts/${started.id}.jsonl`;
      const record = recordOf(started.id, file, 'open');
      records.push(record);
      const write = (payload: TranscriptPayload): TranscriptEvent => push(record, payload);
      write({ ...started, writer: 'writer-1' });
      return {
        id: started.id,
        append: async (payload) => write(payload),
        seal: async (ended) => {
          write({ type: 'ended', ...ended });
          record.state = 'sealed';
        },
      };
    },
    list: async ({ skip } = {}) =>
      records.flatMap(({ id, path, file, events }) => (skip?.(id, source.id) ? [] : [{ id, source, path, file, bytes: events.length }])),
    find: async (wanted) => {
      const entries = await transcripts.list();
      return wanted.flatMap(({ id }) => entries.filter((entry) => entry.id === id));
    },
    // whatever is still open is taken for dead: its writer was watched for a term
    async settle(entries) {
      for (const record of records) if (record.state === 'open' && entries.some((e) => e.id === record.id)) record.state = 'abandoned';
    },
    read: async ({ id }) => {
      reads.push(id);
      const record = records.find((r) => r.id === id);
      if (!record) throw new Error(`no transcript ${id}`);
      return record;
    },
  };

  function push(record: TranscriptRecord, payload: TranscriptPayload): TranscriptEvent {
    const event = { v: 1, seq: record.events.length, at: now(), prev: '', ...payload } as TranscriptEvent;
    record.events.push(event);
    record.hashes.push(ports.hash.sha256(JSON.stringify(event)));
    return event;
  }

  function now(): string {
    ports.clock.advance(1000);
    return ports.clock.now().toISOString();
  }

  function record(payload: LedgerPayload): LedgerLine {
    const event = { v: 1, seq: lines.length, at: now(), prev: '', ...payload } as LedgerEvent;
    const line = JSON.stringify(event);
    raw.push(line);
    const written = { event, source, file: 'ledger/writer-1-2026-01.jsonl', hash: ports.hash.sha256(line) };
    lines.push(written);
    return written;
  }

  function finding(sketch: FindingSketch): Finding {
    const n = ++findings;
    const { path, rule, symbol, quote = `call(${n})`, line = n } = sketch;
    return {
      category: sketch.security ? 'security' : 'maintainability',
      severity: 'medium',
      confidence: 0.8,
      title: sketch.title ?? 'A remark',
      body: '',
      ...(rule !== undefined && { rule }),
      source: sketch.specialist === undefined ? { kind: 'analyzer', name: 'rules' } : { kind: 'specialist', name: sketch.specialist },
      anchor: {
        state: 'exact',
        path,
        side: 'new',
        startLine: line,
        endLine: line,
        quote,
        ...(symbol !== undefined && { symbol }),
        context: { before: [], after: [] },
      },
      id: `f-${n}`,
      fingerprint: sketch.fingerprint ?? `print-${n}`,
      status: 'new',
      security: sketch.security ?? false,
      lessons: [],
      effects: [],
    };
  }

  /** A sealed review of these findings, with memory's effects applied. */
  async function review(
    sketches: FindingSketch[],
    options: { state?: TranscriptState } = {},
  ): Promise<{ id: string; shown: Finding[]; held: HeldBack[] }> {
    const { lessons } = await memory.read();
    const id = ports.ids.next('r');
    const record = recordOf(id, `transcripts/${id}.jsonl`, options.state ?? 'sealed');
    records.push(record);
    push(record, {
      type: 'started',
      kind: 'review',
      id,
      repo: 'repo',
      scope: { kind: 'uncommitted' },
      tool: '0',
      writer: 'writer-1',
      memory: null,
    });
    const shown: Finding[] = [];
    const held: HeldBack[] = [];
    for (const sketch of sketches) {
      const result = applyEffects(finding(sketch), lessons);
      if (result.state === 'shown') shown.push(result.finding);
      else held.push(result.held);
      push(record, result.state === 'shown' ? { type: 'finding', finding: result.finding } : { type: 'held-back', held: result.held });
    }
    const usage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0, requests: 0, wallMs: 1 };
    if (record.state === 'sealed') push(record, { type: 'ended', state: 'done', usage, counts: {} });
    return { id, shown, held };
  }

  const verdictOn = (f: Finding, verdict: 'accept' | 'dismiss' | 'contest', { by = 'person', reason, note }: Say): LedgerLine =>
    record({
      type: 'verdict',
      review: 'r-000000',
      finding: f.id,
      fingerprint: f.fingerprint,
      verdict,
      ...(verdict === 'dismiss' && { reason: reason ?? 'false-alarm' }),
      ...(note !== undefined && { note }),
      by,
      subject: subjectOf(f),
    });

  const deps: DreamDeps = {
    ports,
    transcripts,
    ledger: {
      async read({ after } = {}) {
        const from = (after?.get(ledgerKey)?.seq ?? -1) + 1;
        const last = lines.at(-1);
        const marks = new Map(last ? [[ledgerKey, { bytes: lines.length, seq: last.event.seq, hash: last.hash }]] : []);
        return { lines: lines.slice(from), problems: [], marks };
      },
    },
    memory,
    auditRefs: { anchor: async (added) => void anchors.push(...added) },
    cache,
    tool: '0',
    repoId: 'repo',
  };

  return {
    deps,
    ports,
    memory,
    records,
    lines,
    /** The ledger's lines as written. */
    raw,
    /** Ids of transcripts that were read, in order. */
    reads,
    anchors,
    cache,
    record,
    finding,
    review,
    accept: (f: Finding, say: Say = {}) => verdictOn(f, 'accept', say),
    dismiss: (f: Finding, say: Say = {}) => verdictOn(f, 'dismiss', say),
    contest: (f: Finding, say: Say = {}) => verdictOn(f, 'contest', say),
    withdraw: (f: Finding, by: Speaker = 'person') => record({ type: 'withdrawn', fingerprint: f.fingerprint, by }),
    outcome: (f: Finding, outcome: 'fixed' | 'survived' | 'rewritten' | 'absent') =>
      record({ type: 'outcome', review: 'r-000000', fingerprint: f.fingerprint, outcome, seenIn: 'commit', subject: subjectOf(f) }),
    overrule: (held: HeldBack, by: Speaker = 'person') =>
      record({
        type: 'overruled',
        review: 'r-000000',
        fingerprint: held.finding.fingerprint,
        lesson: held.lesson ?? assert.fail('a lesson holds it back'),
        by,
        subject: subjectOf(held.finding),
      }),
    dream: (request: Partial<DreamRequest> = {}, signal = new AbortController().signal): Promise<DreamReport> =>
      dream(deps, { trigger: 'command', apply: 'auto', ...request }, { signal }),
  };
}

export function memoryCache(): EpisodeCache & { values: Map<string, string> } {
  const values = new Map<string, string>();
  return {
    values,
    get: async (key) => {
      const text = values.get(key);
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },
    version: async (key) => values.get(key),
    put: async (key, value) => void values.set(key, JSON.stringify(value)),
    stage: async (key, value) => {
      const text = JSON.stringify(value);
      return async () => void values.set(key, text);
    },
  };
}

/** Shows `count` findings of a rule below a folder, one review each, and dismisses them all. */
export async function dismissMany(w: World, count: number, sketch: FindingSketch, say: Say = {}): Promise<void> {
  for (let i = 0; i < count; i++) {
    const { shown } = await w.review([{ ...sketch, path: sketch.path.replace('*', String(i)) }]);
    for (const f of shown) w.dismiss(f, say);
  }
}

function recordOf(id: string, file: string, state: TranscriptState): TranscriptRecord {
  return { id, source, path: `/storage/${file}`, file, state, events: [], hashes: [], unreadable: [] };
}
