/** Finds by itself what became of open findings of earlier reviews: in the commits since, and in whether HEAD still has their change. */
import type { Analyzer } from '../../../core/analysis/analyzer.js';
import type { Repo } from '../../../core/changes/change-set.js';
import { linesOf } from '../../../core/changes/lines.js';
import { placeAnchor } from '../../../core/changes/place-anchor.js';
import type { MemoryStore } from '../../../core/memory/memory-store.js';
import type { Ports, Redact } from '../../../core/ports.js';
import { isOpen } from '../../../core/review/fixed.js';
import type { KnownFinding } from '../../../core/review/known-finding.js';
import { followFinding, type Commit } from '../../../core/review/outcomes/follow-finding.js';
import { type FoundOutcome, newOutcomes, outcomePayload } from '../../../core/review/outcomes/new-outcomes.js';
import type { OutcomesReport } from '../../../core/review/outcomes/outcomes-report.js';
import type { Ledger } from '../../../core/transcript/transcript-store.js';
import { decodeText } from '../../changes/decode-text.js';
import { readHead } from '../../changes/commits.js';
import { workTree } from '../../changes/work-tree.js';
import { type BlobReader, openBlobReader } from '../../git/blob-reader.js';
import { type RepoGit, repoGit } from '../../git/repo-git.js';
import { openAskRules } from './ask-rules.js';
import { commitLog, forkOf, idsSince } from './commit-log.js';
import { isAncestorOf } from './is-ancestor-of.js';

export type OutcomeFinderDeps = {
  repo: Repo;
  ports: Pick<Ports, 'clock'>;
  redact: Redact;
  /** The rules over syntax trees and texts. */
  rules: Analyzer;
  ledger: Ledger;
  memory: Pick<MemoryStore, 'writable' | 'lease'>;
  known: () => Promise<Map<string, KnownFinding>>;
};

/** `known`: other findings than those of all reviews. */
export type OutcomeSearch = { signal: AbortSignal; milliseconds?: number; known?: OutcomeFinderDeps['known'] };
export type OutcomeFinder = { find(options: OutcomeSearch): Promise<OutcomesReport> };

/** What one search may cost at most; what is left over is counted, and followed by a later one. */
const most = { findings: 1_000, commits: 500, milliseconds: 10_000 };
const maxBytes = 2_000_000;

export function openOutcomeFinder(deps: OutcomeFinderDeps): OutcomeFinder {
  /** Up to which HEAD each finding was followed, by fingerprint: the same again has nothing new to tell. */
  const done = new Map<string, string>();
  return {
    async find({ signal, milliseconds = most.milliseconds, known = deps.known }) {
      const open = openFindings(await known());
      const report: OutcomesReport = { recorded: [], followed: 0, left: 0 };
      if (open.length === 0) return report;
      const git = repoGit(deps.repo.root, { bigFile: maxBytes });
      const { commit: head } = await readHead(git, signal);
      if (head === undefined) return report;
      const mark = ({ last }: KnownFinding): string => `${head} ${last.at}`;
      const waiting = open.filter((finding) => done.get(finding.last.finding.fingerprint) !== mark(finding));
      if (waiting.length === 0) return report;
      const blobs = openBlobReader(git, { maxBytes, signal });
      try {
        const search = await openSearch(deps, { git, blobs, head, signal }, milliseconds);
        const { found, followed } = await search(waiting.slice(0, most.findings));
        const recorded = await record(deps, found, head, signal);
        if (recorded) for (const finding of followed) done.set(finding.last.finding.fingerprint, mark(finding));
        return { recorded: recorded ?? [], followed: followed.length, left: waiting.length - followed.length };
      } finally {
        await blobs.close();
      }
    },
  };
}

/** Newest first: they are what a person works on. */
function openFindings(known: Map<string, KnownFinding>): KnownFinding[] {
  return [...known.values()]
    .filter((finding) => isOpen(finding) && finding.last.finding.anchor.state === 'exact' && finding.last.finding.anchor.side === 'new')
    .sort((a, b) => (a.last.at < b.last.at ? 1 : -1));
}

type Reading = { git: RepoGit; blobs: BlobReader; head: string; signal: AbortSignal };
type Search = (open: KnownFinding[]) => Promise<{ found: FoundOutcome[]; followed: KnownFinding[] }>;

