/** The commands of a person's settings, checked one by one: a broken one costs only itself. */
import * as z from 'zod';
import type { AnalyzerCommand } from './outside-remark.js';

const Command = z.object({
  name: z.string().regex(/^[\w.@ -]{1,60}$/, 'must be a short name'),
  command: z.array(z.string().max(4_000)).min(1, 'must name a program').max(200),
  format: z.enum(['sarif', 'eslint']).optional(),
  timeoutSeconds: z.number().positive().max(3_600).optional(),
  files: z.array(z.string().max(500)).max(100).optional(),
});

/** `setting` is whatever stands there. Problems are sentences without a full stop. */
export function readAnalyzerCommands(setting: unknown): { commands: AnalyzerCommand[]; problems: string[] } {
  const commands: AnalyzerCommand[] = [];
  const problems: string[] = [];
  if (setting === undefined || setting === null) return { commands, problems };
  if (!Array.isArray(setting)) return { commands, problems: ['it is not a list of commands'] };
  for (const [index, item] of (setting as unknown[]).entries()) {
    const read = Command.safeParse(item);
    const issue = read.success ? undefined : read.error.issues[0];
    if (!read.success)
      problems.push(`number ${index + 1} is left out: ${issue?.path.join('.') || 'it'} ${lower(issue?.message ?? 'is not right')}`);
    else if (commands.some((command) => command.name === read.data.name))
      problems.push(`number ${index + 1} is left out: there is a ${read.data.name} already`);
    else commands.push(read.data);
  }
  return { commands, problems };
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
