/** The story of the agents of a review or a dream as lines for a terminal. */
import { agentStory } from '../../core/transcript/agent-story.js';
import { reflections } from '../../core/transcript/reflection-story.js';
import type { TranscriptEvent } from '../../core/transcript/transcript-event.js';
import { styled, type Line } from './line.js';

const agentTypes: ReadonlySet<TranscriptEvent['type']> = new Set([
  'prompt-part',
  'agent-started',
  'turn',
  'tool-result',
  'waited',
  'agent-ended',
  'planned',
  'verified',
  'graded',
  'agent-covered',
  'lessons-shown',
  'stopped',
  'reflected',
  'unsupported',
]);

export function isAgentEvent({ type }: TranscriptEvent): boolean {
  return agentTypes.has(type);
}

export function agentLines(events: TranscriptEvent[]): Line[] {
  const [first] = events;
  const story = first?.type === 'started' && first.kind === 'dream' ? reflections(events) : agentStory(events);
  return story.flatMap((paragraph) =>
    paragraph.split('\n').map((line): Line => {
      const heading = /^#+ /.test(line);
      const text = plainText(line.replace(/^(?:#+|>) /, ''));
      return heading ? [styled('bold', `  ${text}`)] : [`    ${text}`];
    }),
  );
}

/** The story's Markdown without its marks: what it escapes is shown as it is. */
function plainText(markdown: string): string {
  return markdown.replace(/(?<!\\)\*\*/g, '').replace(/\\([\\`*_{}[\]<>()#|~!&])/g, '$1');
}
