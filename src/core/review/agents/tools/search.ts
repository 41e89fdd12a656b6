/** `search`: where a literal text stands in the repository. */
import * as z from 'zod';
import { pathFilter } from '../../../changes/glob.js';
import { asData } from '../data-marking.js';
import { agentTool, type AgentTool } from '../agent-tool.js';
import { pageOf, PageNumber } from './page.js';
import { type CodePlace, numbered, readText, type RepoReading } from './repo-reading.js';

const pageSize = 60;
const mostFiles = 300;

export function searchTool(repo: RepoReading, boundary: string): AgentTool {
  return agentTool({
    name: 'search',
    description:
      'Finds lines that contain a text literally (no regular expressions; upper and lower case differ). Generated and ignored files are left out.',
    input: z.strictObject({
      text: z
        .string()
        .min(2)
        .max(200)
        .refine((text) => !text.includes('\n'), { error: 'one line only' }),
      whole_word: z.boolean().default(false),
      glob: z.string().optional().describe('Limits the files, such as src/**/*.ts.'),
      page: PageNumber,
    }),
    async run({ text, whole_word: wholeWord, glob, page }, { signal }) {
      const found = await findText(repo, text, { wholeWord, signal, ...(glob !== undefined && { glob }) });
      const { items, rest } = pageOf(found.places, page, pageSize);
      if (found.places.length === 0) return { text: `No line contains ${JSON.stringify(text)}${glob ? ` in ${glob}` : ''}.` };
      return {
        text: `${asData(boundary, 'search results', placeLines(items))}\n${rest}${found.cut ? `\n[only the first ${mostFiles} files were searched: narrow it with glob]` : ''}`.trimEnd(),
      };
    },
  });
}

export type FindOptions = { wholeWord: boolean; glob?: string; signal: AbortSignal };

/** Lines of readable files; `cut` when there were too many files to look at. */
export async function findText(
  repo: RepoReading,
  text: string,
  { wholeWord, glob, signal }: FindOptions,
): Promise<{ places: CodePlace[]; cut: boolean }> {
  const inScope = glob === undefined ? () => true : pathFilter([glob]);
  const paths = (await repo.contents.search([text], [''])).filter(inScope).toSorted();
  const isWordAt = (line: string, at: number): boolean => !/[\p{L}\p{N}_$]/u.test((line[at - 1] ?? ' ') + (line[at + text.length] ?? ' '));
  const places: CodePlace[] = [];
  for (const path of paths.slice(0, mostFiles)) {
    signal.throwIfAborted();
    const file = await readText(repo, path);
    if (file.state === 'refused') continue;
    for (const [index, line] of file.lines.entries()) {
      for (let at = line.indexOf(text); at >= 0; at = line.indexOf(text, at + 1)) {
        if (wholeWord && !isWordAt(line, at)) continue;
        places.push({ path, line: index + 1, text: line });
        break;
      }
    }
  }
  return { places, cut: paths.length > mostFiles };
}

export function placeLines(places: CodePlace[]): string {
  return places.map(({ path, line, text }) => `${path}:${numbered(line, text).trimStart()}`).join('\n');
}