async function openSearch(deps: OutcomeFinderDeps, { git, blobs, head, signal }: Reading, milliseconds: number): Promise<Search> {
  const texts = new Map<string, Promise<{ text: string; lines: string[] } | undefined>>();
  const read = (name: string): Promise<{ text: string; lines: string[] } | undefined> => {
    let text = texts.get(name);
    if (!text) {
      if (texts.size >= 400) texts.clear();
      text = blobs.read(name).then((blob) => {
        const content = blob.state === 'found' ? decodeText(blob.bytes) : undefined;
        return content?.state === 'text' ? { text: content.text, lines: linesOf(deps.redact(content.text)) } : undefined;
      });
      texts.set(name, text);
    }
    return text;
  };
  const ask = openAskRules(deps.rules);
  const tree = workTree(deps.repo.root, { maxBytes });
  const loose = new Map<string, Promise<string[] | undefined>>();
  const inTree = (path: string): Promise<string[] | undefined> => {
    let lines = loose.get(path);
    if (!lines) {
      lines = tree.read(path).then((file) => {
        const content = file.state === 'file' ? decodeText(file.bytes) : undefined;
        return content?.state === 'text' ? linesOf(deps.redact(content.text)) : undefined;
      });
      loose.set(path, lines);
    }
    return lines;
  };

  /** Undefined where the change still stands; else why it does not. */
  const absence = async ({ last: { finding, scope } }: KnownFinding, descends: boolean): Promise<string | undefined> => {
    const { anchor } = finding;
    const isThere = (lines: string[] | undefined): boolean => {
      const placed = lines && placeAnchor(anchor, lines);
      return placed !== undefined && (placed.state === 'exact' || placed.matches > 0);
    };
    const [committed, present] = await Promise.all([read(`${head}:${anchor.path}`), inTree(anchor.path)]);
    if (isThere(committed?.lines) || isThere(present)) return undefined;
    if (!descends) return 'HEAD is on another line of history, without it';
    // uncommitted work that was never committed, and is not there any more
    const own = scope.kind === 'uncommitted' || scope.kind === 'unstaged' || scope.kind === 'staged';
    const untouched = JSON.stringify(committed?.lines ?? []) === JSON.stringify(present ?? []);
    return own && untouched ? 'the uncommitted change is not there any more' : undefined;
  };

  return async (open) => {
    const found: FoundOutcome[] = [];
    const began = deps.ports.clock.monotonic();
    const heads = [...new Set(open.flatMap((f) => f.last.headCommit ?? []))];
    const descends = await isAncestorOf(git, heads, head, signal);
    const starts = heads.filter((commit) => descends.has(commit) && commit !== head);
    const fork = starts.length > 0 ? await forkOf(git, starts, signal) : undefined;
    const log =
      starts.length > 0 ? await commitLog(git, { since: fork === undefined ? [] : [fork], head, limit: most.commits }, signal) : [];
    const after = new Map<string, readonly Commit[]>([[head, []]]);
    const flagged = anchorsByFile(open);
    const followed: KnownFinding[] = [];
    for (const finding of open) {
      signal.throwIfAborted();
      if (deps.ports.clock.monotonic() - began > milliseconds) break;
      followed.push(finding);
      const { last } = finding;
      const from = last.headCommit;
      if (from === undefined) continue;
      if (!descends.has(from)) {
        const why = await absence(finding, false);
        if (why !== undefined) found.push({ finding, outcome: 'absent', basis: 'place', why, seenIn: head });
        continue;
      }
      let commits = after.get(from);
      if (!commits) {
        const ids = await idsSince(git, from, head, most.commits, signal);
        after.set(from, (commits = log.filter((commit) => ids.has(commit.id))));
      }
      const { path } = last.finding.anchor;
      const { outcomes, stood } = await followFinding({
        sighting: last,
        seenBlob: `${from}:${path}`,
        commits,
        lines: async (blob) => (await read(blob))?.lines,
        fires: async (blob, at, range, old) => {
          const version = await read(blob);
          // the commit whose rules of the team count is HEAD: they are those of today
          return version
            ? ask({ finding: last.finding, commit: head, blob, path: at, text: version.text, range, old }, signal)
            : { state: 'unknown' };
        },
        flagged: (flagged.get(`${last.review} ${path}`) ?? []).filter((anchor) => anchor !== last.finding.anchor),
      });
      for (const { commit, ...outcome } of outcomes) found.push({ finding, ...outcome, seenIn: commit });
      if (outcomes.length === 0 && !stood) {
        const why = await absence(finding, true);
        if (why !== undefined) found.push({ finding, outcome: 'absent', basis: 'place', why, seenIn: head });
      }
    }
    return { found, followed };
  };
}

function anchorsByFile(open: KnownFinding[]): Map<string, KnownFinding['last']['finding']['anchor'][]> {
  const files = new Map<string, KnownFinding['last']['finding']['anchor'][]>();
  for (const { last } of open) {
    const key = `${last.review} ${last.finding.anchor.path}`;
    files.set(key, [...(files.get(key) ?? []), last.finding.anchor]);
  }
  return files;
}

/** Writes what the ledger does not hold yet. Undefined when another window is at it: it finds the same. */
async function record(
  deps: OutcomeFinderDeps,
  found: FoundOutcome[],
  head: string,
  signal: AbortSignal,
): Promise<FoundOutcome[] | undefined> {
  if (found.length === 0) return [];
  // what a commit showed is recorded after the review that it is newer than: however long the ledger is, its end tells
  const since = found.map(({ finding }) => finding.last.at).sort()[0] ?? '';
  const recorded = async () => (await deps.ledger.read({ since })).lines.map((line) => line.event);
  if (newOutcomes(found, await recorded()).length === 0) return [];
  const lease = deps.memory.writable ? await deps.memory.lease('outcomes', { signal, wait: true }) : undefined;
  if (lease?.state === 'refused') return undefined;
  try {
    const fresh = newOutcomes(found, await recorded());
    await Promise.all(fresh.map((outcome) => deps.ledger.append(outcomePayload(outcome, head))));
    return fresh;
  } finally {
    await lease?.lease.release();
  }
}
