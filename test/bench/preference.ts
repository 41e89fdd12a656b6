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
import { commitFiles } from './preference/commit-files.js';
import { lintPreference } from './preference/lint-preference.js';

const commitsPerRepo = Number(process.env['REVERIE_BENCH_COMMITS'] ?? 200);
const windowSize = 50;
const leastRepos = 3;
const inTime = 150;
/** A configuration that turns fewer rules on says little of what the team wants. */
const leastWanted = 8;

type Window = { rejected: number; rejectedShown: number; accepted: number; acceptedShown: number };
type Judged = { sketch: FindingSketch; wanted: boolean };
type Course = { repo: string; windows: Window[]; lessons: number };
type LeftOut = { repo: string; why: string };

export async function benchPreference(): Promise<{ rows: BenchRow[] } | { keep: string }> {
  const repos = await benchRepos();
  if (!repos || repos.length < leastRepos) return { keep: `set REVERIE_BENCH_REPOS to a folder with ${leastRepos} clones or more` };
  const scratch = await tempDir();
  const courses: Course[] = [];
  const leftOut: LeftOut[] = [];
  try {
    for (const [i, repo] of repos.entries()) {
      const course = await follow(repo, path.join(scratch, String(i)));
      if ('why' in course) leftOut.push(course);
      else courses.push(course);
      console.log(`  ${'why' in course ? `${course.repo}: left out, ${course.why}` : courseText(course)}`);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const rows = courses.flatMap((course) => [rowOf(course), ...course.windows.map((window, i) => windowRow(course, window, i))]);
  if (courses.length < leastRepos) rows.push(notEnough(courses));
  return { rows: [...rows, ...leftOut.map(({ repo, why }) => ({ what: `team preference, ${repo}`, ours: 'left out', reference: why }))] };
}

function windowRow({ repo }: Course, window: Window, index: number): BenchRow {
  return {
    what: `team preference, ${repo}, commits ${index * windowSize + 1}–${(index + 1) * windowSize}: noise (of no memory's) · accepted still shown`,
    ours: `${percent(share(window.rejectedShown, window.rejected))} · ${percent(share(window.acceptedShown, window.accepted))}`,
    reference: `no memory 100 % · 100 % (${window.rejected} rejected, ${window.accepted} accepted)`,
  };
}

function rowOf(course: Course): BenchRow {
  const { repo, windows, lessons } = course;
  const at = windows[inTime / windowSize - 1]!;
  const later = windows.slice(inTime / windowSize);
  const kept = share(sum(windows, 'acceptedShown'), sum(windows, 'accepted'));
  const noise = share(at.rejectedShown, at.rejected);
  const keptAt = share(sum(windows.slice(0, 3), 'acceptedShown'), sum(windows.slice(0, 3), 'accepted'));
  return {
    what: `team preference, ${repo}: noise (of no memory's) in commits 101–150, and accepted still shown`,
    ours: `${percent(noise)} · ${percent(keptAt)}`,
    reference: `${courseText(course)}; later ${percent(share(sum(later, 'rejectedShown'), sum(later, 'rejected')))}, kept over all ${percent(kept)}; ${lessons} lessons`,
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

/** Left out when too few commits have a configuration that can be read: a preset nobody can resolve would count as rules that nobody wants. */
async function follow(repo: BenchRepo, at: string): Promise<Course | LeftOut> {
  const work = await emptyWorkTree(repo, at);
  try {
    const unresolved = new Set<string>();
    const commits = await configuredCommits(work, unresolved);
    const tooFew = (count: number): LeftOut => ({
      repo: repo.name,
      why: `${count} commits have a lint configuration that is data and says enough; ${inTime} are needed${unresolved.size > 0 ? `; presets not resolved: ${[...unresolved].sort().join(', ')}` : ''}`,
    });
    if (commits.length < inTime) return tooFew(commits.length);
    const w = world();
    const judge = await judgeOf(work, unresolved);
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
    if (windows.length < inTime / windowSize) return tooFew(seen);
    return { repo: repo.name, windows, lessons: active };
  } finally {
    await rm(at, { recursive: true, force: true });
  }
}

/** Commits that changed JavaScript since the repo first had a configuration that is data, says enough and has presets that can all be resolved. */
async function configuredCommits(work: TempRepo, unresolved: Set<string>): Promise<string[]> {
  const configs = ['.eslintrc.yml', '.eslintrc.yaml', '.eslintrc.json', '.eslintrc'];
  const log = await work.git('log', '--reverse', '--format=%H', '--', ...configs);
  const readAt = commitFiles(work);
  let first: string | undefined;
  for (const commit of log.split('\n').filter(Boolean)) {
    const preference = lintPreference(await readAt(commit));
    const wanted = await preference.wanted('index.js');
    for (const name of preference.unresolved) unresolved.add(name);
    if ((wanted?.size ?? 0) < leastWanted || preference.unresolved.size > 0) continue;
    first = commit;
    break;
  }
  if (first === undefined) return [];
  const list = await work.git('rev-list', '--reverse', '--no-merges', `${first}..HEAD`, '--', '*.js', '*.jsx', '*.mjs', '*.cjs');
  return list.split('\n').filter(Boolean);
}

type Judge = { commit: (commit: string) => Promise<Judged[] | undefined> };

/** A commit whose presets cannot all be resolved is passed over; their names go to `unresolved`. */
async function judgeOf(work: TempRepo, unresolved: Set<string>): Promise<Judge> {
  const read = await commitFindings(work);
  const readAt = commitFiles(work);
  let count = 0;
  return {
    async commit(commit) {
      const found = await read(commit);
      if (!found || found.linted.size === 0) return undefined;
      const preference = lintPreference(await readAt(commit));
      const wantedIn = new Map<string, ReadonlySet<string>>();
      for (const file of found.linted) {
        const wanted = await preference.wanted(file);
        if (wanted) wantedIn.set(file, wanted);
      }
      for (const name of preference.unresolved) unresolved.add(name);
      if (wantedIn.size === 0 || preference.unresolved.size > 0) return undefined;
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
