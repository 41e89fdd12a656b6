/**
 * What outcomes alone teach: findings on added lines of real history are followed through later commits; what became of the earlier ones (fixed, or
 * survived an edit) foretells the later ones. A fix in code that churns says less than one in code that stands.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { learnUsefulness } from '../../src/core/dream/usefulness/expected-usefulness.js';
import type { LabelledFinding } from '../../src/core/dream/usefulness/labelled-finding.js';
import type { Finding } from '../../src/core/review/finding.js';
import { churnRate } from '../../src/core/review/outcomes/churn.js';
import { type Commit, type Fires, followFinding } from '../../src/core/review/outcomes/follow-finding.js';
import { tempDir, type TempRepo } from '../support/git-repo.js';
import type { BenchRow } from './bench-row.js';
import { type BenchRepo, benchRepos, emptyWorkTree } from './bench-repos.js';
import { lintAll } from './preference/all-rules.js';
import { commitFindings, eslintName, isScript } from './preference/commit-findings.js';
import { areaUnderCurve, type Scored, seeded } from './ranking.js';

const commitsPerRepo = Number(process.env['REVERIE_BENCH_COMMITS'] ?? 300);
const followed = 8;
/** So many findings of one commit are followed, drawn evenly: a new file would drown all others. */
const mostPerCommit = 25;
const leastRepos = 3;
const learnedShare = 0.6;
/** Where more of the unflagged lines beside it changed, an edit says nothing of the finding. */
const mostChurn = 0.5;

type Told = LabelledFinding & { churn: number };

