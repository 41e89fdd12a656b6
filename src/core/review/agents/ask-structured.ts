/** Asks a model for one answer of a given shape: by a tool that it must call, which works with every provider. */
import type * as z from 'zod';
import type { AgentEnd, AgentEvent } from './agent-event.js';
import { runAgent } from './agent-loop.js';
import type { AgentRun } from './agent-run.js';
import { agentTool } from './agent-tool.js';

export type Question<Shape extends z.ZodType> = Omit<AgentRun, 'tools' | 'maxRounds' | 'isDone'> & {
  /** Name and description of the tool whose input is the answer. */
  answer: {
    name: string;
    description: string;
    shape: Shape;
    /** What is to be mended in an answer that fits, for the model; the last answer that fits counts when it is not. */
    mend?: (value: z.infer<Shape>) => string | undefined;
  };
  /** Answers at most, those that did not fit counted; default 3. */
  maxRounds?: number;
};

export type StructuredAnswer<T> = { end: AgentEnd; /** Absent when there was none that fits. */ value?: T };

/** An answer that does not fit gets an error that says how to mend it, and another round. Never throws but for bugs. */
export async function* askStructured<Shape extends z.ZodType>(
  question: Question<Shape>,
): AsyncGenerator<AgentEvent, StructuredAnswer<z.infer<Shape>>> {
  const { answer, maxRounds = 3, request, ...run } = question;
  let given: { value: z.infer<Shape> } | undefined;
  let isGood = false;
  const tool = agentTool({
    name: answer.name,
    description: answer.description,
    input: answer.shape,
    run: async (value) => {
      if (isGood) return { text: 'Noted.' };
      given = { value };
      const wrong = answer.mend?.(value);
      isGood = wrong === undefined;
      return wrong === undefined ? { text: 'Noted.' } : { text: wrong, isError: true };
    },
  });
  const end = yield* runAgent({
    ...run,
    request: { ...request, mustCall: answer.name },
    tools: [tool],
    maxRounds,
    isDone: () => isGood,
  });
  if (given) return { end: { ...end, state: 'done' }, value: given.value };
  return { end: end.state === 'done' ? { ...end, state: 'failed', reason: `the model gave no ${answer.name}` } : end };
}
