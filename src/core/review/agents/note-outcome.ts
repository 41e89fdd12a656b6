/** Writes down what became of a candidate, and why. */
import type { Candidate } from '../finding.js';
import type { RunContext } from './run-context.js';

export type Outcome = 'confirmed' | 'plausible' | 'refuted' | 'merged' | 'withdrawn';

export async function noteOutcome(
  { recorder }: Pick<RunContext, 'recorder'>,
  { title, anchor, source }: Candidate,
  outcome: Outcome,
  by: 'check' | 'verifier' | 'lead' | 'agent',
  reason: string,
): Promise<void> {
  const line = anchor.state === 'exact' ? { line: anchor.startLine } : {};
  await recorder.record({ type: 'verified', agent: source.name, title, path: anchor.path, ...line, outcome, by, reason });
}
