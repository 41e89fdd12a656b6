/** Episodes: what a dream keeps of one review. A transcript that will not change any more is digested once and cached. */
import * as z from 'zod';
import { LineRange } from '../changes/change-set.js';
import type { Finding } from '../review/finding.js';
import { ignoreWord } from '../review/inline-ignore.js';
import type { SkipTranscript, TranscriptEntry, TranscriptRecord, TranscriptStore } from '../transcript/transcript-store.js';
import { Grade } from '../transcript/agent-events.js';
import { Usage } from '../transcript/transcript-event.js';
import { countOf } from '../transcript/count-of.js';
import { breathe } from './breathe.js';
import { DreamDigest, digestDream } from './dream-digest.js';
import { kindOf, type TroubleKind, troubleKinds } from './trouble-kind.js';

/** Keeps digests between dreams. Only ever a saving: a lost or damaged value is made again. */
export interface EpisodeCache {
  get(key: string): Promise<unknown>;
  /** Tells values of a key apart, at the cost of a small read; undefined for none. */
  version(key: string): Promise<string | undefined>;
  put(key: string, value: unknown): Promise<void>;
  /** Brings a value to where it needs only to be put in its place, which the given function does. One process at a time stages a key. */
  stage(key: string, value: unknown): Promise<() => Promise<void>>;
}

/** What learning needs of a finding; its verdict is joined by the fingerprint. `seq` and `hash` point to its line. */
export const EpisodeFinding = z.object({
  fingerprint: z.string(),
  seq: z.int(),
  hash: z.string(),
  rule: z.string().optional(),
  security: z.boolean(),
  path: z.string(),
  symbol: z.string().optional(),
  source: z.string(),
  quote: z.string().optional(),
  /** Where the quote stood; absent for a finding on the file. */
  lines: LineRange.optional(),
  lessons: z.array(z.string()),
  /** The lesson that held it back. */
  heldBy: z.string().optional(),
});
export type EpisodeFinding = z.infer<typeof EpisodeFinding>;

export const Episode = z.object({
  kind: z.literal('review'),
  review: z.string(),
  source: z.string(),
  file: z.string(),
  startedAt: z.string(),
  endedAt: z.string(),
  state: z.enum(['done', 'cancelled', 'failed', 'skipped', 'abandoned']),
  memory: z.string().nullable(),
  recalled: z.array(z.string()),
  dormant: z.array(z.string()),
  failures: z.int(),
  /** What failed, the first of it: a part of the review, or an agent's tool. `seq` and `hash` point to the line. */
  troubles: z.array(z.object({ seq: z.int(), hash: z.string(), where: z.string(), reason: z.string() })),
  /** Calls of tools that failed, or that asked the same again. */
  wastedCalls: z.int(),
  /** The agents that ran. */
  agents: z.array(z.object({ name: z.string(), isSpecialist: z.boolean() })),
  /** Those calls, the first of them, of tools that the agent had been given; `seq` and `hash` point to the line that has the tool's name. */
  vain: z.array(z.object({ seq: z.int(), hash: z.string(), agent: z.string(), tool: z.string(), kind: z.enum(troubleKinds) })),
  /** What it took; absent for an abandoned one. */
  usage: Usage.optional(),
  /** How it was graded at last. */
  grade: z.object({ seq: z.int(), hash: z.string(), state: Grade.shape.state, rounds: z.int() }).optional(),
  findings: z.array(EpisodeFinding),
});
export type Episode = z.infer<typeof Episode>;

const Digest = z.discriminatedUnion('kind', [Episode, DreamDigest]);
type Digest = z.infer<typeof Digest>;

export type Digests = {
  /** All that were looked at. */
  entries: TranscriptEntry[];
  /** Oldest first, as the store lists them. */
  episodes: Episode[];
  dreams: DreamDigest[];
  /** Transcripts that are still being written: a later dream reads them. */
  open: TranscriptEntry[];
  /** What could not be read, with the file and the reason, and what could not be cached: a dream goes on without. */
  problems: string[];
  /** How many were skipped, and the keys (`<source>/<file>`) of those that were read whole and will not change any more. */
  skipped: number;
  sealed: string[];
};

