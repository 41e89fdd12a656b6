/**
 * What outcomes alone teach: findings on added lines of real history are followed through later commits; what became of the earlier ones (fixed, or
 * survived an edit) foretells the later ones. A fix in code that churns says nothing; beside it, the same learner without telling outcomes apart.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { learnUsefulness } from '../../src/core/dream/usefulness/expected-usefulness.js';
import { tempDir } from '../support/git-repo.js';
import type { BenchRow } from './bench-row.js';
import { type BenchRepo, benchRepos, emptyWorkTree } from './bench-repos.js';
import { scriptHistory } from './outcomes/script-history.js';
import { tellOutcomes, type Told } from './outcomes/tell-outcomes.js';
import { areaUnderCurve, type Scored, seeded } from './ranking.js';

const commitsPerRepo = Number(process.env['REVERIE_BENCH_COMMITS'] ?? 120);
const leastRepos = 3;
const learnedShare = 0.5;
/** Where more of the unflagged lines beside it changed, an edit says nothing of the finding. */
const mostChurn = 0.5;
/** Without so many of each in the later commits nothing is measured. */
const leastOfEach = 8;

/** One repo's later findings; those of one commit are drawn together. */
type Measured = { name: string; told: Told[]; learned: number; commits: { ours: Scored; raw: Scored }[][] };

