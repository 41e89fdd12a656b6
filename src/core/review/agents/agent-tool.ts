/** A tool that an agent may call: read-only towards the repository, its input typed by zod. */
import type * as z from 'zod';

/** `text` is data for the model; an error says how to mend the call. */
export type ToolOutput = { text: string; isError?: boolean };

export type AgentTool<Input extends z.ZodType = z.ZodType> = {
  name: string;
  description: string;
  /** An object. Unknown fields are refused with a message that names the known ones. */
  input: Input;
  /** Gets parsed input. Answers with `isError` for what the model can mend; throws only for bugs and when aborted. */
  run(input: z.infer<Input>, context: { signal: AbortSignal }): Promise<ToolOutput>;
};

/** Keeps the input's type inside, so that tools of different inputs fit one list. */
export function agentTool<Input extends z.ZodType>(tool: AgentTool<Input>): AgentTool {
  return tool;
}