export async function benchOutcomes(): Promise<{ rows: BenchRow[] } | { keep: string }> {
  const repos = await benchRepos();
  if (!repos || repos.length < leastRepos) return { keep: `set REVERIE_BENCH_REPOS to a folder with ${leastRepos} clones or more` };
  const scratch = await tempDir();
  const rows: BenchRow[] = [];
  try {
    for (const [i, repo] of repos.entries()) {
      const told = await tellOutcomes(repo, path.join(scratch, String(i)));
      const row = rowOf(repo, told);
      if (row) rows.push(row);
      if (row) console.log(`  ${row.what}: ${row.ours}`);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return { rows };
}

/** Undefined where too few outcomes can be told. */
function rowOf({ name }: BenchRepo, told: Told[]): BenchRow | undefined {
  const steady = told.filter((t) => !t.accepted || t.churn <= mostChurn);
  const last = steady.reduce((max, t) => Math.max(max, t.revision), 0);
  const early = steady.filter((t) => t.revision <= last * learnedShare);
  const late = steady.filter((t) => t.revision > last * learnedShare);
  const fixed = late.filter((t) => t.accepted).length;
  if (early.length < 40 || fixed < 10 || late.length - fixed < 10) return undefined;
  // one commit after another: what is scored has not been seen
  const model = learnUsefulness(early.map((t) => ({ ...t, revision: Math.floor(t.revision / 50) })));
  const scores = late.map((t) => model([t])[0]!);
  const scored = late.map((t, i): Scored => ({ score: scores[i]!, accepted: t.accepted }));
  const [low, high] = interval(scored, areaUnderCurve);
  const gain = (s: Scored[]): number => keptOverHidden(s);
  const [gainLow, gainHigh] = interval(scored, gain);
  return {
    what: `outcomes from history, ${name}: AUC of fixed over survived in later commits (${fixed} fixed, ${late.length - fixed} survived; learned from ${early.length})`,
    ours: `${areaUnderCurve(scored).toFixed(3)}, 95 % interval ${low.toFixed(3)} to ${high.toFixed(3)}`,
    reference: `chance 0.5; with the lower half hidden, fixed kept minus survived kept: ${(100 * gain(scored)).toFixed(1)} points, ${(100 * gainLow).toFixed(1)} to ${(100 * gainHigh).toFixed(1)} (chance 0)`,
    target: '> chance',
    ok: low > 0.5,
  };
}

/** Share of the fixed that is kept, less the share of the survived that is kept, when the half with the lower scores is hidden. */
function keptOverHidden(scored: Scored[]): number {
  const cut = scored.map((s) => s.score).sort((a, b) => a - b)[Math.floor(scored.length / 2)] ?? 0;
  const kept = (accepted: boolean): number => {
    const of = scored.filter((s) => s.accepted === accepted);
    return of.filter((s) => s.score >= cut).length / Math.max(1, of.length);
  };
  return kept(true) - kept(false);
}

function interval(scored: Scored[], measure: (s: Scored[]) => number): [number, number] {
  const random = seeded(1);
  const values: number[] = [];
  for (let i = 0; i < 500; i++) {
    const value = measure(scored.map(() => scored[Math.floor(random() * scored.length)]!));
    if (Number.isFinite(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  return [values[Math.floor(values.length * 0.025)] ?? Number.NaN, values[Math.floor(values.length * 0.975)] ?? Number.NaN];
}

async function tellOutcomes(repo: BenchRepo, at: string): Promise<Told[]> {
  const work = await emptyWorkTree(repo, at);
  try {
    const list = await work.git('rev-list', '--reverse', '--first-parent', 'HEAD', '--', '*.js', '*.jsx', '*.mjs', '*.cjs');
    const all = list.split('\n').filter(Boolean);
    // the newest ones have no later commits to tell
    const first = Math.max(0, Math.floor(all.length / 2) - Math.floor(commitsPerRepo / 2));
    const read = await commitFindings(work);
    const told: Told[] = [];
    for (const [revision, commit] of all.slice(first, first + commitsPerRepo).entries()) {
      const found = await read(commit);
      if (!found) continue;
      const candidates = found.candidates.filter((c) => c.anchor.state === 'exact' && eslintName(c.rule) !== undefined);
      const step = Math.max(1, Math.ceil(candidates.length / mostPerCommit));
      const picked = candidates.filter((_, i) => i % step === 0);
      const later = new Map<string, Promise<Commit[]>>();
      for (const candidate of picked) {
        const { anchor, rule } = candidate;
        const file = found.changes.files.find((f) => f.path === anchor.path);
        if (anchor.state !== 'exact' || rule === undefined || file?.newBlob === undefined) continue;
        const commits = later.get(anchor.path) ?? commitsAfter(work, commit, anchor.path);
        later.set(anchor.path, commits);
        const { outcomes } = await followFinding({
          sighting: {
            finding: candidate as unknown as Finding,
            newBlob: file.newBlob,
            ...(file.oldBlob !== undefined && { oldBlob: file.oldBlob }),
          },
          commits: await commits,
          lines: linesOfBlob(work),
          fires: firesIn(work, eslintName(rule)!),
          flagged: candidates.filter((c) => c.anchor.path === anchor.path).map((c) => c.anchor),
        });
        const end = outcomes.at(-1);
        if (end?.outcome !== 'fixed' && end?.outcome !== 'survived') continue;
        told.push({
          category: candidate.category,
          rule,
          path: anchor.path,
          symbol: anchor.symbol ?? '',
          quote: anchor.quote ?? '',
          revision,
          accepted: end.outcome === 'fixed',
          churn: end.churn ? churnRate(end.churn) : 0,
        });
      }
    }
    return told;
  } finally {
    await rm(at, { recursive: true, force: true });
  }
}

/** The next commits to the file, oldest first. */
async function commitsAfter(work: TempRepo, commit: string, file: string): Promise<Commit[]> {
  const log = await work.git(
    'log',
    '--reverse',
    '--first-parent',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--format=%x01%H %s',
    `${commit}..HEAD`,
    '--',
    file,
  );
  return log
    .split('\x01')
    .slice(1, followed + 1)
    .map((entry) => {
      const [head = '', ...rest] = entry.split('\n');
      const files = rest.flatMap((line) => {
        const m = /^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) (\w)\S*\t(.*)$/.exec(line);
        if (!m) return [];
        const blob = (id: string): string | undefined => (/^0+$/.test(id) ? undefined : id);
        const [oldBlob, newBlob] = [blob(m[1]!), blob(m[2]!)];
        return [{ status: m[3]!, path: m[4]!, ...(oldBlob && { oldBlob }), ...(newBlob && { newBlob }) }];
      });
      return { id: head.slice(0, 40), reverts: /^revert/i.test(head.slice(41)), files };
    });
}

const texts = new Map<string, Promise<string[] | undefined>>();
function linesOfBlob(work: TempRepo): (blob: string) => Promise<string[] | undefined> {
  return (blob) => {
    const known =
      texts.get(blob) ??
      work
        .git('cat-file', 'blob', blob)
        .then((text) => (text.includes('\0') ? undefined : text.split('\n')))
        .catch(() => undefined);
    if (texts.size > 500) texts.clear();
    texts.set(blob, known);
    return known;
  };
}

const lints = new Map<string, Promise<Map<string, number[]> | undefined>>();
/** Asks ESLint about the later version: each text is linted once. */
function firesIn(
  work: TempRepo,
  rule: string,
): (blob: string, file: string, range: { startLine: number; endLine: number }) => Promise<Fires> {
  const lint = async (blob: string, file: string): Promise<Map<string, number[]> | undefined> => {
    const lines = await linesOfBlob(work)(blob);
    const linted = lines && isScript(file) ? lintAll(lines.join('\n'), file) : undefined;
    if (!linted) return undefined;
    const found = new Map<string, number[]>();
    for (const [name, line] of linted.places) found.set(name, [...(found.get(name) ?? []), line]);
    return found;
  };
  return async (blob, file, { startLine, endLine }) => {
    const known = lints.get(blob) ?? lint(blob, file);
    if (lints.size > 200) lints.clear();
    lints.set(blob, known);
    const found = await known;
    if (!found) return { state: 'unknown' };
    const line = (found.get(rule) ?? []).find((at) => startLine <= at && at <= Math.max(startLine, endLine));
    return line === undefined ? { state: 'no' } : { state: 'yes', at: { startLine: line, endLine: line } };
  };
}
