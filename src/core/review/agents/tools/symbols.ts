/** `definition`, `references` and `diagnostics`: an editor's language services where there are any, else what the text tells. */
import * as z from 'zod';
import { asData } from '../data-marking.js';
import { agentTool, type AgentTool } from '../agent-tool.js';
import { pageOf, PageNumber } from './page.js';
import { type CodePlace, readText, type RepoReading } from './repo-reading.js';
import { findText, placeLines } from './search.js';

const pageSize = 40;

const Where = z.strictObject({
  symbol: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\s]+$/, { error: 'one name, without white space' }),
  path: z.string().optional().describe('A file that uses it.'),
  line: z.int().min(1).optional().describe('The line there.'),
  page: PageNumber,
});

export function definitionTool(repo: RepoReading, boundary: string): AgentTool {
  return symbolTool(repo, boundary, 'definition', 'Finds where a name is declared.');
}

export function referencesTool(repo: RepoReading, boundary: string): AgentTool {
  return symbolTool(repo, boundary, 'references', 'Finds where a name is used.');
}

function symbolTool(repo: RepoReading, boundary: string, what: 'definition' | 'references', description: string): AgentTool {
  return agentTool({
    name: what,
    description,
    input: Where,
    async run({ symbol, path, line, page }, { signal }) {
      const text = path === undefined ? undefined : await readText(repo, path);
      if (text?.state === 'refused') return { text: text.why, isError: true };
      const served = text && line !== undefined && repo.services ? await repo.services[what](text.path, line, symbol, signal) : [];
      const told = (
        await Promise.all(served.map(async (place) => ((await readText(repo, place.path)).state === 'text' ? [place] : [])))
      ).flat();
      const places = told.length > 0 ? told : await byText(repo, symbol, what, signal);
      if (places.length === 0) return { text: `Nothing found for ${symbol}.` };
      const { items, rest } = pageOf(
        places.map((p) => ({ ...p, text: repo.redact(p.text) })),
        page,
        pageSize,
      );
      const how = told.length > 0 ? '' : '\n[found by name only: other things may have the same name]';
      return { text: `${asData(boundary, `${what} of ${symbol}`, placeLines(items))}${how}\n${rest}`.trimEnd() };
    },
  });
}

async function byText(repo: RepoReading, symbol: string, what: 'definition' | 'references', signal: AbortSignal): Promise<CodePlace[]> {
  const name = symbol.split(/\.|::|->/).at(-1) ?? symbol;
  if (name.length < 2) return [];
  const { places } = await findText(repo, name, { wholeWord: true, signal });
  return what === 'references' ? places : places.filter(({ text }) => declares(text, name));
}

const declaring =
  /\b(?:function|class|interface|type|enum|const|let|var|def|fn|func|struct|trait|impl|mod|module|namespace|record|object|static|public|private|protected|internal|void|async)\b/;

function declares(line: string, name: string): boolean {
  const at = line.indexOf(name);
  return (
    declaring.test(line.slice(0, at)) ||
    /^\s*(?:\([^)]*\)\s*(?:\{|=>)|[:=]\s*(?:async\s*)?(?:function|\())/.test(line.slice(at + name.length))
  );
}

export function diagnosticsTool(repo: RepoReading, boundary: string): AgentTool {
  return agentTool({
    name: 'diagnostics',
    description: 'Lists what the editor’s language services say about a file: errors and warnings of compilers and linters.',
    input: z.strictObject({ path: z.string() }),
    async run({ path }, { signal }) {
      const text = await readText(repo, path);
      if (text.state === 'refused') return { text: text.why, isError: true };
      if (!repo.services) return { text: 'There are no language services here.' };
      const found = await repo.services.diagnostics(text.path, signal);
      if (found.length === 0) return { text: `Nothing is said about ${text.path}.` };
      const body = found.slice(0, 100).map((d) => `${d.line}: ${d.severity}: ${repo.redact(d.message)} (${d.source})`);
      return { text: asData(boundary, `diagnostics of ${text.path}`, body.join('\n')) };
    },
  });
}
