/** Follows one finding through later commits: which of them settled it, and which edited the code near it and left it standing. */
import type { Anchor } from '../../changes/anchor.js';
import { addedLines } from '../../changes/added-lines.js';
import type { LineRange } from '../../changes/change-set.js';
import { hunksBetween } from '../../changes/hunks-between.js';
import { type LineMap, lineMap } from '../../changes/line-map.js';
import { makeAnchor } from '../../changes/make-anchor.js';
import { placeAnchor } from '../../changes/place-anchor.js';
import { goneInPlace } from '../fixed.js';
import type { Sighting } from '../known-finding.js';
import { churnOf } from './churn.js';
import { type Classified, classifyOutcome, type OutcomeInput } from './classify-outcome.js';
import type { Churn, Outcome, OutcomeBasis } from './outcome.js';

/** One file of one commit, against its first parent. */
export type CommitFile = { status: string; path: string; oldPath?: string; oldBlob?: string; newBlob?: string };
/** `reverts`: its message says that it takes another commit back. */
export type Commit = { id: string; reverts: boolean; files: CommitFile[] };

/** Whether the rule says it again of a version: where, not at all, or nobody can be asked. */
export type Fires = { state: 'yes'; at: LineRange } | { state: 'no' | 'unknown' };

export type FollowInput = {
  sighting: Pick<Sighting, 'finding' | 'oldBlob' | 'newBlob'>;
  /** The file in HEAD of the review that saw it, for a finding of uncommitted work. */
  seenBlob?: string;
  /** Those after the review, oldest first, along one line of history. */
  commits: readonly Commit[];
  /** Redacted lines of a blob; undefined when it is no text, or out of reach. */
  lines: (blob: string, path: string) => Promise<string[] | undefined>;
  /** Asks whoever said it about the range of a version (a blob and a path). `old` are the lines that stood there before. */
  fires: (blob: string, path: string, range: LineRange, old: string[]) => Promise<Fires>;
  /** Anchors of all findings of that review in the file: churn is counted beside them. */
  flagged: readonly Anchor[];
};

/** In the order in which they happened. Only the last one can be other than `survived`. `stood`: a commit had the flagged code. */
export type Followed = { outcomes: FollowedOutcome[]; stood: boolean };
export type FollowedOutcome = { outcome: Outcome; basis: OutcomeBasis; why: string; commit: string; churn?: Churn };

/** So often is it noted that a finding survived: the same thing again adds little. */
const mostSurvived = 3;

type Version = { blob: string; lines: string[]; anchor: Anchor };
/** The first committed version with the flagged code: what the change brought, and the file before it. */
type Origin = Version & { brought: LineRange[]; beforeBlob: string | undefined; before: string[] | undefined };

export async function followFinding(input: FollowInput): Promise<Followed> {
  const { anchor } = input.sighting.finding;
  const followed: Followed = { outcomes: [], stood: false };
  if (anchor.state !== 'exact' || anchor.side === 'old') return followed;
  let path = anchor.path;
  // most files are left alone by most commits
  if (!input.commits.some(({ files }) => files.some((f) => f.path === path || f.oldPath === path)))
    return { outcomes: [], stood: input.sighting.newBlob !== undefined };
  let origin = await firstVersion(input);
  let version: Version | undefined = origin;
  for (const { id: commit, reverts, files } of input.commits) {
    const file = files.find((f) => f.oldPath === path && f.status === 'R') ?? files.find((f) => f.path === path);
    if (!file) continue;
    const lines = file.newBlob === undefined ? undefined : await input.lines(file.newBlob, file.path);
    if (!version || !origin) {
      path = file.path;
      if (!lines || file.newBlob === undefined) continue;
      version = origin = await arrival(anchor, { ...file, newBlob: file.newBlob }, lines, input);
      if (!version && (await fixedOnTheWay(input, file, lines)))
        return { ...followed, outcomes: [{ outcome: 'fixed', ...fixedUnseen, commit }] };
      continue;
    }
    if (file.oldBlob !== version.blob) {
      // another line of history came in between: is it this code that it edits?
      const met: Version | undefined = await meet(version.anchor, file, input);
      if (!met) continue;
      version = met;
    }
    if (file.status !== 'D' && !lines) return { ...followed, stood: true };
    const map = mapOf(version.lines, lines ?? []);
    const classified = await classify(input, { version, origin, file, lines, map, reverts });
    path = file.path;
    if (classified.outcome === 'none') {
      if (!classified.now || !lines) return { ...followed, stood: true };
    } else {
      const { outcome, basis, why } = classified;
      const churn = churnOf({
        oldLines: origin.lines,
        brought: origin.brought,
        flagged: flaggedIn(origin, input),
        map: mapOf(origin.lines, lines ?? []),
      });
      const survived = followed.outcomes.length;
      if (outcome !== 'survived' || survived < mostSurvived)
        followed.outcomes.push({ outcome, basis, why, commit, ...(churn.lines > 0 && { churn }) });
      if (outcome !== 'survived' || !classified.now || !lines) return { ...followed, stood: true };
    }
    version = { blob: file.newBlob!, lines, anchor: anchorAt(version.anchor, path, lines, classified.now) };
  }
  return { ...followed, stood: version !== undefined };
}

const fixedUnseen = { basis: 'place', why: 'the change was committed without it' } as const;

