/** `read_file`: lines of one file of the repository, numbered. */
import * as z from 'zod';
import { asData } from '../data-marking.js';
import { agentTool, type AgentTool } from '../agent-tool.js';
import { numbered, readText, type RepoReading } from './repo-reading.js';

const mostLines = 400;

export function readFileTool(repo: RepoReading, boundary: string): AgentTool {
  return agentTool({
    name: 'read_file',
    description: `Reads a file as it is after the change (side "new") or, for a changed file, as it was before (side "old"). At most ${mostLines} lines at a time: ask with from_line for more.`,
    input: z.strictObject({
      path: z.string().describe('Path from the repository’s root.'),
      side: z.enum(['new', 'old']).default('new'),
      from_line: z.int().min(1).default(1),
      lines: z.int().min(1).max(mostLines).default(200),
    }),
    async run({ path, side, from_line: from, lines: count }) {
      const text = await readText(repo, path, side);
      if (text.state === 'refused') return { text: text.why, isError: true };
      const { lines } = text;
      if (from > Math.max(1, lines.length)) return { text: `${text.path} has ${lines.length} lines.`, isError: true };
      const shown = lines.slice(from - 1, from - 1 + count);
      const last = from - 1 + shown.length;
      const body = shown.map((line, i) => numbered(from + i, line)).join('\n');
      const rest = last < lines.length ? `\n[lines ${from}-${last} of ${lines.length}; ask with from_line ${last + 1} for more]` : '';
      return { text: asData(boundary, `file ${text.path} (${side})`, body) + rest };
    },
  });
}
