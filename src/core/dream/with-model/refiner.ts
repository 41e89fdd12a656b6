/** The refiner: from the observations of all specialists and the lessons that are there to proposals for memory. */
import { type Lesson, ranksAtLeast } from '../../memory/lesson.js';
import { matchesPlace } from '../../memory/matches-lesson.js';
import type { AgentEnd } from '../../review/agents/agent-event.js';
import { asData } from '../../review/agents/data-marking.js';
import { askTask, type AskContext } from '../../review/agents/run-context.js';
import { type Proposal, Proposals } from './answers.js';
import type { Digest, DigestCase } from './digest.js';
import { caseText, lessonForRefiner } from './digest-text.js';
import { refinerOutput } from './plan-reflection.js';
import prompt from './prompts/refiner.md';
import type { HeldObservation } from './reflector.js';

/** Lessons and findings that it is shown, at most. */
const mostLessons = 40;
const mostCases = 60;

export type RefinerInput = { digest: Digest; observations: HeldObservation[]; lessons: Lesson[] };

export async function askRefiner(
  context: AskContext & { boundary: string },
  { digest, observations, lessons }: RefinerInput,
): Promise<{ end: AgentEnd; proposals: Proposal[] }> {
  const { boundary } = context;
  const cases = shownCases(digest, observations);
  const inScope = lessons.filter((l) => cases.some((c) => bearsOn(l, c))).slice(0, mostLessons);
  const parts = [
    `${prompt}\nThe id of this dream's data is ${boundary}.`,
    `# Observations\n${asData(boundary, 'observations', observations.map(observationText).join('\n'))}`,
    `# Findings\n${asData(boundary, 'findings', cases.map(caseText).join('\n\n'))}`,
    inScope.length > 0
      ? `# Lessons\n${asData(boundary, 'lessons', inScope.map((l) => lessonForRefiner(l, !l.pinned && ranksAtLeast('model', l.provenance))).join('\n'))}`
      : '# Lessons\nMemory has none for these places.',
  ];
  const { end, value } = await askTask(
    context,
    {
      role: 'refiner',
      name: 'refiner',
      model: context.access.ids.lead,
      maxOutputTokens: refinerOutput,
      messages: [{ role: 'user', content: [{ type: 'text', text: parts.join('\n\n') }] }],
    },
    { name: 'propose', description: 'What should change in memory, each with its grounds.', shape: Proposals },
  );
  return { end, proposals: value?.proposals ?? [] };
}

/** The findings that are cited, then those of the same rules and folders: what speaks against an observation is among them. */
function shownCases({ groups }: Digest, observations: HeldObservation[]): DigestCase[] {
  const cited = new Set(observations.flatMap((o) => o.cited.cases));
  const all = groups.flatMap((g) => g.cases);
  const near = all.filter((c) => !cited.has(c) && c.events.some((e) => e.says) && [...cited].some((o) => alike(o, c)));
  return [...cited, ...near].slice(0, mostCases);
}

function alike(a: DigestCase, b: DigestCase): boolean {
  return a.subject.rule === undefined ? a.subject.source === b.subject.source : a.subject.rule === b.subject.rule;
}

function bearsOn(lesson: Lesson, { subject }: DigestCase): boolean {
  const { rules } = lesson.scope;
  return matchesPlace(lesson, subject.path) && (rules.length === 0 || (subject.rule !== undefined && rules.includes(subject.rule)));
}

function observationText({ group, text, cites }: HeldObservation, index: number): string {
  return `o${index + 1} of ${group}: ${text} (${cites.join(', ')})`;
}
