/** From expected usefulness to what memory would do with a finding, by limits that are proved on findings the model had not seen. */
import { categoryOf } from '../../analysis/outside/classify.js';
import { learnInSteps } from './expected-usefulness.js';
import type { FindingTraits, LabelledFinding } from './labelled-finding.js';
import { newestFindings } from './newest-findings.js';
import type { Steps } from './steps.js';

export type ForetoldEffect = 'show' | 'demote' | 'hold back';
export type Foretold = { score: number; effect: ForetoldEffect };

/** Scores below a limit are demoted or held back; 0 where nothing may be. */
type Limits = { holdBack: number; demote: number };

/** Of the accepted findings, at most this share may be lost to a limit when it is tried on findings the model had not seen. */
const lostBy = { holdBack: 0.03, demote: 0.1 };
/** Fewer accepted or rejected ones prove no limit. */
const minimumOfEach = 20;
const folds = 5;
/** The newest so many are enough for the limits; more would only cost. */
const mostTried = 5000;

/** Scores and effects for new findings, in their order. A security finding is always shown. */
export function* foretell(labelled: LabelledFinding[], fresh: FindingTraits[]): Steps<Foretold[]> {
  const known = inFewRevisions(labelled);
  const limits = yield* limitsOf(known);
  const score = yield* learnInSteps(known);
  const scores = yield* score(fresh);
  return scores.map((s, i) => ({ score: s, effect: isSecurity(fresh[i]!) ? 'show' : effectOf(s, limits) }));
}

/** More revisions are taken together: where each commit is one, the newest ones alone would count. */
const mostRevisions = 10;

function inFewRevisions(known: LabelledFinding[]): LabelledFinding[] {
  const revisions = [...new Set(known.map((f) => f.revision))].sort((a, b) => a - b);
  if (revisions.length <= mostRevisions) return known;
  const place = new Map(revisions.map((revision, i) => [revision, Math.floor((i * mostRevisions) / revisions.length)]));
  return known.map((f) => ({ ...f, revision: place.get(f.revision)! }));
}

/** What the tool's own words say; its text is not there to be asked. */
function isSecurity({ category, rule }: FindingTraits): boolean {
  return (
    categoryOf({ tags: [category, rule], cwe: [], tool: '', level: 'warning' }) === 'security' || /(?:^|[/-])security(?:[/-]|$)/i.test(rule)
  );
}

function effectOf(score: number, { holdBack, demote }: Limits): ForetoldEffect {
  if (score < holdBack) return 'hold back';
  return score < demote ? 'demote' : 'show';
}

/**
 * Cross-validation in folds of whole symbols, so that no finding is foretold from its neighbours in the same method: the limits are the highest
 * scores below which at most the allowed share of the accepted falls.
 */
function* limitsOf(known: LabelledFinding[]): Steps<Limits> {
  const tried = newestFindings(known, mostTried);
  const accepted: number[] = [];
  const enough = (of: boolean): boolean => tried.filter((f) => f.accepted === of).length >= minimumOfEach;
  if (!enough(true) || !enough(false)) return { holdBack: 0, demote: 0 };
  for (let fold = 0; fold < folds; fold++) {
    const held = tried.filter((f) => foldOf(f) === fold);
    const score = yield* learnInSteps(tried.filter((f) => foldOf(f) !== fold));
    const scores = yield* score(held);
    accepted.push(...scores.filter((_, i) => held[i]!.accepted));
  }
  accepted.sort((a, b) => a - b);
  const below = (share: number): number => accepted[Math.floor(accepted.length * share)] ?? 0;
  return { holdBack: below(lostBy.holdBack), demote: below(lostBy.demote) };
}

/** FNV-1a over the place: spread, and the same on every machine. */
function foldOf({ path, symbol }: FindingTraits): number {
  let hash = 0x811c9dc5;
  for (const char of `${path}\0${symbol}`) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193) >>> 0;
  return (hash >>> 8) % folds;
}