export type DigestDeps = { transcripts: Pick<TranscriptStore, 'list' | 'read'>; cache?: EpisodeCache };

export type DigestOptions = {
  /** Those that are left alone. */
  skip?: SkipTranscript;
  /** Those of an earlier list: they may have grown since, so the cache is left alone. */
  again?: TranscriptEntry[];
  signal?: AbortSignal;
};

/** Digests every sealed or abandoned transcript; open ones wait. Only those that are not cached are read. */
export async function digestTranscripts(deps: DigestDeps, options: DigestOptions = {}): Promise<Digests> {
  const { transcripts } = deps;
  const cache = options.again ? undefined : deps.cache;
  const cacheProblems: string[] = [];
  let skipped = 0;
  const skip: SkipTranscript = (id, source) => {
    const is = options.skip?.(id, source) ?? false;
    if (is) skipped += 1;
    return is;
  };
  const entries = options.again ?? (await transcripts.list(options.skip ? { skip } : {}));
  const digests: Digests = { entries, episodes: [], dreams: [], open: [], problems: [], skipped, sealed: [] };
  for (const [index, entry] of entries.entries()) {
    if (index % 64 === 63) await breathe();
    options.signal?.throwIfAborted();
    const key = `digest 3 ${entry.source.id} ${entry.file} ${entry.bytes}`;
    let digest = await cached(cache, key);
    if (digest) digests.sealed.push(`${entry.source.id}/${entry.file}`);
    if (!digest) {
      const record = await transcripts.read(entry);
      if (record.state === 'open') {
        digests.open.push(entry);
        continue;
      }
      digest = digestRecord(record);
      const problems = problemsOf(record);
      digests.problems.push(...problems);
      // what is unreadable today may be read by a newer version, or from a backup
      if (digest && record.state === 'sealed' && problems.length === 0) {
        digests.sealed.push(`${entry.source.id}/${entry.file}`);
        await keep(cache, key, digest, cacheProblems);
      }
    }
    if (digest?.kind === 'review') digests.episodes.push(digest);
    else if (digest) digests.dreams.push(digest);
  }
  digests.problems.push(...cacheProblems);
  return digests;
}

/** What a transcript that nobody writes any more does not tell, with its file: one line for each reason. */
function problemsOf(record: TranscriptRecord): string[] {
  const reasons = new Map<string, number>();
  for (const { reason } of record.unreadable) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const problems = [...reasons].map(([reason, lines]) =>
    record.state === 'unreadable' ? reason : `${countOf(lines, 'line')} cannot be read: ${reason}`,
  );
  if (record.torn) problems.push(`torn last line: ${record.torn.bytes} bytes are not read`);
  if (record.state !== 'unreadable' && record.events[0]?.type !== 'started')
    problems.push('nothing is learned from it: its beginning cannot be read');
  return problems.map((problem) => `${record.path}: ${problem}`);
}

function digestRecord(record: TranscriptRecord): Digest | undefined {
  const started = record.events[0];
  if (started?.type !== 'started') return undefined;
  return started.kind === 'dream' ? digestDream(record) : digestReview(record);
}

