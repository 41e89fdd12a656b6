/** A verifier in its own context checks a contested finding again; what the person says is data to it. */
import { noUsage } from '../../model/chat-model.js';
import { costOf } from '../../model/cost.js';
import { createBudget } from '../../model/create-budget.js';
import type { ModelAccess } from '../../model/model-access.js';
import { priceOf } from '../../model/model-table.js';
import type { Recheck } from '../recheck/recheck.js';
import { agentTool } from './agent-tool.js';
import type { ModelReviewerDeps } from './create-model-reviewer.js';
import { createBoundary, asData } from './data-marking.js';
import type { RecheckFindingInput } from './model-reviewer.js';
import contest from './prompts/contest.md';
import system from './prompts/system.md';
import { renderDiff } from './render-diff.js';
import { type RunContext, runTask } from './run-context.js';
import { contextLines } from './shared-prompt.js';
import { readingTools } from './tools/reading-tools.js';
import { numbered, type RepoReading } from './tools/repo-reading.js';
import { judgeFindings, withRoleTools } from './tools/role-tools.js';
import { sideLines } from './tools/show-diff.js';
import { claimText } from './verifier.js';

type Deps = Pick<ModelReviewerDeps, 'ports' | 'redact' | 'access' | 'day' | 'history' | 'services' | 'limits'>;

/** Lines shown around the place; the verifier reads what else it needs. */
const around = 40;
/** A few files read, then a judgement: what one costs at most, for the person who approves it. */
const expected = { inputTokens: 60_000, outputTokens: 4_000 };

/** Never throws but for bugs: without a judgement the answer is `unsure`, with the reason. */
export async function recheckFinding(deps: Deps, input: RecheckFindingInput): Promise<Recheck> {
  const { changes, contents, signal, request } = input;
  const access: ModelAccess =
    request.model === undefined
      ? deps.access
      : { ...deps.access, ids: { lead: request.model, specialist: request.model, verifier: request.model } };
  const budget = createBudget({
    of: 'review',
    limits: request.budget,
    table: access.table,
    day: { spend: deps.day, limits: access.dayLimits },
  });
  const costUsd = costOf({ ...noUsage, ...expected }, priceOf(access.table, access.ids.verifier));
  const unsure = (reason: string): Recheck => ({
    answer: 'unsure',
    by: 'verifier',
    reason,
    checked: [...new Set(checked)],
    usage: usage(),
  });
  const checked: string[] = [];
  const usage = (): NonNullable<Recheck['usage']> => {
    const spent = budget.spent();
    const { inputTokens, cacheWriteTokens, cacheReadTokens, outputTokens } = spent.usage;
    return {
      requests: spent.requests,
      inputTokens: inputTokens + cacheWriteTokens + cacheReadTokens,
      outputTokens,
      costUsd: spent.costUsd,
    };
  };
  if (input.approve && !(await input.approve({ ...expected, costUsd })))
    return unsure('no verifier was asked: the person did not approve its cost');
  const repo: RepoReading = {
    changes,
    contents,
    redact: deps.redact,
    history: deps.history(changes, contents),
    ...(deps.services && { services: deps.services }),
  };
  const boundary = createBoundary(deps.ports);
  const calls = new Map<string, string>();
  const context: RunContext = {
    access,
    budget,
    clock: deps.ports.clock,
    signal,
    // the answer goes into the ledger with what was checked; no review is being written
    recorder: {
      known: new Set(),
      hash: deps.ports.hash,
      record: async (payload) => {
        if (payload.type === 'turn') for (const { id, name, input: asked } of payload.calls) calls.set(id, phrase(name, asked));
        if (payload.type === 'tool-result' && !payload.isError && payload.name !== judgeFindings.name)
          checked.push(deps.redact(calls.get(payload.call) ?? payload.name));
      },
    },
    repo,
    boundary,
    effort: request.effort,
    system,
    maxRounds: deps.limits?.rounds ?? 24,
    onProgress: (progress) => input.onProgress?.(progress),
    nextAgent: () => 'a1',
  };
  let judged: { outcome: 'confirmed' | 'plausible' | 'refuted'; reason: string } | undefined;
  const judge = agentTool({
    ...judgeFindings,
    async run({ judgements }) {
      const of = judgements.find(({ id }) => id === 'c1');
      if (!of) return { text: 'Judge c1.', isError: true };
      judged ??= { outcome: of.outcome, reason: deps.redact(of.reason) };
      return { text: 'It is judged.' };
    },
  });
  const text = await askedText(repo, boundary, input);
  const end = await runTask(
    context,
    { role: 'verifier', name: 'verifier', model: access.ids.verifier, messages: [{ role: 'user', content: [{ type: 'text', text }] }] },
    withRoleTools(readingTools(repo, [], boundary), [judge]),
    context.maxRounds,
    () => judged !== undefined,
  );
  if (!judged)
    return unsure(`the verifier gave no answer: ${end.reason ?? (end.state === 'done' ? 'it ended without a judgement' : end.state)}`);
  const answer = { confirmed: 'holds', refuted: 'refuted', plausible: 'unsure' } as const;
  return { answer: answer[judged.outcome], by: 'verifier', reason: judged.reason, checked: [...new Set(checked)], usage: usage() };
}

async function askedText(repo: RepoReading, boundary: string, { finding, words, lines, place }: RecheckFindingInput): Promise<string> {
  const { path } = finding.anchor;
  const file = repo.changes.files.find((f) => f.path === path && f.skip === undefined && f.kind === 'text' && f.hunks.length > 0);
  const diff =
    file && repo.changes.scope.kind !== 'files'
      ? renderDiff(file, await sideLines(repo, file, 'old'), await sideLines(repo, file, 'new'), contextLines)
      : [];
  const from = Math.max(1, (place?.startLine ?? 1) - around);
  const shown = lines?.slice(from - 1, (place?.endLine ?? 1) + around).map((line, at) => numbered(from + at, line)) ?? [];
  return [
    `The id of this review's data is ${boundary}.`,
    `# The finding\n${asData(boundary, 'finding', claimText('c1', finding))}`,
    `# What the person who contests it says\n${words === undefined ? 'Nothing but that it should be checked again.' : asData(boundary, 'a person’s words', words)}`,
    shown.length > 0
      ? `# The code as it is now\n${asData(boundary, `file ${path}, lines ${from}-${from + shown.length - 1}`, shown.join('\n'))}`
      : '',
    diff.length > 0 ? `# What the change did to it\n${asData(boundary, `diff of ${path}`, diff.join('\n'))}` : '',
    contest,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** `read_file src/a.ts`, in one short line. */
function phrase(name: string, input: unknown): string {
  const values =
    typeof input === 'object' && input !== null ? Object.values(input).filter((v) => typeof v === 'string' || typeof v === 'number') : [];
  return [name, ...values.map(String)].join(' ').replace(/\s+/g, ' ').slice(0, 120);
}
