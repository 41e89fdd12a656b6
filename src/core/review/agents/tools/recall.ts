/** `recall`: what this repository has taught, as far as it bears on a question. */
import * as z from 'zod';
import type { RecalledLesson } from '../../../memory/recall.js';
import { asData } from '../data-marking.js';
import { agentTool, type AgentTool } from '../agent-tool.js';

const most = 12;

export function recallTool(lessons: RecalledLesson[], boundary: string): AgentTool {
  return agentTool({
    name: 'recall',
    description: 'Recalls lessons that earlier reviews of this repository have taught, by words or by path.',
    input: z.strictObject({ about: z.string().min(2).max(300) }),
    async run({ about }) {
      const words = wordsOf(about);
      const scored = lessons
        .map((recalled) => ({ recalled, score: overlap(words, wordsOf(searchable(recalled))) }))
        .filter(({ score }) => score > 0)
        .toSorted((a, b) => b.score - a.score)
        .slice(0, most);
      if (scored.length === 0) return { text: 'Nothing was learned about that.' };
      return { text: asData(boundary, 'lessons', scored.map(({ recalled }) => lessonText(recalled)).join('\n\n')) };
    },
  });
}

/** A lesson as a model reads it: what it says, where it holds, and who says so. */
export function lessonText({ lesson, why }: RecalledLesson): string {
  const { scope } = lesson;
  const where = [...scope.paths, ...scope.rules, ...scope.languages, ...scope.symbols].join(', ') || 'everywhere';
  return `${lesson.id} (${lesson.kind}, ${lesson.status}, from ${lesson.provenance}): ${lesson.statement}\n  holds for ${where}; recalled because ${why}`;
}

function searchable({ lesson }: RecalledLesson): string {
  return [lesson.statement, lesson.kind, ...lesson.scope.paths, ...lesson.scope.rules, ...lesson.scope.symbols].join(' ');
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []);
}

function overlap(a: Set<string>, b: Set<string>): number {
  return [...a].filter((word) => b.has(word)).length;
}
