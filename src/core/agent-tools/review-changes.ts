/** `reverie_review_changes`: reviews a change set of the repository and gives the findings. */
import * as z from 'zod';
import type { Scope } from '../changes/change-set.js';
import { HumanError } from '../human-error.js';
import type { ReviewProgress, ReviewReport } from '../review/review-report.js';
import { isShown } from '../review/report/tally.js';
import { agentTool, asData } from './agent-tool.js';
import { FindingView, findingText, oneLine, viewFinding } from './finding-view.js';
import { cut, pageInput, pageOf, pageOutput, pageWords } from './page.js';

const scopes = ['uncommitted', 'staged', 'unstaged', 'branch', 'commit', 'range', 'files'] as const;

const input = z.strictObject({
  scope: z
    .enum(scopes)
    .default('uncommitted')
    .describe(
      'uncommitted: staged, unstaged and untracked changes. branch: since the merge base with `base`. files: `paths` as they are, whole.',
    ),
  base: z.string().min(1).max(300).optional().describe('Only for branch: the branch to compare with; found by itself when absent.'),
  commit: z.string().min(1).max(300).optional().describe('Only for commit: the commit to review; HEAD when absent.'),
  range: z.string().min(3).max(600).optional().describe('Only for range: `A..B`, two commits, branches or tags.'),
  paths: z.array(z.string().min(1).max(1000)).max(200).optional().describe('Limits the review to these files; globs from the repo’s root.'),
  limit: pageInput.limit.describe('How many findings to give at most; reverie_findings gives the others.'),
});

const output = z.object({
  review: z.object({
    id: z.string(),
    scope: z.string(),
    state: z.enum(['done', 'cancelled', 'failed']),
    reason: z.string().optional(),
    grade: z.string().optional(),
  }),
  findings: z.array(FindingView),
  ...pageOutput,
  heldBack: z.int().describe('Findings that memory, or a comment in the code, holds back; reverie_findings lists them.'),
  fixed: z.int().describe('Findings of earlier reviews that are fixed now.'),
  dismissed: z.int(),
  coverage: z.object({
    reviewed: z.int(),
    skipped: z.int(),
    failed: z.int(),
    notReviewed: z.array(z.object({ path: z.string(), state: z.enum(['skipped', 'failed']), reason: z.string() })),
  }),
  warnings: z.array(z.string()),
});

export const reviewChanges = agentTool({
  name: 'reverie_review_changes',
  title: 'Review changes',
  description:
    'Reviews changes of this git repository with Reverie: rules, secret detection and cross-file checks, and what this repository has taught it. ' +
    'Call it after you changed code and before you commit. It gives findings with place, severity, reason and, where there is one, a fix; ' +
    'it changes no file. Findings that people dismissed are not repeated. Fix what is right, and tell what you think of the rest with reverie_record_verdict.',
  input,
  output,
  readOnly: false,
  idempotent: true,
  long: true,
  async run(request, { reverie, signal, onProgress, model }) {
    const scope = readScope(request);
    const paths = scope.kind === 'files' ? undefined : request.paths;
    onProgress?.('Reading the changes');
    const report = await reverie.review(
      { scope, ...(paths?.length && { paths }), ...(model && { model }) },
      { signal, onProgress: (progress) => tell(progress, onProgress) },
    );
    return answer(report, request.limit);
  },
});

/** Throws a HumanError when the fields contradict each other or one is missing. */
function readScope({ scope, base, commit, range, paths }: z.output<typeof input>): Scope {
  const given = { branch: base, commit, range };
  const other = (['branch', 'commit', 'range'] as const).find((kind) => kind !== scope && given[kind] !== undefined);
  if (other !== undefined)
    throw new HumanError(`\`${other === 'branch' ? 'base' : other}\` does not fit the scope ${scope}`, {
      next: `Leave it away, or set scope to ${other}`,
    });
  switch (scope) {
    case 'branch':
      return { kind: scope, ...(base !== undefined && { base }) };
    case 'commit':
      return { kind: scope, commit: commit ?? 'HEAD' };
    case 'range': {
      const [, from, to] = /^(.*?[^.])\.\.([^.].*)?$/.exec(range ?? '') ?? [];
      if (from === undefined) throw new HumanError('The scope range needs `range`', { next: 'Give it as A..B' });
      return { kind: scope, from, to: to ?? 'HEAD' };
    }
    case 'files':
      if (!paths?.length) throw new HumanError('The scope files needs `paths`', { next: 'Name the files' });
      return { kind: scope, paths };
    case 'uncommitted':
    case 'staged':
    case 'unstaged':
      return { kind: scope };
  }
}

function tell(progress: ReviewProgress, onProgress: ((what: string, done?: number, total?: number) => void) | undefined): void {
  switch (progress.type) {
    case 'changes':
      return onProgress?.(`Reviewing ${progress.changes.files.length} changed files`);
    case 'progress':
      return onProgress?.(cut(progress.what, 200), progress.done, progress.total);
    case 'agent':
      return onProgress?.(cut(`${progress.progress.name} ${progress.progress.doing}`, 200));
    case 'finding':
    case 'candidate':
    case 'held-back':
      return;
  }
}

const mostNotReviewed = 30;
const mostWarnings = 20;

function answer(report: ReviewReport, limit: number) {
  const { review, coverage } = report;
  const open = report.findings.filter(isShown).map((finding) => viewFinding(finding));
  const page = pageOf(open, { offset: 0, limit });
  const of = (state: string) => coverage.filter((row) => row.state === state).length;
  const notReviewed = coverage.flatMap((row) =>
    row.state === 'reviewed' ? [] : [{ path: row.path, state: row.state, reason: cut(row.reason, 300) }],
  );
  // what failed matters more than what was skipped on purpose
  notReviewed.sort((a, b) => Number(a.state === 'skipped') - Number(b.state === 'skipped'));
  const { items, ...rest } = page;
  const structured = {
    review: {
      id: review.id,
      scope: review.scope.kind,
      state: review.state,
      ...(review.reason !== undefined && { reason: cut(review.reason, 300) }),
      ...(review.grade && { grade: review.grade.state }),
    },
    findings: items,
    ...rest,
    heldBack: report.heldBack.length,
    fixed: report.findings.filter((f) => f.status === 'fixed').length,
    dismissed: report.findings.filter((f) => f.status === 'dismissed').length,
    coverage: {
      reviewed: of('reviewed'),
      skipped: of('skipped'),
      failed: of('failed'),
      notReviewed: notReviewed.slice(0, mostNotReviewed),
    },
    warnings: report.warnings.slice(0, mostWarnings).map((w) => cut(w, 400)),
  };
  const { skipped, failed } = structured.coverage;
  const text = [
    `Review ${review.id} of ${review.scope.kind}: ${review.state}${review.reason === undefined ? '' : ` (${oneLine(review.reason)})`}. ` +
      pageWords(page, (n) => `${n} finding${n === 1 ? '' : 's'}`) +
      (page.next === undefined ? '.' : ' (reverie_findings).') +
      ` ${structured.heldBack} held back, ${structured.fixed} fixed, ${structured.dismissed} dismissed.` +
      ` Files: ${structured.coverage.reviewed} reviewed, ${skipped} skipped, ${failed} failed.`,
    ...(items.length ? [asData, ...items.map(findingText)] : []),
    ...structured.coverage.notReviewed
      .filter((r) => r.state === 'failed')
      .map((r) => `Not reviewed: ${oneLine(r.path)}: ${oneLine(r.reason)}`),
    ...structured.warnings.map((w) => `Warning: ${oneLine(w)}`),
  ].join('\n');
  return { structured, text };
}
