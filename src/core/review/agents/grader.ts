/** The grader: in its own context, it holds the review against the rubric. Its evidence is checked by program. */
import * as z from 'zod';
import { normalizeQuote } from '../../changes/quote.js';
import type { Grade } from '../../transcript/agent-events.js';
import type { Candidate } from '../finding.js';
import { asData } from './data-marking.js';
import prompt from './prompts/grader.md';
import type { Rubric } from './rubric.js';
import { askTask, type RunContext } from './run-context.js';
import { cutShown } from './shared-prompt.js';
import { claimText } from './verifier.js';

export type GradeInput = {
  rubric: Rubric;
  candidates: Candidate[];
  /** The units as they were shown to the agents, as far as they fit. */
  shown: string;
  /** What was refuted and what was not reviewed, a line each. */
  remarks: string[];
  /** Rounds of revision so far. */
  round: number;
};

/** Characters of the change that a grader is shown. */
const mostShown = 60_000;

/** The grade, and for each criterion that is not met what to do. `failed` when there was no grade: a budget, a refusal, an abort. */
export async function gradeReview(context: RunContext, input: GradeInput): Promise<{ grade: Grade; todo: string[] }> {
  const { rubric, candidates, remarks, round } = input;
  const ids = rubric.criteria.map((c) => c.id);
  const review = candidates.length > 0 ? candidates.map((candidate, i) => claimText(`f${i + 1}`, candidate)).join('\n\n') : 'No findings.';
  const text = [
    prompt,
    `# Rubric\n${asData(context.boundary, 'rubric', rubric.criteria.map((c) => `${c.id}: ${c.title}`).join('\n'))}`,
    `# The change\n${cutShown(input.shown, context.boundary, mostShown)}`,
    `# The review\n${asData(context.boundary, 'review', review)}`,
    remarks.length > 0 ? `# Refuted, or not reviewed\n${asData(context.boundary, 'remarks', remarks.join('\n'))}` : '',
  ];
  const shape = z.strictObject({
    criteria: z.array(
      z.strictObject({
        id: z.enum(ids as [string, ...string[]]),
        met: z.boolean(),
        evidence: z.string().max(1_000),
        note: z.string().max(1_000),
      }),
    ),
  });
  const whole = normalizeQuote(review);
  const stands = (evidence: string): boolean => evidence !== '' && whole.includes(normalizeQuote(evidence));
  const { end, value } = await askTask(
    context,
    {
      role: 'grader',
      name: 'grader',
      model: context.access.ids.lead,
      messages: [{ role: 'user', content: [{ type: 'text', text: text.filter(Boolean).join('\n\n') }] }],
    },
    {
      name: 'grade',
      description: 'Your grade: every criterion once.',
      shape,
      mend: ({ criteria }) => {
        const invented = criteria.filter((c) => c.evidence !== '' && !stands(c.evidence)).map((c) => c.id);
        return invented.length === 0
          ? undefined
          : `What you quote as evidence does not stand in the review: ${invented.join(', ')}. Quote the review's own words exactly, or leave evidence empty, and grade again.`;
      },
    },
  );
  if (!value) return { grade: { state: 'failed', rounds: round, criteria: [], reason: end.reason ?? end.state }, todo: [] };
  const criteria = rubric.criteria.map(({ id, title }) => {
    const said = value.criteria.find((c) => c.id === id);
    if (!said) return { id, title, met: false, evidence: '', note: 'the grader did not say' };
    const quoted = stands(said.evidence);
    const note = context.repo.redact(said.note);
    return {
      id,
      title,
      // what cannot be shown is not proven
      met: said.met && (quoted || said.evidence === ''),
      evidence: quoted ? context.repo.redact(said.evidence) : '',
      note: quoted || said.evidence === '' ? note : `${note} (what it quoted does not stand in the review)`,
    };
  });
  const open = criteria.filter((c) => !c.met);
  // there is nothing to revise where only the grader's own quotes are wrong
  if (open.length > 0 && open.every(({ id }) => value.criteria.find((c) => c.id === id)?.met === true))
    return { grade: { state: 'failed', rounds: round, criteria, reason: 'the grader’s evidence does not stand in the review' }, todo: [] };
  return {
    grade: { state: open.length === 0 ? 'satisfied' : 'needs-revision', rounds: round, criteria },
    todo: open.map((c) => `${c.id}: ${c.title}\n  ${c.note}`),
  };
}
