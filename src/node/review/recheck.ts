/** Checks a contested finding again on one repository: its code in the work tree, the rules, and a verifier where a model may be asked. */
import type { Analyzer } from '../../core/analysis/analyzer.js';
import type { ChangeReader, Repo, Scope } from '../../core/changes/change-set.js';
import { linesOf } from '../../core/changes/lines.js';
import { HumanError } from '../../core/human-error.js';
import type { Hasher, Redact } from '../../core/ports.js';
import type { Rechecker } from '../../core/review/agents/model-reviewer.js';
import { findFinding } from '../../core/review/find-finding.js';
import type { KnownFinding } from '../../core/review/known-finding.js';
import type { Recheck } from '../../core/review/recheck/recheck.js';
import { type CheckedCode, recheckCode } from '../../core/review/recheck/recheck-code.js';
import { subjectOf } from '../../core/review/subject.js';
import type { RecheckOptions, RecheckReceipt, RecheckRequest } from '../../core/reverie.js';
import type { Ledger } from '../../core/transcript/transcript-store.js';
import { decodeText, oversized } from '../changes/decode-text.js';
import { workTree } from '../changes/work-tree.js';
import { openAskRules } from './outcomes/ask-rules.js';

export type RecheckDeps = {
  repo: Repo;
  reader: ChangeReader;
  redact: Redact;
  hash: Pick<Hasher, 'sha256'>;
  rules: Analyzer;
  ledger: Ledger;
  known: () => Promise<Map<string, KnownFinding>>;
  /** Undefined when there is no model. */
  agents: (() => Promise<Rechecker>) | undefined;
};

const maxBytes = 2_000_000;

type Present = { state: 'text'; text: string; lines: string[] } | { state: 'absent' } | { state: 'unreadable'; reason: string };

export async function recheck(deps: RecheckDeps, request: RecheckRequest, options: RecheckOptions): Promise<RecheckReceipt> {
  const found = findFinding(await deps.known(), request.finding);
  const { finding, review } = found.last;
  const words = request.words === undefined ? undefined : deps.redact(request.words);
  const file = await presentFile(deps, finding.anchor.path);
  const ask = openAskRules(deps.rules);
  const checked = await recheckCode({
    finding,
    file,
    fires: async (range) => {
      if (file.state !== 'text') return { state: 'unknown' };
      const { text } = file;
      return ask({ finding, blob: deps.hash.sha256(text), path: finding.anchor.path, text, range, old: [] }, options.signal);
    },
  });
  const answer = request.model
    ? await verified(deps, { ...request, model: request.model, words }, options, { found, file, checked })
    : checked.recheck;
  const { event } = await deps.ledger.append({
    type: 'rechecked',
    review,
    fingerprint: finding.fingerprint,
    ...(words !== undefined && { words }),
    asked: request.by,
    recheck: answer,
    subject: subjectOf(finding),
  });
  return { finding, recheck: answer, at: event.at };
}

async function presentFile({ repo, redact }: RecheckDeps, path: string): Promise<Present> {
  const found = await workTree(repo.root, { maxBytes }).read(path);
  switch (found.state) {
    case 'absent':
      return found;
    case 'unreadable':
      return found;
    case 'oversized':
      return { state: 'unreadable', reason: oversized(found.size) };
    case 'link':
      return { state: 'unreadable', reason: 'it is a symbolic link now' };
    case 'file': {
      const content = decodeText(found.bytes);
      if (content.state === 'text') return { ...content, lines: linesOf(redact(content.text)) };
      return { state: 'unreadable', reason: content.state === 'absent' ? 'it is gone' : content.reason };
    }
  }
}

type Checked = { found: KnownFinding; file: Present; checked: CheckedCode };

/** What the verifier says, after what was found out without one; that alone when it cannot be asked. */
async function verified(
  deps: RecheckDeps,
  request: RecheckRequest & { model: NonNullable<RecheckRequest['model']>; words: string | undefined },
  options: RecheckOptions,
  { found, file, checked }: Checked,
): Promise<Recheck> {
  const { recheck: before, place } = checked;
  // there is nothing to read any more
  if (before.answer === 'gone') return before;
  if (!deps.agents)
    throw new HumanError('There is no language model to check it with', { next: 'Set an API key, or contest it without a model' });
  const agents = await deps.agents();
  const { finding } = found.last;
  const { changes, contents } = await changeOf(deps, found, place !== undefined, options.signal);
  try {
    const whole = await agents.whole(found);
    const answer = await agents.recheck({
      changes,
      contents,
      request: request.model,
      finding: whole ?? finding,
      ...(request.words !== undefined && { words: request.words }),
      ...(file.state === 'text' && { lines: file.lines }),
      ...(place && { place }),
      ...(options.approve && { approve: options.approve }),
      signal: options.signal,
      ...(options.onProgress && { onProgress: options.onProgress }),
    });
    const unanswered = answer.answer === 'unsure' && answer.usage?.requests === 0;
    return {
      ...answer,
      // what the rules found out stands though no verifier answered
      ...(unanswered && { answer: before.answer, by: before.by, reason: `${before.reason}; ${answer.reason}` }),
      checked: [...before.checked, ...answer.checked],
    };
  } finally {
    await contents.close();
  }
}

/** The change that brought the finding where it is still under way, else its file as it is now; a commit whose code is not here any more is read as it was. */
async function changeOf(
  { reader }: RecheckDeps,
  { last }: KnownFinding,
  stands: boolean,
  signal: AbortSignal,
): ReturnType<ChangeReader['read']> {
  const { path } = last.finding.anchor;
  const now: Scope = { kind: 'files', paths: [path] };
  const underWay = last.scope.kind !== 'commit' && last.scope.kind !== 'range' && last.scope.kind !== 'files';
  if (!underWay && stands) return reader.read(now, { signal });
  try {
    return await reader.read(last.scope, { paths: [path], signal });
  } catch (cause) {
    // its base, its branch or its commit is gone
    if (signal.aborted || !(cause instanceof HumanError)) throw cause;
    return reader.read(now, { signal });
  }
}
