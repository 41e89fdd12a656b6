/**
 * A team's preference, learned from its verdicts on real history: commit by commit, what ESLint's complete rule set (through SARIF) and our rules say
 * of added lines is judged by the repo's own lint configuration of that commit and by the comments that silence it. A dream follows every 50 commits.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isSecurity } from '../../src/core/analysis/security.js';
import { type FindingSketch, world } from '../core/dream/world.js';
import { tempDir, type TempRepo } from '../support/git-repo.js';
import type { BenchRow } from './bench-row.js';
import { type BenchRepo, benchRepos, emptyWorkTree } from './bench-repos.js';
import { commitFindings, eslintName } from './preference/commit-findings.js';
import { lintPreference } from './preference/lint-preference.js';

const commitsPerRepo = Number(process.env['REVERIE_BENCH_COMMITS'] ?? 300);
const windowSize = 50;
const leastRepos = 3;
const inTime = 150;
/** A configuration that turns fewer rules on says little of what the team wants. */
const leastWanted = 8;

type Window = { rejected: number; rejectedShown: number; accepted: number; acceptedShown: number };
type Judged = { sketch: FindingSketch; wanted: boolean };
type Course = { repo: string; windows: Window[]; lessons: number; unresolved: string[] };

export async function benchPreference(): Promise<{ rows: BenchRow[] } | { keep: string }> {
  const repos = await benchRepos();
  if (!repos || repos.length < leastRepos) return { keep: `set REVERIE_BENCH_REPOS to a folder with ${leastRepos} clones or more` };
  const scratch = await tempDir();
  const courses: Course[] = [];
  try {
    for (const [i, repo] of repos.entries()) {
      const course = await follow(repo, path.join(scratch, String(i)));
      if (course) courses.push(course);
      if (course) console.log(`  ${courseText(course)}`);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return { rows: courses.length < leastRepos ? [notEnough(courses)] : courses.map(rowOf) };
}

function rowOf(course: Course): BenchRow {
  const { repo, windows, lessons, unresolved } = course;
  const at = windows[inTime / windowSize - 1]!;
  const later = windows.slice(inTime / windowSize);
  const kept = share(sum(windows, 'acceptedShown'), sum(windows, 'accepted'));
  const noise = share(at.rejectedShown, at.rejected);
  const keptAt = share(sum(windows.slice(0, 3), 'acceptedShown'), sum(windows.slice(0, 3), 'accepted'));
  return {
    what: `team preference, ${repo}: noise (of no memory's) in commits 101–150, and accepted still shown`,
    ours: `${percent(noise)} · ${percent(keptAt)}`,
    reference: `${courseText(course)}; later ${percent(share(sum(later, 'rejectedShown'), sum(later, 'rejected')))}, kept over all ${percent(kept)}; ${lessons} lessons${unresolved.length > 0 ? `; presets not resolved: ${unresolved.join(', ')}` : ''}`,
    target: '≤ 16.7 % · ≥ 95 %',
    ok: noise <= 1 / 6 && keptAt >= 0.95,
  };
}

/** `noise 100/31/12 %` over windows of 50 commits. */
function courseText({ repo, windows }: Course): string {
  const of = (shown: 'rejectedShown' | 'acceptedShown', all: 'rejected' | 'accepted'): string =>
    windows.map((w) => Math.round(100 * share(w[shown], w[all]))).join('/');
  return `${repo}: noise ${of('rejectedShown', 'rejected')} %, kept ${of('acceptedShown', 'accepted')} % per 50 commits (${sum(windows, 'rejected')} rejected, ${sum(windows, 'accepted')} accepted)`;
}

function notEnough(courses: Course[]): BenchRow {
  return {
    what: 'team preference on real history',
    ours: `${courses.length} repositories have a lint configuration that can be read as data`,
    reference: '',
    target: `≥ ${leastRepos} repositories`,
    ok: false,
  };
}

/** Undefined when too few commits have a configuration that can be read. */
async function follow(repo: BenchRepo, at: string): Promise<Course | undefined> {
  const work = await emptyWorkTree(repo, at);
  try {
    const commits = await configuredCommits(work);
    if (commits.length < inTime) return undefined;
    const w = world();
    const judge = await judgeOf(work);
    const windows: Window[] = [];
    let window = empty();
    let seen = 0;
    for (const commit of commits) {
      const judged = await judge.commit(commit);
      if (!judged) continue;
      seen++;
      const { shown, held } = await w.review(judged.map((j) => j.sketch));
      const wanted = new Map(judged.map(({ sketch, wanted: is }) => [sketch.fingerprint, is]));
      for (const finding of shown) {
        const accepted = wanted.get(finding.fingerprint)!;
        window[accepted ? 'accepted' : 'rejected'] += 1;
        window[accepted ? 'acceptedShown' : 'rejectedShown'] += 1;
        if (accepted) w.accept(finding);
        else w.dismiss(finding, { reason: 'not-worth-it' });
      }
      for (const { finding } of held) window[wanted.get(finding.fingerprint) ? 'accepted' : 'rejected'] += 1;
      if (seen % windowSize === 0) {
        windows.push(window);
        window = empty();
        await w.dream();
      }
      if (seen >= commitsPerRepo) break;
    }
    const { lessons } = await w.memory.read();
    const active = lessons.filter((l) => l.status === 'active').length;
    if (windows.length < inTime / windowSize) return undefined;
    return { repo: repo.name, windows, lessons: active, unresolved: [...judge.unresolved] };
  } finally {
    await rm(at, { recursive: true, force: true });
  }
}

/**
 * Commits that changed JavaScript since the repo had a configuration that is data and says enough; of several such moments the first whose presets
 * can all be resolved.
 */
async function configuredCommits(work: TempRepo): Promise<string[]> {
  const configs = ['.eslintrc.yml', '.eslintrc.yaml', '.eslintrc.json', '.eslintrc'];
  const log = await work.git('log', '--reverse', '--format=%H', '--', ...configs);
  let first: string | undefined;
  for (const commit of log.split('\n').filter(Boolean)) {
    const preference = lintPreference((file) => work.git('show', `${commit}:${file}`).catch(() => undefined));
    if (((await preference.wanted('index.js'))?.size ?? 0) < leastWanted) continue;
    first ??= commit;
    if (preference.unresolved.size > 0) continue;
    first = commit;
    break;
  }
  if (first === undefined) return [];
  const list = await work.git('rev-list', '--reverse', '--no-merges', `${first}..HEAD`, '--', '*.js', '*.jsx', '*.mjs', '*.cjs');
  return list.split('\n').filter(Boolean);
}

type Judge = { commit: (commit: string) => Promise<Judged[] | undefined>; unresolved: Set<string> };

async function judgeOf(work: TempRepo): Promise<Judge> {
  const read = await commitFindings(work);
  const unresolved = new Set<string>();
  let count = 0;
  return {
    unresolved,
    async commit(commit) {
      const found = await read(commit);
      if (!found || found.linted.size === 0) return undefined;
      const preference = lintPreference((file) => work.git('show', `${commit}:${file}`).catch(() => undefined));
      const wantedIn = new Map<string, ReadonlySet<string>>();
      for (const file of found.linted) {
        const wanted = await preference.wanted(file);
        if (wanted) wantedIn.set(file, wanted);
      }
      if (wantedIn.size === 0) return undefined;
      for (const name of preference.unresolved) unresolved.add(name);
      return found.candidates.flatMap((candidate): Judged[] => {
        const { anchor, rule } = candidate;
        const wanted = wantedIn.get(anchor.path);
        const eslint = eslintName(rule);
        if (!wanted || rule === undefined || eslint === undefined || anchor.state !== 'exact') return [];
        const sketch: FindingSketch = {
          rule,
          path: anchor.path,
          ...(anchor.quote !== undefined && { quote: anchor.quote }),
          line: anchor.startLine,
          security: isSecurity(candidate),
          fingerprint: `print-${++count}`,
        };
        return [{ sketch, wanted: wanted.has(eslint) && !found.silenced.has(`${anchor.path}:${eslint}:${anchor.startLine}`) }];
      });
    },
  };
}

function empty(): Window {
  return { rejected: 0, rejectedShown: 0, accepted: 0, acceptedShown: 0 };
}

function sum(windows: Window[], of: keyof Window): number {
  return windows.reduce((total, w) => total + w[of], 0);
}

function share(part: number, all: number): number {
  return all === 0 ? 1 : part / all;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
