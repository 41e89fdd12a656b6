/** `show_diff`: the change of one file. */
import * as z from 'zod';
import { linesOf } from '../../../changes/lines.js';
import { asData } from '../data-marking.js';
import { agentTool, type AgentTool } from '../agent-tool.js';
import { renderDiff } from '../render-diff.js';
import { pageOf, PageNumber } from './page.js';
import { repoPath, type RepoReading } from './repo-reading.js';

const pageSize = 400;

export function showDiffTool(repo: RepoReading, boundary: string): AgentTool {
  return agentTool({
    name: 'show_diff',
    description: 'Shows what the change does to one file, with the line numbers of both sides.',
    input: z.strictObject({
      path: z.string(),
      context: z.int().min(0).max(50).default(8).describe('Unchanged lines around each hunk.'),
      page: PageNumber,
    }),
    async run({ path, context, page }) {
      const file = repo.changes.files.find((f) => f.path === repoPath(path));
      if (!file)
        return {
          text: `${path} is not changed. What is:\n${asData(
            boundary,
            'changed files',
            repo.changes.files
              .slice(0, 50)
              .map((f) => f.path)
              .join('\n'),
          )}`,
          isError: true,
        };
      if (file.skip !== undefined) return { text: `${file.path} is left out (${file.skip}).`, isError: true };
      const [old, now] = await Promise.all([sideLines(repo, file, 'old'), sideLines(repo, file, 'new')]);
      const { items, rest } = pageOf(renderDiff(file, old, now, context), page, pageSize);
      return { text: `${asData(boundary, `diff of ${file.path}`, items.join('\n'))}\n${rest}`.trimEnd() };
    },
  });
}

/** Redacted lines; none where there is no text. */
export async function sideLines(
  { contents, redact }: Pick<RepoReading, 'contents' | 'redact'>,
  file: RepoReading['changes']['files'][number],
  side: 'old' | 'new',
): Promise<string[]> {
  const read = async (): Promise<string[]> => {
    const content = await contents.read(file, side);
    return content.state === 'text' ? linesOf(redact(content.text)) : [];
  };
  const known = kept.get(contents) ?? new Map<string, Promise<string[]>>();
  kept.set(contents, known);
  const key = `${side}\0${file.path}`;
  const lines = known.get(key) ?? read();
  known.set(key, lines);
  return lines;
}

/** Redacting costs more than reading, and every agent asks for the same files: what was read stays as long as its review. */
const kept = new WeakMap<RepoReading['contents'], Map<string, Promise<string[]>>>();