export async function benchOutcomes(): Promise<{ rows: BenchRow[] } | { keep: string }> {
  const repos = await benchRepos();
  if (!repos || repos.length < leastRepos) return { keep: `set REVERIE_BENCH_REPOS to a folder with ${leastRepos} clones or more` };
  const scratch = await tempDir();
  const measured: Measured[] = [];
  const rows: BenchRow[] = [];
  try {
    for (const [i, repo] of repos.entries()) {
      const told = await outcomesOf(repo, path.join(scratch, String(i)));
      const one = measure(repo.name, told);
      if (one) measured.push(one);
      rows.push(
        one ? rowOf(one) : { what: `outcomes from history, ${repo.name}`, ours: `too few to measure (${countsOf(told)})`, reference: '' },
      );
      console.log(`  ${rows.at(-1)!.what}: ${rows.at(-1)!.ours}`);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return { rows: [...rows, ...meanRows(measured)] };
}

async function outcomesOf(repo: BenchRepo, at: string): Promise<Told[]> {
  const work = await emptyWorkTree(repo, at);
  const history = await scriptHistory(work);
  try {
    return await tellOutcomes(history, commitsPerRepo);
  } finally {
    await history.close();
    await rm(at, { recursive: true, force: true });
  }
}

/** Undefined where too few outcomes can be told. */
function measure(name: string, told: Told[]): Measured | undefined {
  const commits = [...new Set(told.map((t) => t.revision))].sort((a, b) => a - b);
  const until = commits[Math.floor(commits.length * learnedShare)] ?? 0;
  const early = told.filter((t) => t.revision < until);
  const known = early.filter(isSteady);
  const late = told.filter((t) => t.revision >= until && isSteady(t));
  const fixed = late.filter((t) => t.outcome === 'fixed').length;
  if (known.length < 40 || fixed < leastOfEach || late.length - fixed < leastOfEach) return undefined;
  const ours = learnUsefulness(known.map((t) => ({ ...t, revision: 0, accepted: t.outcome === 'fixed' })));
  // told by nobody: whatever is not there any more was wanted away
  const raw = learnUsefulness(early.map((t) => ({ ...t, revision: 0, accepted: t.outcome !== 'survived' })));
  return {
    name,
    told,
    learned: known.length,
    commits: commits.flatMap((revision) => {
      const batch = late.filter((t) => t.revision === revision);
      const [our, plain] = [ours(batch), raw(batch)];
      const scored = (score: number, i: number): Scored => ({ score, accepted: batch[i]!.outcome === 'fixed' });
      return batch.length === 0 ? [] : [batch.map((_, i) => ({ ours: scored(our[i]!, i), raw: scored(plain[i]!, i) }))];
    }),
  };
}

function isSteady({ outcome, churn }: Told): boolean {
  return outcome === 'survived' || (outcome === 'fixed' && churn <= mostChurn);
}

function rowOf(one: Measured): BenchRow {
  const late = one.commits.flat();
  const ours = late.map((s) => s.ours);
  const fixed = ours.filter((s) => s.accepted).length;
  const area = interval([one], (s) => areaUnderCurve(s), 'ours');
  const half = halfHidden(ours);
  return {
    what: `outcomes from history, ${one.name}: AUC of fixed over survived in later commits (${fixed} fixed, ${ours.length - fixed} survived; learned from ${one.learned} earlier ones)`,
    ours: `${areaUnderCurve(ours).toFixed(3)}, ${area}; half hidden: ${percent(half.kept)} of the fixed kept, ${percent(half.hidden)} of the survived hidden`,
    reference: `chance 0.5 and 50 %; outcomes not told apart ${areaUnderCurve(late.map((s) => s.raw)).toFixed(3)}; all: ${countsOf(one.told)}`,
  };
}

function meanRows(measured: Measured[]): BenchRow[] {
  if (measured.length === 0)
    return [{ what: 'outcomes from history', ours: 'no repository has enough outcomes', reference: '', target: '> chance', ok: false }];
  const of = (measure: (s: Scored[]) => number, which: 'ours' | 'raw'): number =>
    measured.reduce((sum, m) => sum + measure(m.commits.flat().map((s) => s[which])), 0) / measured.length;
  const row = (what: string, measure: (s: Scored[]) => number, chance: number, show: (value: number) => string): BenchRow => ({
    what: `outcomes from history, mean of ${measured.length} repositories: ${what}`,
    ours: `${show(of(measure, 'ours'))}, ${interval(measured, measure, 'ours', show)}`,
    reference: `chance ${show(chance)}; outcomes not told apart ${show(of(measure, 'raw'))}, ${interval(measured, measure, 'raw', show)}`,
    target: '> chance',
    ok: bounds(measured, measure, 'ours')[0] > chance,
  });
  return [
    row('AUC of fixed over survived', areaUnderCurve, 0.5, (v) => v.toFixed(3)),
    row('fixed kept with half hidden', (s) => halfHidden(s).kept, 0.5, percent),
    row('survived hidden with half hidden', (s) => halfHidden(s).hidden, 0.5, percent),
  ];
}

/** The half with the lower scores is hidden; of equal scores at the limit each is hidden in part. By chance both are a half. */
function halfHidden(scored: Scored[]): { kept: number; hidden: number } {
  const sorted = scored.map((s) => s.score).sort((a, b) => a - b);
  const limit = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const below = sorted.filter((s) => s < limit).length;
  const part = (sorted.length / 2 - below) / Math.max(1, sorted.filter((s) => s === limit).length);
  const hidden = (accepted: boolean): number => {
    const of = scored.filter((s) => s.accepted === accepted);
    return of.reduce((sum, { score }) => sum + (score < limit ? 1 : score === limit ? part : 0), 0) / of.length;
  };
  return { kept: 1 - hidden(true), hidden: hidden(false) };
}

function interval(
  measured: Measured[],
  measure: (s: Scored[]) => number,
  which: 'ours' | 'raw',
  show = (v: number): string => v.toFixed(3),
): string {
  const [low, high] = bounds(measured, measure, which);
  return `95 % interval ${show(low)} to ${show(high)}`;
}

/** Bootstrap: whole commits are drawn anew within each repo, because what one commit adds is settled together. */
function bounds(measured: Measured[], measure: (s: Scored[]) => number, which: 'ours' | 'raw'): [number, number] {
  const random = seeded(1);
  const values: number[] = [];
  for (let i = 0; i < 500; i++) {
    const each = measured.map(({ commits }) =>
      measure(commits.flatMap(() => commits[Math.floor(random() * commits.length)]!.map((s) => s[which]))),
    );
    const value = each.reduce((sum, v) => sum + v, 0) / each.length;
    if (Number.isFinite(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  return [values[Math.floor(values.length * 0.025)] ?? Number.NaN, values[Math.floor(values.length * 0.975)] ?? Number.NaN];
}

/** `310 survived, 40 fixed, …` */
function countsOf(told: Told[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of told) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ') || 'none';
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
