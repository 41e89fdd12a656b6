/** A coding agent's call of a tool, on the repos of the window. */
import path from 'node:path';
import type { Finding } from '../../core/review/finding.js';
import type { Engine } from '../engine.js';
import { l10n } from '../l10n.js';
import { errorSentences, isCancellation } from '../next-step-error.js';
import type { RepoSession } from '../repo-session.js';

export type ToolHost = {
  /** The repos of the window; throws what a person can do when there is none. */
  sessions: () => Promise<readonly RepoSession[]>;
  engine: () => Promise<Pick<Engine, 'runAgentTool' | 'withoutRepo'>>;
  warn: (text: string) => void;
};

/** What the tool answers, as text. Throws an error whose message says what to do next: an agent reads it. */
export async function callTool(host: ToolHost, name: string, given: object, signal: AbortSignal): Promise<string> {
  try {
    const { runAgentTool, withoutRepo } = await host.engine();
    const { repo, input } = withoutRepo({ ...given });
    const session = oneOf(await host.sessions(), repo);
    // a review by a tool is one beside the person's own; no agent spends their money on a model
    const { text } = await runAgentTool(name, input, { reverie: session.reverie, signal });
    // what it recorded shows in the views
    if (name === 'reverie_review_changes' || name === 'reverie_record_verdict')
      session.refresh().catch((error: unknown) => host.warn(errorSentences(error)));
    return text;
  } catch (error) {
    if (isCancellation(error)) throw error;
    host.warn(`${name}: ${errorSentences(error)}`);
    throw new Error(errorSentences(error), { cause: error });
  }
}

function oneOf(sessions: readonly RepoSession[], repo: string | undefined): RepoSession {
  const [only, ...others] = sessions;
  const inside = (s: RepoSession, folder: string) => !path.relative(s.repo.root, folder).startsWith('..');
  const found = repo === undefined ? undefined : sessions.find((s) => path.isAbsolute(repo) && inside(s, repo));
  if (found) return found;
  const roots = sessions.map((s) => s.repo.root).join(', ');
  if (repo !== undefined) throw new Error(`${repo} is not in a repository of this window. Use one of ${roots}.`);
  if (only && others.length === 0) return only;
  throw new Error(`Several repositories are open. Say which with \`repo\`: ${roots}.`);
}

export type VerdictQuestion = { title: string; finding: string; verdict: string; because: string };

/** What a person is asked before an agent's verdict is recorded. Nothing of it has been checked yet. */
export async function verdictQuestion(host: Pick<ToolHost, 'sessions'>, given: object): Promise<VerdictQuestion> {
  const { finding, verdict, reason, note } = given as Record<string, unknown>;
  const wanted = text(finding);
  const known = (await host.sessions()).flatMap((s) => s.report?.findings ?? []).find((f) => isNamed(f, wanted));
  const place = known && (known.anchor.state === 'exact' ? `${known.anchor.path}:${known.anchor.startLine}` : known.anchor.path);
  return {
    title: l10n.t('Let the agent record a verdict?'),
    finding: known ? `${known.title} (${place})` : wanted,
    verdict: text(verdict),
    because: [text(reason), text(note)].filter(Boolean).join(': '),
  };
}

function isNamed({ id, fingerprint }: Finding, wanted: string): boolean {
  return wanted.length >= 4 && (id.startsWith(wanted) || fingerprint.startsWith(wanted));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 500) : '';
}
