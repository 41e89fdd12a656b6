/** `recall`: what this repository has taught, as far as it bears on a question. */
import * as z from 'zod';
import { byRelevance } from '../../../memory/choose-lessons.js';
import { lessonForPrompt } from '../../../memory/lesson-prompt.js';
import type { RecalledLesson } from '../../../memory/recall.js';
import { asData } from '../data-marking.js';
import { agentTool, type AgentTool } from '../agent-tool.js';

const most = 12;

/** `lessons` are those that the agent may see. */
export function recallTool(lessons: RecalledLesson[], boundary: string): AgentTool {
  return agentTool({
    name: 'recall',
    description: 'Recalls lessons that earlier reviews of this repository have taught, by words or by path.',
    input: z.strictObject({ about: z.string().min(2).max(300) }),
    async run({ about }) {
      const found = byRelevance(lessons, { paths: [], text: about }).filter(({ score }) => score > 0);
      if (found.length === 0) return { text: 'Nothing was learned about that.' };
      const texts = found.slice(0, most).map(({ item }) => lessonForPrompt(item.lesson, item.why));
      const rest = found.length > most ? `\n\n[${found.length - most} more are less relevant]` : '';
      return { text: `${asData(boundary, 'lessons', texts.join('\n\n'))}${rest}` };
    },
  });
}
