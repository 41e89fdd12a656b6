/** Experience: everything a dream can learn from, and which part of it is new since the last one. */
import type { CodeEvidence, EventEvidence } from '../memory/lesson.js';
import type { Clock, Hasher } from '../ports.js';
import type { Ledger, LedgerLine, TranscriptEntry, TranscriptStore } from '../transcript/transcript-store.js';
import type { DreamDigest } from './dream-digest.js';
import { digestTranscripts, type DigestDeps, type Digests, type Episode, type EpisodeFinding } from './episode.js';
import { dreamIdPrefix } from './journal.js';
import { reviewDeeds, type ReviewDeeds } from './lesson-uses.js';
import { observe, teaches, type Observation } from './observation.js';
import { wrongClockMs } from './schedule.js';

export type Experience = {
  episodes: Episode[];
  dreams: DreamDigest[];
  /** How many reviews are still being written. */
  open: number;
  observations: Observation[];
  /** The ledger, in order; and of those that can teach, the ones that no dream has read. */
  lines: LedgerLine[];
  newLines: LedgerLine[];
  /** How many ledger events can teach. */
  verdicts: number;
  newEpisodes: Episode[];
  newVerdicts: number;
  /** What reviews tell of lessons. */
  deeds: ReviewDeeds;
  /** Lines of each ledger file, by `<source>/<file>`, where they differ from what the last dreams had read. */
  ledgerMarks: Map<string, { source: string; file: string; seq: number; hash: string }>;
  /** What a person discarded, by lesson, with the instant. */
  discarded: Map<string, string>;
  /** The fingerprint that a cited verdict speaks of; undefined when the line cannot be reached. */
  citedFingerprint: (evidence: EventEvidence) => string | undefined;
  problems: string[];
};

export type ExperienceDeps = DigestDeps & { ledger: Pick<Ledger, 'read'> };

/** With `settle`, it waits until it is known which open transcripts are abandoned: a dream learns from those too. */
export async function readExperience(
  deps: ExperienceDeps,
  { signal, settle }: { signal?: AbortSignal; settle?: TranscriptStore['settle'] } = {},
): Promise<Experience> {
  const reading = signal ? { signal } : {};
  const digests = await digestTranscripts(deps, reading);
  if (settle && digests.open.length > 0) await settleOpen(digests, deps, (open) => settle(open, reading));
  const { episodes, dreams } = digests;
  // the ledger last: a verdict on what was read is read too
  const { lines, problems } = await deps.ledger.read();
  const done = dreams.filter((d) => d.state === 'done');
  const known = new Set(done.flatMap((d) => d.reviews));
  const marks = marksOf(done);
  const teaching = lines.filter(teaches);
  const newLines = teaching.filter((line) => line.event.seq >= (marks.get(fileKey(line)) ?? 0));
  return {
    episodes,
    dreams,
    open: digests.open.filter(({ id }) => !id.startsWith(`${dreamIdPrefix}-`)).length,
    observations: observe(lines),
    lines,
    newLines,
    verdicts: teaching.length,
    newEpisodes: episodes.filter((e) => !known.has(e.review)),
    newVerdicts: newLines.length,
    deeds: reviewDeeds(episodes),
    ledgerMarks: newMarks(lines, marks),
    discarded: discardedLessons(lines, dreams),
    citedFingerprint: citations(lines),
    problems: [...digests.problems, ...problems.map((p) => `${p.file}: ${p.reason}`)],
  };
}

/** Adds the transcripts that turn out to be abandoned, or were sealed meanwhile, in the order of their beginning. */
async function settleOpen(digests: Digests, deps: DigestDeps, settle: (open: TranscriptEntry[]) => Promise<void>): Promise<void> {
  await settle(digests.open);
  const open = new Set(digests.open.map((entry) => entry.path));
  const settled = await digestTranscripts(deps, { only: (entry) => open.has(entry.path) });
  digests.episodes = [...digests.episodes, ...settled.episodes].sort(byStart);
  digests.dreams = [...digests.dreams, ...settled.dreams].sort(byStart);
  digests.open = settled.open;
  digests.problems.push(...settled.problems);
}

function byStart(a: { startedAt: string }, b: { startedAt: string }): number {
  return a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0;
}