/** The version that the review saw, when that was committed; for uncommitted work, its file in HEAD when the code was there already. */
async function firstVersion({ sighting, seenBlob, lines: read }: FollowInput): Promise<Origin | undefined> {
  const { anchor } = sighting.finding;
  const blob = sighting.newBlob ?? seenBlob;
  const lines = blob === undefined ? undefined : await read(blob, anchor.path);
  if (blob === undefined || !lines) return undefined;
  const placed = placeAnchor(anchor, lines);
  if (placed.state !== 'exact') return undefined;
  const version = { blob, lines, anchor: anchorAt(anchor, anchor.path, lines, placed) };
  // what stood in HEAD already was not brought by the uncommitted work
  if (sighting.newBlob === undefined) return { ...version, brought: [], beforeBlob: undefined, before: undefined };
  return { ...version, ...(await broughtBy(sighting.oldBlob, anchor.path, lines, read)) };
}

/** The commit that brings the flagged code of uncommitted work. */
async function arrival(
  anchor: Anchor,
  file: CommitFile & { newBlob: string },
  lines: string[],
  { lines: read }: FollowInput,
): Promise<Origin | undefined> {
  const placed = placeAnchor(anchor, lines);
  if (placed.state !== 'exact') return undefined;
  const brought = await broughtBy(file.oldBlob, file.oldPath ?? file.path, lines, read);
  return { blob: file.newBlob, lines, anchor: anchorAt(anchor, file.path, lines, placed), ...brought };
}

async function broughtBy(
  beforeBlob: string | undefined,
  path: string,
  lines: string[],
  read: FollowInput['lines'],
): Promise<Pick<Origin, 'brought' | 'beforeBlob' | 'before'>> {
  const before = beforeBlob === undefined ? [] : await read(beforeBlob, path);
  const brought = before ? addedLines({ hunks: hunksBetween(textOf(before), textOf(lines)) }) : [];
  return { brought, beforeBlob, before: beforeBlob === undefined ? undefined : before };
}

/** True when the uncommitted work was committed with the finding mended: the code around it came with this commit, and it did not. */
async function fixedOnTheWay({ sighting, lines: read, fires, flagged }: FollowInput, file: CommitFile, lines: string[]): Promise<boolean> {
  const { finding, oldBlob } = sighting;
  const before = file.oldBlob === undefined ? [] : await read(file.oldBlob, file.oldPath ?? file.path);
  if (!before || file.newBlob === undefined) return false;
  const added = addedLines({ hunks: hunksBetween(textOf(before), textOf(lines)) });
  const earlier = oldBlob === undefined ? undefined : read(oldBlob, finding.anchor.path);
  if (!(await goneInPlace(finding.anchor, { lines, added, before: async () => earlier }))) return false;
  // what others flag is not this one
  const others = [...before, ...flagged.flatMap(({ quote }) => quote?.split('\n') ?? [])];
  for (const range of added) if ((await fires(file.newBlob, file.path, range, others)).state === 'yes') return false;
  return true;
}

async function meet(anchor: Anchor, file: CommitFile, { lines: read }: FollowInput): Promise<Version | undefined> {
  const path = file.oldPath ?? file.path;
  const lines = file.oldBlob === undefined ? undefined : await read(file.oldBlob, path);
  if (!lines || file.oldBlob === undefined) return undefined;
  const placed = placeAnchor(anchor, lines);
  return placed.state === 'exact' ? { blob: file.oldBlob, lines, anchor: anchorAt(anchor, path, lines, placed) } : undefined;
}

type Step = { version: Version; origin: Origin; file: CommitFile; lines: string[] | undefined; map: LineMap; reverts: boolean };

async function classify({ fires }: FollowInput, { version, origin, file, lines, map, reverts }: Step): Promise<Classified> {
  const wholly = origin.beforeBlob !== undefined && file.newBlob === origin.beforeBlob;
  const step: OutcomeInput = {
    anchor: version.anchor,
    oldLines: version.lines,
    newLines: lines,
    map,
    fires: 'unknown',
    introduced: wholly ? 'gone' : 'stands',
    ...(origin.before && { before: origin.before }),
  };
  const first = classifyOutcome(step);
  if (first.outcome === 'none' || first.outcome === 'absent' || !first.now || file.newBlob === undefined)
    return unlessReverted(first, reverts);
  const asked = await fires(file.newBlob, file.path, first.now, version.lines);
  if (asked.state === 'unknown') return unlessReverted(first, reverts);
  const again = classifyOutcome({ ...step, fires: asked.state });
  return unlessReverted(asked.state === 'yes' ? { ...again, now: asked.at } : again, reverts);
}

/** What a revert takes away was not mended by it. */
function unlessReverted(classified: Classified, reverts: boolean): Classified {
  const ends = classified.outcome === 'fixed' || classified.outcome === 'rewritten' || classified.outcome === 'deleted';
  return ends && reverts ? { ...classified, outcome: 'absent', why: 'a revert took it away' } : classified;
}

function anchorAt(anchor: Anchor, path: string, lines: string[], { startLine, endLine }: LineRange): Anchor {
  return makeAnchor({ path, side: 'new', lines, startLine, endLine, ...(anchor.symbol !== undefined && { symbol: anchor.symbol }) });
}

function flaggedIn(origin: Origin, { flagged }: FollowInput): LineRange[] {
  const own = origin.anchor.state === 'exact' ? [origin.anchor] : [];
  return [
    ...own,
    ...flagged.flatMap((anchor) => {
      const placed = placeAnchor(anchor, origin.lines);
      return placed.state === 'exact' ? [placed] : [];
    }),
  ];
}

const maps = new WeakMap<string[], WeakMap<string[], LineMap>>();

/** The same two versions are compared for every finding of a file. */
function mapOf(from: string[], to: string[]): LineMap {
  let of = maps.get(from);
  if (!of) maps.set(from, (of = new WeakMap()));
  let map = of.get(to);
  if (!map) of.set(to, (map = lineMap(hunksBetween(textOf(from), textOf(to)))));
  return map;
}

function textOf(lines: string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
