/** The lead: decides which specialists look at which unit. */
import { asData } from './data-marking.js';
import { Assign, fallbackPlan, type Plan, planFrom, unitText } from './plan.js';
import prompt from './prompts/lead.md';
import type { ReviewUnit } from './review-units.js';
import { askTask, type RunContext } from './run-context.js';
import type { Specialist } from './specialist.js';

/** Without an answer (a budget, a failure) the change's own text chooses, and the plan says so. */
export async function askLead(context: RunContext, units: ReviewUnit[], specialists: readonly Specialist[]): Promise<Plan> {
  const list = specialists.map(({ name, about, paths }) => `${name}: ${about}${paths ? ` (for ${paths.join(', ')})` : ''}`).join('\n');
  const text = [
    `The id of this review's data is ${context.boundary}.`,
    prompt,
    `# Specialists\n${list}`,
    `# Units\n${asData(context.boundary, 'units', units.map(unitText).join('\n\n'))}`,
  ].join('\n\n');
  const { end, value } = await askTask(
    context,
    {
      role: 'lead',
      name: 'lead',
      model: context.access.ids.lead,
      messages: [{ role: 'user', content: [{ type: 'text', text }] }],
      maxOutputTokens: 4_000,
    },
    { name: 'assign', description: 'Which specialists look at which unit, and why.', shape: Assign },
  );
  return value
    ? planFrom(value, units, specialists)
    : fallbackPlan(
        units,
        specialists,
        context.effort,
        `the lead gave no plan (${end.reason ?? end.state}); chosen by what the change speaks of`,
      );
}