export type DreamState = { lastDreamAt?: string; lastAttemptAt?: string; newTranscripts: number; newVerdicts: number };

/** When the last dream came to its end, when the last one of any kind did, and how much there is that no dream has read. */
export async function dreamState(deps: ExperienceDeps & { clock: Pick<Clock, 'now'> }): Promise<DreamState> {
  const { dreams, newEpisodes, newVerdicts } = await readExperience(deps);
  const latestEnd = deps.clock.now().getTime() + wrongClockMs;
  const ends = (of: DreamDigest[]): string | undefined =>
    of
      .map((d) => d.endedAt)
      .filter((at) => Date.parse(at) <= latestEnd)
      .sort()
      .at(-1);
  const lastDreamAt = ends(dreams.filter((d) => d.state === 'done'));
  const lastAttemptAt = ends(dreams);
  return {
    ...(lastDreamAt !== undefined && { lastDreamAt }),
    ...(lastAttemptAt !== undefined && { lastAttemptAt }),
    newTranscripts: newEpisodes.length,
    newVerdicts,
  };
}

/** The code of a finding as evidence, from the newest review that saw it on its lines. */
export function codeOf(episodes: Episode[], hash: Pick<Hasher, 'sha256'>): (fingerprint: string) => CodeEvidence | undefined {
  let seen: Map<string, EpisodeFinding> | undefined;
  return (fingerprint) => {
    seen ??= new Map(episodes.flatMap((e) => e.findings).flatMap((f) => (f.lines ? [[f.fingerprint, f] as const] : [])));
    const finding = seen.get(fingerprint);
    if (!finding?.lines || finding.quote === undefined) return undefined;
    return { type: 'code', path: finding.path, ...finding.lines, hash: hash.sha256(finding.quote), quote: finding.quote };
  };
}

/** Keeps the later of two instants. */
export function latest(since: Map<string, string>, lesson: string, at: string): void {
  const before = since.get(lesson);
  if (before === undefined || before < at) since.set(lesson, at);
}

const markPrefix = 'ledger:';

/** How a dream's `ended` event keeps the marks: as counts of lines. */
export function marksAsCounts(marks: Experience['ledgerMarks']): Record<string, number> {
  return Object.fromEntries([...marks].map(([key, { seq }]) => [`${markPrefix}${key}`, seq + 1]));
}

function marksOf(dreams: DreamDigest[]): Map<string, number> {
  const marks = new Map<string, number>();
  for (const { counts } of dreams) {
    for (const [name, count] of Object.entries(counts)) {
      if (!name.startsWith(markPrefix)) continue;
      const key = name.slice(markPrefix.length);
      marks.set(key, Math.max(marks.get(key) ?? 0, count));
    }
  }
  return marks;
}

function newMarks(lines: LedgerLine[], marks: Map<string, number>): Experience['ledgerMarks'] {
  const last: Experience['ledgerMarks'] = new Map();
  for (const line of lines) {
    const key = fileKey(line);
    const { seq } = line.event;
    if (seq < (marks.get(key) ?? 0) || seq < (last.get(key)?.seq ?? 0)) continue;
    last.set(key, { source: line.source.id, file: line.file, seq, hash: line.hash });
  }
  return last;
}

function discardedLessons(lines: LedgerLine[], dreams: DreamDigest[]): Map<string, string> {
  const discarded = new Map<string, string>();
  for (const { event } of lines) {
    if (event.type !== 'proposal-decided' || event.decision !== 'discard' || event.by !== 'person') continue;
    const operations = dreams.find((d) => d.dream === event.dream)?.operations;
    const lesson = operations?.find((o) => o.operation.id === event.operation)?.operation.lesson;
    if (lesson !== undefined) latest(discarded, lesson, event.at);
  }
  return discarded;
}

function citations(lines: LedgerLine[]): Experience['citedFingerprint'] {
  let cited: Map<string, string> | undefined;
  return ({ source, file, seq }) => {
    cited ??= new Map(
      lines.flatMap((l) => ('fingerprint' in l.event ? [[`${fileKey(l)}#${l.event.seq}`, l.event.fingerprint] as const] : [])),
    );
    return cited.get(`${source}/${file}#${seq}`);
  };
}

function fileKey({ source, file }: Pick<LedgerLine, 'source' | 'file'>): string {
  return `${source.id}/${file}`;
}
