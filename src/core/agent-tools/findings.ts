/** `reverie_findings`: the findings of the newest review, filtered and in pages. */
import * as z from 'zod';
import { HumanError } from '../human-error.js';
import { matchesGlobs } from '../memory/path-globs.js';
import { FindingStatus, type HeldBack, severities, Severity, type Finding } from '../review/finding.js';
import { isShown } from '../review/report/tally.js';
import { agentTool, asData } from './agent-tool.js';
import { FindingView, findingText, viewFinding } from './finding-view.js';
import { pageInput, pageOf, pageOutput, pageWords } from './page.js';

const input = z.strictObject({
  finding: z.string().min(4).max(200).optional().describe('One finding: its fingerprint or id, or the start of either.'),
  status: z.array(FindingStatus).max(5).optional().describe('Which to list; without it those that are open: new, open, reappeared.'),
  minSeverity: Severity.optional().describe('Only findings at or above it.'),
  paths: z.array(z.string().min(1).max(1000)).max(200).optional().describe('Only findings in these files; globs from the repo’s root.'),
  rule: z.string().min(1).max(200).optional(),
  heldBack: z.boolean().default(false).describe('True: those that memory, or a comment in the code, holds back instead.'),
  ...pageInput,
});

const output = z.object({
  review: z.object({ id: z.string(), scope: z.string(), state: z.enum(['done', 'cancelled', 'failed']), endedAt: z.string() }),
  findings: z.array(FindingView),
  ...pageOutput,
});

export const findings = agentTool({
  name: 'reverie_findings',
  title: 'List findings',
  description:
    'Lists the findings of the newest Reverie review of this repository, with the verdicts given since: open ones, or by status, severity, ' +
    'file or rule; also those that memory holds back. It reviews nothing: call reverie_review_changes when code has changed since.',
  input,
  output,
  readOnly: true,
  idempotent: true,
  async run(request, { reverie }) {
    const report = await reverie.latestReview();
    if (!report) throw new HumanError('This repository has no review yet', { next: 'Call reverie_review_changes' });
    type Listed = { finding: Finding; held?: HeldBack };
    const listed: Listed[] = request.heldBack
      ? report.heldBack.map((held) => ({ finding: held.finding, held }))
      : report.findings.map((finding) => ({ finding }));
    const found = listed.filter(({ finding, held }) => fits(finding, request, held !== undefined));
    if (request.finding !== undefined && found.length === 0)
      throw new HumanError(`No finding of the newest review is named ${request.finding} and fits`, {
        next: 'List them without `finding`; `heldBack` and `status` choose among others',
      });
    const page = pageOf(
      found.map(({ finding, held }) => viewFinding(finding, held)),
      request,
    );
    const { items, ...rest } = page;
    const { id, scope, state, endedAt } = report.review;
    const what = request.heldBack ? 'held-back finding' : 'finding';
    const text = [
      `Review ${id} of ${scope.kind}, ended ${endedAt}: ${pageWords(page, (n) => `${n} ${what}${n === 1 ? '' : 's'}`)}.`,
      ...(items.length ? [asData, ...items.map(findingText)] : []),
    ].join('\n');
    return { structured: { review: { id, scope: scope.kind, state, endedAt }, findings: items, ...rest }, text };
  },
});

function fits(finding: Finding, { finding: wanted, status, minSeverity, paths, rule }: z.output<typeof input>, held: boolean): boolean {
  if (wanted !== undefined) return finding.id.startsWith(wanted) || finding.fingerprint.startsWith(wanted);
  if (status?.length ? !status.includes(finding.status) : !held && !isShown(finding)) return false;
  if (minSeverity !== undefined && severities.indexOf(finding.severity) > severities.indexOf(minSeverity)) return false;
  if (paths?.length && !matchesGlobs(finding.anchor.path, paths)) return false;
  return rule === undefined || finding.rule === rule;
}
