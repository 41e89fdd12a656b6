/** `reverie demo`: a short story on a sample repo, or a first review of a person's own. What `npm start` runs. */
import path from 'node:path';
import { HumanError } from '../../core/human-error.js';
import type { Finding } from '../../core/review/finding.js';
import type { ReviewReport, ReviewRequest } from '../../core/review/review-report.js';
import type { Reverie } from '../../core/reverie.js';
import { nextCommand, withReverie, type NextCommand } from '../common-options.js';
import { compareReviews } from '../demo/comparison.js';
import { beginning, friday, opinion, week } from '../../node/sample/sample-project.js';
import { createSampleRepo, type SampleRepo } from '../../node/sample/sample-repo.js';
import { comparisonText, dayText, heading } from '../demo/story-text.js';
import { exitCode } from '../exit-code.js';
import { printResult, warn } from '../print.js';
import { withStatusLine } from '../status-line.js';
import type { CommandContext } from '../terminal.js';
import { dreamText } from '../text/dream-text.js';
import { styled, type Line } from '../text/line.js';
import { findingsText } from '../text/finding-text.js';
import { reviewText } from '../text/review-text.js';
import { isShown } from '../../core/review/report/tally.js';
import { shortIds } from '../text/short-id.js';

/** Findings shown in full, so that a reader sees what one looks like. */
const inFull = 2;

/** Without a path the sample's story; with one a review of that repo. Exits with 0 whatever is found. */
export async function demoCommand(context: CommandContext, dir: string | undefined): Promise<number> {
  if (dir === undefined) await tellStory(context);
  else await reviewOwn(context, dir);
  return context.signal.aborted ? exitCode.cancelled : exitCode.ok;
}

async function tellStory(context: CommandContext): Promise<void> {
  const sample = await createSampleRepo(context.signal);
  await sample.commit(beginning);
  await say(context, [
    ...heading('A week at Paper Boat, a small shop'),
    [`  The sample repo is ${sample.dir}. No account, no key, nothing leaves this machine.`],
    ...heading('Monday to Thursday: every commit is reviewed, every finding answered'),
  ]);
  const next = nextCommand(context, { repo: sample.dir });
  await withReverie(context, { repo: sample.dir, format: 'text' }, async (reverie) => {
    const first = await workThroughWeek(context, reverie, sample);
    const examples = first.findings.filter(isShown).slice(0, inFull);
    await say(context, [
      ...heading(`What a finding looks like: ${examples.length} of Monday’s ${first.findings.length}`),
      [],
      ...findingsText(examples, shortIds(examples.map((f) => f.fingerprint)), { columns: 100 }),
    ]);

    await sample.write(friday);
    const before = await review(context, reverie, { scope: { kind: 'uncommitted' } });
    await say(context, [
      ...heading('Friday: new changes, not committed, and memory still empty'),
      [
        `  ${before.findings.filter(isShown).length} findings, ${before.findings.filter(isChatter).length} of them in jobs/ of the kind that was dismissed all week.`,
      ],
      ...heading('At night: Reverie dreams'),
    ]);

    const dreamt = await withStatusLine(context.terminal, (update) =>
      reverie.dream(
        { trigger: 'command', apply: 'auto' },
        { signal: context.signal, onProgress: ({ what }) => update(`Dreaming: ${what}`) },
      ),
    );
    await say(
      context,
      dreamText(dreamt, { next, dryRun: false }).map((line) => ['  ', ...line]),
    );

    const after = await review(context, reverie, { scope: { kind: 'uncommitted' } });
    await say(context, [
      ...heading('In the morning: the same changes, reviewed again'),
      ...comparisonText(compareReviews(before, after, (finding) => !isChatter(finding))),
      ...handText(next),
    ]);
  });
}

/** Commits, reviews and answers day by day; resolves with the first day's report. */
async function workThroughWeek(context: CommandContext, reverie: Reverie, sample: SampleRepo): Promise<ReviewReport> {
  const reports: ReviewReport[] = [];
  for (const step of week) {
    const commit = await sample.commit(step);
    const report = await review(context, reverie, { scope: { kind: 'commit', commit } });
    reports.push(report);
    await say(context, [dayText(step.day, step.message, await answer(reverie, report))]);
  }
  const [first] = reports;
  if (!first) throw new Error('the sample week has no days');
  return first;
}

async function answer(reverie: Reverie, report: ReviewReport) {
  const counts = { findings: 0, dismissed: 0, accepted: 0 };
  for (const finding of report.findings.filter(isShown)) {
    const said = opinion(finding, isChatter);
    await reverie.verdict({ finding: finding.fingerprint, by: 'person', ...said });
    counts.findings++;
    if (said.verdict === 'dismiss') counts.dismissed++;
    else counts.accepted++;
  }
  return counts;
}

async function reviewOwn(context: CommandContext, dir: string): Promise<void> {
  const repo = path.resolve(context.terminal.cwd, dir);
  const next = nextCommand(context, { repo: dir });
  await withReverie(context, { repo, format: 'text' }, async (reverie) => {
    let report = await review(context, reverie, { scope: { kind: 'uncommitted' } });
    if (report.review.state === 'done' && report.coverage.length === 0) {
      await say(context, [['Nothing is uncommitted here, so this is the last commit:'], []]);
      report = await review(context, reverie, { scope: { kind: 'commit', commit: 'HEAD' } }).catch(explainEmpty);
    }
    await printResult(
      context,
      { format: 'text' },
      {
        text: (columns) => reviewText(report, { columns, next }),
        json: () => undefined,
      },
    );
    await warn(context, report.warnings);
    await say(context, [
      [],
      [`Reverie wrote only below ${reverie.repo.reverieDir}.`],
      [styled('dim', `When you have given some verdicts: ${next('dream')}`)],
    ]);
  });
}

function explainEmpty(cause: unknown): never {
  if (!(cause instanceof HumanError)) throw cause;
  throw new HumanError('There is nothing to review: no changes and no commit', { next: 'Write some code first, then run it again', cause });
}

function review(context: CommandContext, reverie: Reverie, request: ReviewRequest): Promise<ReviewReport> {
  return withStatusLine(context.terminal, (update) =>
    reverie.review(request, {
      signal: context.signal,
      onProgress: (p) => p.type === 'progress' && update(`Reviewing ${p.done}/${p.total} ${p.what}`),
    }),
  );
}

/** What the people of the sample dismiss: output on the console, in their jobs. */
function isChatter(finding: Finding): boolean {
  return finding.anchor.path.startsWith('jobs/') && /console/.test(finding.rule ?? '');
}

function handText(next: NextCommand): Line[] {
  const row = (words: string, what: string): Line[] => [[`  ${words}`], [styled('dim', `      ${what}`)]];
  return [
    ...heading('Try it by hand'),
    ...row(next('review'), 'the review above'),
    ...row(next('memory list'), 'what it learned; memory show LESSON says from what'),
    ...row(next('transcripts list'), 'what was recorded'),
    ...row('npm start -- PATH', 'reviews a repo of yours'),
    [],
  ];
}

async function say(context: CommandContext, lines: Line[]): Promise<void> {
  context.signal.throwIfAborted();
  await printResult(context, { format: 'text' }, { text: () => lines, json: () => undefined });
}
