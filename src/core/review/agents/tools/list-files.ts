/** `list_files`: what files there are. */
import * as z from 'zod';
import { pathFilter } from '../../../changes/glob.js';
import { asData } from '../data-marking.js';
import { agentTool, type AgentTool } from '../agent-tool.js';
import { pageOf, PageNumber } from './page.js';
import { repoPath, type RepoReading } from './repo-reading.js';

const pageSize = 200;

export function listFilesTool(repo: RepoReading, boundary: string): AgentTool {
  return agentTool({
    name: 'list_files',
    description: `Lists files of the repository as it is after the change, ${pageSize} a page.`,
    input: z.strictObject({
      folder: z.string().optional().describe('Only what is below it.'),
      glob: z.string().optional().describe('Such as **/*.test.ts.'),
      page: PageNumber,
    }),
    async run({ folder, glob, page }) {
      const below = folder === undefined || /^\.?\/?$/.test(folder) ? '' : repoPath(folder);
      if (below === undefined) return { text: `${JSON.stringify(folder)} is not a folder inside the repository.`, isError: true };
      const matches = glob === undefined ? () => true : pathFilter([glob]);
      const paths = [...(await repo.contents.paths())]
        .filter((path) => (below === '' || path.startsWith(`${below}/`)) && matches(path))
        .toSorted();
      const { items, rest } = pageOf(paths, page, pageSize);
      if (paths.length === 0) return { text: `There are no files${folder ? ` in ${folder}` : ''}${glob ? ` that match ${glob}` : ''}.` };
      return { text: `${asData(boundary, 'files', items.join('\n'))}\n${rest}`.trimEnd() };
    },
  });
}
