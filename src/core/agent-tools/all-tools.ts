/** The tools for coding agents, in the order in which they are listed, and how one is run. */
import * as z from 'zod';
import { HumanError } from '../human-error.js';
import type { AgentTool, ToolAnswer, ToolContext } from './agent-tool.js';
import { findings } from './findings.js';
import { recallLessons } from './recall.js';
import { recordVerdict } from './record-verdict.js';
import { reviewChanges } from './review-changes.js';

export const agentTools: readonly AgentTool[] = [reviewChanges, findings, recallLessons, recordVerdict].map(
  (tool) => tool as unknown as AgentTool,
);

/** Throws a HumanError for a tool there is none of, for input that does not fit (naming each field), and for what the caller can mend. */
export async function runAgentTool(name: string, input: unknown, context: ToolContext): Promise<ToolAnswer<Record<string, unknown>>> {
  const tool = agentTools.find((t) => t.name === name);
  if (!tool) throw new HumanError(`There is no tool ${name}`, { next: `Use one of ${agentTools.map((t) => t.name).join(', ')}` });
  const parsed = tool.input.safeParse(input ?? {});
  if (!parsed.success) throw new HumanError(`The input does not fit: ${problems(parsed.error)}`, { next: 'See the tool’s input schema' });
  return tool.run(parsed.data, context);
}

function problems(error: z.ZodError): string {
  const all = error.issues.map(({ path, message }) => (path.length ? `${path.map(String).join('.')}: ${message}` : message));
  return all.slice(0, 5).join('; ') + (all.length > 5 ? `; and ${all.length - 5} more` : '');
}

type JsonSchema = Record<string, unknown> & { properties?: Record<string, unknown> };

const repoField = {
  type: 'string',
  description: 'Absolute path of the repository, or of a folder in it; only needed when several are open.',
};

/** As JSON Schema, for whoever lists the tools; besides its own input each tool takes `repo` (see `withoutRepo`). */
export function inputSchema(tool: AgentTool): JsonSchema {
  const schema = jsonSchema(tool.input, 'input');
  return { ...schema, properties: { ...schema.properties, repo: repoField } };
}

export function outputSchema(tool: AgentTool): JsonSchema {
  return jsonSchema(tool.output, 'output');
}

function jsonSchema(type: z.ZodType, io: 'input' | 'output'): JsonSchema {
  // draft 7 is what clients' validators take; which one it is they need not be told
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, target: 'draft-7' });
  return schema;
}

/** Takes the repository that is meant out of a call's input. Throws a HumanError when it is no text. */
export function withoutRepo(given: Record<string, unknown>): { repo?: string; input: Record<string, unknown> } {
  const { repo, ...input } = given;
  if (repo === undefined || repo === null || repo === '') return { input };
  if (typeof repo !== 'string') throw new HumanError('`repo` is no text', { next: 'Give the absolute path of a repository' });
  return { repo, input };
}