export function digestReview({ source, file, events, hashes }: TranscriptRecord): Episode | undefined {
  const started = events[0];
  if (started?.type !== 'started' || started.kind !== 'review') return undefined;
  const episode: Episode = {
    kind: 'review',
    review: started.id,
    source: source.id,
    file,
    startedAt: started.at,
    endedAt: events.at(-1)?.at ?? started.at,
    state: 'abandoned',
    memory: started.memory,
    recalled: [],
    dormant: [],
    failures: 0,
    troubles: [],
    wastedCalls: 0,
    agents: [],
    vain: [],
    findings: [],
  };
  const asked = new Set<string>();
  const note = ({ reason, ...trouble }: Episode['troubles'][number]): void => {
    if (episode.troubles.length < mostTroubles) episode.troubles.push({ ...trouble, reason: reason.slice(0, longestReason) });
  };
  const agents = new Map<string, { name: string; tools: string[] }>();
  const noteVain = (at: { seq: number; hash: string }, of: string, tool: string, kind: TroubleKind): void => {
    const agent = agents.get(of);
    // a tool that there is not is a model's word, and teaches nothing
    if (agent?.tools.includes(tool) && episode.vain.length < mostVain) episode.vain.push({ ...at, agent: agent.name, tool, kind });
  };
  for (const [index, event] of events.entries()) {
    const at = { seq: event.seq, hash: hashes[index] ?? '' };
    if (event.type === 'recalled') {
      episode.recalled = event.lessons.map((l) => l.lesson);
      episode.dormant = event.dormant.map((d) => d.lesson);
    } else if (event.type === 'finding') episode.findings.push({ ...keepOf(event.finding), ...at });
    // a comment in the code is nobody's verdict: nothing is learned from what it silences
    else if (event.type === 'held-back' && event.held.lesson === undefined) continue;
    else if (event.type === 'held-back') episode.findings.push({ ...keepOf(event.held.finding), ...at, heldBy: event.held.lesson });
    else if (event.type === 'failure' && event.where !== ignoreWord) {
      episode.failures += 1;
      note({ ...at, where: event.where, reason: event.reason });
    } else if (event.type === 'agent-started') {
      agents.set(event.agent, event);
      if (!episode.agents.some((a) => a.name === event.name))
        episode.agents.push({ name: event.name, isSpecialist: event.role === 'specialist' });
    } else if (event.type === 'turn') {
      for (const { name, input } of event.calls) {
        const call = `${event.agent} ${name} ${JSON.stringify(input)}`;
        if (asked.has(call)) {
          episode.wastedCalls += 1;
          noteVain(at, event.agent, name, 'again');
        }
        asked.add(call);
      }
    } else if (event.type === 'tool-result' && event.isError) {
      episode.wastedCalls += 1;
      noteVain(at, event.agent, event.name, kindOf(event.text));
      note({ ...at, where: event.name, reason: event.text });
    } else if (event.type === 'graded') episode.grade = { ...at, state: event.grade.state, rounds: event.grade.rounds };
    else if (event.type === 'ended') {
      episode.state = event.state;
      episode.usage = event.usage;
    }
  }
  return episode;
}

const mostTroubles = 20;
const mostVain = 100;
const longestReason = 300;

/** A longer quote is not worth a place in every cache. */
const longestQuote = 2000;

function keepOf({ fingerprint, rule, security, anchor, source, lessons }: Finding): Omit<EpisodeFinding, 'seq' | 'hash'> {
  const quote = anchor.quote !== undefined && anchor.quote.length <= longestQuote ? anchor.quote : undefined;
  return {
    fingerprint,
    rule,
    security,
    path: anchor.path,
    symbol: anchor.symbol,
    source: source.name,
    quote,
    ...(anchor.state === 'exact' &&
      anchor.side === 'new' &&
      quote !== undefined && { lines: { startLine: anchor.startLine, endLine: anchor.endLine } }),
    lessons,
  };
}

async function cached(cache: EpisodeCache | undefined, key: string): Promise<Digest | undefined> {
  // a cache that cannot be read is an empty one
  const value = await cache?.get(key).catch(() => undefined);
  const parsed = Digest.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

async function keep(cache: EpisodeCache | undefined, key: string, digest: Digest, problems: string[]): Promise<void> {
  try {
    await cache?.put(key, digest);
  } catch (cause) {
    if (problems.length === 0) problems.push(`digests cannot be cached: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
