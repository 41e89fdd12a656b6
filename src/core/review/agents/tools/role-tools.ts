/**
 * The tools by which agents say something. Every agent is shown all of them, in the same order, and may use those of its role: tools are the
 * first part of a request, so one that had others would share nothing of the cached prefix.
 */
import * as z from 'zod';
import type { AgentTool } from '../agent-tool.js';
import { ReportedFinding } from '../reported-finding.js';

type Spec<Input extends z.ZodType> = Pick<AgentTool<Input>, 'name' | 'description' | 'input'>;

export const reportFinding = {
  name: 'report_finding',
  description:
    'Reports one problem that the change introduces. Call it once per problem, as soon as you are sure; it tells you when the place is wrong. Report nothing that is a matter of taste.',
  input: ReportedFinding,
} satisfies Spec<typeof ReportedFinding>;

export const withdrawFinding = {
  name: 'withdraw_finding',
  description: 'Takes back a finding that you no longer believe.',
  input: z.strictObject({ finding: z.string().describe('Such as f1.'), reason: z.string().min(3).max(1_000) }),
};

export const judgeLead = {
  name: 'judge_lead',
  description: 'Says of one lead of an analyzer whether it is right.',
  input: z.strictObject({
    lead: z.string().describe('Such as l1.'),
    outcome: z.enum(['confirmed', 'refuted']),
    reason: z.string().min(5).max(1_000),
  }),
};

export const judgeFindings = {
  name: 'judge_findings',
  description: 'For a verifier: your judgement of one or more of the findings that you were given.',
  input: z.strictObject({
    judgements: z
      .array(
        z.strictObject({ id: z.string(), outcome: z.enum(['confirmed', 'plausible', 'refuted']), reason: z.string().min(5).max(2_000) }),
      )
      .min(1)
      .max(50),
  }),
};

const all: readonly Spec<z.ZodType>[] = [judgeLead, reportFinding, withdrawFinding, judgeFindings];

/** The reading tools and all role tools; those that are not among `own` answer that they are not for this role. */
export function withRoleTools(reading: readonly AgentTool[], own: readonly AgentTool[]): AgentTool[] {
  const refusing = (spec: Spec<z.ZodType>): AgentTool => ({
    ...spec,
    run: async () => ({ text: `${spec.name} is not for your role. Yours are ${own.map((t) => t.name).join(', ')}.`, isError: true }),
  });
  return [...reading, ...all.map((spec) => own.find((tool) => tool.name === spec.name) ?? refusing(spec))];
}
