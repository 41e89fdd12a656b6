/** `reverie review`: reviews a change set and prints what it found. */
import type { Scope } from '../../core/changes/change-set.js';
import { HumanError } from '../../core/human-error.js';
import type { Reverie } from '../../core/reverie.js';
import type { Severity } from '../../core/review/finding.js';
import type { AgentProgress } from '../../core/review/agents/model-reviewer.js';
import type { ReviewProgress, ReviewReport } from '../../core/review/review-report.js';
import { exportReport } from '../../node/review/export-report.js';
import type { ReviewFormat } from '../choices.js';
import { readOutside, type OutsideOptions } from '../outside-options.js';
import { nextCommand, withReverie, type CommonOptions } from '../common-options.js';
import { exitCode } from '../exit-code.js';
import { readModelOptions, type ModelOptions } from '../model-options.js';
import { reviewJson } from '../json/review-json.js';
import { printResult, warn } from '../print.js';
import { withStatusLine } from '../status-line.js';
import type { CommandContext } from '../terminal.js';
import { reviewText } from '../text/review-text.js';
import { isShown } from '../../core/review/report/tally.js';
import { severityRank } from '../text/severity-text.js';

export type ReviewOptions = Omit<CommonOptions, 'format'> &
  OutsideOptions &
  ModelOptions & {
    format: ReviewFormat;
    scope?: Scope['kind'];
    base?: string;
    commit?: string;
    range?: string;
    path?: string[];
    output?: string;
    failOn?: Severity;
  };

/** Resolves with the exit code. */
export async function reviewCommand(context: CommandContext, options: ReviewOptions): Promise<number> {
  const scope = readScope(options);
  const paths = scope.kind === 'files' ? [] : (options.path ?? []);
  const model = readModelOptions(options, context.terminal.env);
  const use = async (reverie: Reverie): Promise<number> => {
    const outside = await readOutside(options, { cwd: context.terminal.cwd, repo: options.repo, root: reverie.repo.root });
    const report = await withStatusLine(context.terminal, (update) => {
      update('Reading the changes …');
      return reverie.review(
        { scope, ...(paths.length > 0 && { paths }), ...(outside && { outside }), ...(model && { model: model.request }) },
        { signal: context.signal, onProgress: (progress) => update(progressText(progress)) },
      );
    });
    const { format } = options;
    const { signal, version } = context;
    const document =
      format === 'sarif' || format === 'markdown' ? await exportReport(reverie.repo, report, { format, version, signal }) : '';
    await printResult(context, options, {
      text: (columns) => reviewText(report, { columns, next: nextCommand(context, options) }),
      json: () => reviewJson(report),
      document: () => document,
    });
    await warn(context, reviewWarnings(report, options.format));
    return reviewExitCode(report, options.failOn);
  };
  return withReverie(context, options, use, model?.settings);
}

/** The scope that the options mean. Throws a HumanError when they contradict each other or something is missing. */
export function readScope(options: Pick<ReviewOptions, 'scope' | 'base' | 'commit' | 'range' | 'path'>): Scope {
  const implied = impliedKind(options);
  const kind = options.scope ?? implied?.kind ?? 'uncommitted';
  if (implied && implied.kind !== kind) {
    throw new HumanError(`${implied.option} does not fit --scope ${kind}`, { next: `Leave --scope away, or use --scope ${implied.kind}` });
  }
  switch (kind) {
    case 'branch':
      return { kind, ...(options.base !== undefined && { base: options.base }) };
    case 'commit':
      return { kind, commit: options.commit ?? 'HEAD' };
    case 'range':
      return { kind, ...readRange(options.range) };
    case 'files':
      if (!options.path?.length) throw new HumanError('--scope files needs the files', { next: 'Name them with --path' });
      return { kind, paths: options.path };
    case 'uncommitted':
    case 'staged':
    case 'unstaged':
      return { kind };
  }
}

/**
 * 130 cancelled, 2 failed, 1 when a shown finding is at or above `failOn` (any, without it), 2 when a file could not be reviewed: nobody
 * should take what was not read for clean. Else 0.
 */
export function reviewExitCode(report: ReviewReport, failOn: Severity | undefined): number {
  if (report.review.state === 'cancelled') return exitCode.cancelled;
  if (report.review.state === 'failed') return exitCode.problem;
  const limit = severityRank(failOn ?? 'info');
  if (report.findings.some((f) => isShown(f) && severityRank(f.severity) <= limit)) return exitCode.findings;
  return report.coverage.some((row) => row.state === 'failed') ? exitCode.problem : exitCode.ok;
}

function impliedKind(options: Pick<ReviewOptions, 'base' | 'commit' | 'range'>): { kind: Scope['kind']; option: string } | undefined {
  const given = [
    ...(options.commit === undefined ? [] : [{ kind: 'commit' as const, option: '--commit' }]),
    ...(options.range === undefined ? [] : [{ kind: 'range' as const, option: '--range' }]),
    ...(options.base === undefined ? [] : [{ kind: 'branch' as const, option: '--base' }]),
  ];
  if (given.length > 1) {
    throw new HumanError(`${given.map((g) => g.option).join(' and ')} exclude each other`, { next: 'Give one of them' });
  }
  return given[0];
}

function readRange(range: string | undefined): { from: string; to: string } {
  const match = /^(.*?[^.])\.\.([^.].*)?$/.exec(range ?? '');
  if (!match?.[1]) {
    throw new HumanError(range === undefined ? '--scope range needs a range' : `“${range}” is not a range`, {
      next: 'Write it as --range A..B, with two commits, branches or tags',
    });
  }
  return { from: match[1], to: match[2] ?? 'HEAD' };
}

function agentText({ agent, name, doing, tokens, costUsd }: AgentProgress): string {
  const cost = costUsd === null || costUsd === 0 ? '' : `, ${costUsd.toFixed(3)} USD`;
  return `${name} (${agent}) ${doing}${tokens > 0 ? ` (${Math.ceil(tokens / 1000)}k tokens${cost})` : ''}`;
}

function progressText(progress: ReviewProgress): string {
  switch (progress.type) {
    case 'changes':
      return `Reviewing ${progress.changes.files.length} changed files …`;
    case 'progress':
      return `Reviewing ${progress.done}/${progress.total} ${progress.what}`;
    case 'finding':
      return `Found: ${progress.finding.title}`;
    case 'candidate':
      return `Found: ${progress.candidate.title}`;
    case 'agent':
      return agentText(progress.progress);
    case 'held-back':
      return `Held back: ${progress.held.finding.title}`;
  }
}

/** The JSON has no field for why a review ended early, so stderr says it. */
function reviewWarnings(report: ReviewReport, format: ReviewFormat): string[] {
  const { state, reason } = report.review;
  const early = state !== 'done' && format === 'json' ? [`the review was ${state}${reason ? `: ${reason}` : ''}`] : [];
  return [...report.warnings, ...early, ...failedFiles(report)];
}

function failedFiles({ review, coverage, warnings }: ReviewReport): string[] {
  const failed = coverage.flatMap((row) => (row.state === 'failed' ? [row] : []));
  const [first] = failed;
  if (!first || review.state !== 'done') return [];
  // a warning may have said why already, for all of them
  if (first.reason.split(': ').some((part) => part.length > 20 && warnings.some((warning) => warning.includes(part)))) return [];
  const many =
    failed.length === 1 ? `${first.path} could not be reviewed` : `${failed.length} files could not be reviewed, among them ${first.path}`;
  return [`${many}: ${first.reason}. Make it readable and review again, or name it in .reverie/ignore`];
}
