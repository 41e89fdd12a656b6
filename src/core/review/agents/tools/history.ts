/** `blame` and `log`: who wrote a line, and what happened to a file. */
import * as z from 'zod';
import { asData } from '../data-marking.js';
import { agentTool, type AgentTool } from '../agent-tool.js';
import { PageNumber } from './page.js';
import { numbered, readText, type RepoReading } from './repo-reading.js';

const mostBlamed = 100;
const logPage = 30;

export function blameTool(repo: RepoReading, boundary: string): AgentTool {
  return agentTool({
    name: 'blame',
    description: `Tells for lines of a file which commit wrote them, when and why. At most ${mostBlamed} lines.`,
    input: z.strictObject({ path: z.string(), start_line: z.int().min(1), end_line: z.int().min(1) }),
    async run({ path, start_line: start, end_line: end }, { signal }) {
      const text = await readText(repo, path);
      if (text.state === 'refused') return { text: text.why, isError: true };
      const last = Math.min(end, text.lines.length, start + mostBlamed - 1);
      if (last < start)
        return { text: `${text.path} has ${text.lines.length} lines: there are none from ${start} to ${end}.`, isError: true };
      const lines = await repo.history.blame(text.path, start, last, signal);
      const body = lines.map(
        (l) =>
          `${l.commit.slice(0, 10)} ${l.date.slice(0, 10)} ${repo.redact(`${l.author}: ${l.summary}`)}\n${numbered(l.line, repo.redact(l.text))}`,
      );
      return { text: asData(boundary, `blame of ${text.path}`, body.join('\n')) };
    },
  });
}

export function logTool(repo: RepoReading, boundary: string): AgentTool {
  return agentTool({
    name: 'log',
    description: `Lists commits, newest first, of one file or of all; ${logPage} a page.`,
    input: z.strictObject({ path: z.string().optional(), page: PageNumber }),
    async run({ path, page = 1 }, { signal }) {
      const text = path === undefined ? undefined : await readText(repo, path);
      if (text?.state === 'refused') return { text: text.why, isError: true };
      const commits = await repo.history.log(text?.path, { skip: (page - 1) * logPage, limit: logPage }, signal);
      if (commits.length === 0) return { text: page > 1 ? 'There are no more commits.' : 'There are no commits.' };
      const body = commits
        .map((c) => `${c.commit.slice(0, 10)} ${c.date.slice(0, 10)} ${repo.redact(`${c.author}: ${c.subject}`)}`)
        .join('\n');
      const rest = commits.length === logPage ? `\n[ask for page ${page + 1} for more]` : '';
      return { text: asData(boundary, `log${path === undefined ? '' : ` of ${path}`}`, body) + rest };
    },
  });
}
