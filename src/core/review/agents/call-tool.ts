/** Runs one call of a tool; what is wrong with a call becomes an error result that says how to mend it. */
import * as z from 'zod';
import type { JsonSchema, ToolCall, ToolSpec } from '../../model/chat-model.js';
import type { AgentTool, ToolOutput } from './agent-tool.js';

/** A result longer than this many characters is cut: a tool with more to say pages. */
export const maxResultLength = 40_000;

export function toolSpec({ name, description, input }: AgentTool): ToolSpec {
  return { name, description, input: schemaOf(input) };
}

/** Rejects only with the signal's reason. */
export async function callTool(tools: readonly AgentTool[], call: ToolCall, signal: AbortSignal): Promise<Required<ToolOutput>> {
  const tool = tools.find((t) => t.name === call.name);
  if (!tool)
    return failed(`There is no tool ${JSON.stringify(call.name.slice(0, 80))}. The tools are ${tools.map((t) => t.name).join(', ')}.`);
  if (call.broken !== undefined)
    return failed(`The input of ${tool.name} is no JSON (${call.broken}). Call it again with a JSON object${fieldsOf(tool)}.`);
  const parsed = tool.input.safeParse(call.input);
  if (!parsed.success) {
    const wrong = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`);
    return failed(`The input of ${tool.name} does not fit: ${wrong.join('; ')}. Call it again${fieldsOf(tool)}.`);
  }
  try {
    const { text, isError = false } = await tool.run(parsed.data, { signal });
    return { text: cut(text), isError };
  } catch (error) {
    signal.throwIfAborted();
    return failed(`${tool.name} failed: ${error instanceof Error ? error.message : String(error)}. Go on without it, or try another way.`);
  }
}

function failed(text: string): Required<ToolOutput> {
  return { text, isError: true };
}

function cut(text: string): string {
  return text.length <= maxResultLength
    ? text
    : `${text.slice(0, maxResultLength)}\n[cut here: ${text.length - maxResultLength} more characters]`;
}

/** JSON Schemas are made once per tool: they are a part of the cached prefix and must be the same bytes. */
const schemas = new WeakMap<z.ZodType, JsonSchema>();

function schemaOf(input: z.ZodType): JsonSchema {
  let schema = schemas.get(input);
  if (!schema) {
    const { $schema: _, ...rest } = z.toJSONSchema(input, { io: 'input' }) as JsonSchema;
    schemas.set(input, (schema = rest));
  }
  return schema;
}

function fieldsOf(tool: AgentTool): string {
  const { properties, required } = schemaOf(tool.input) as { properties?: Record<string, { type?: string }>; required?: string[] };
  const names = Object.entries(properties ?? {}).map(
    ([name, { type }]) => `${name}${required?.includes(name) ? '' : '?'}${type ? `: ${type}` : ''}`,
  );
  return names.length > 0 ? ` with { ${names.join(', ')} }` : '';
}
