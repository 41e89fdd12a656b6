/** What the tools of agents may read: the new side of one change set, and nothing outside the repository or left out on purpose. */
import type { ChangedFile, ChangeSet, Contents, Side } from '../../../changes/change-set.js';
import { linesOf } from '../../../changes/lines.js';
import { generatedReason } from '../../../changes/generated.js';
import { skipReason } from '../../../changes/skip.js';
import type { Redact } from '../../../ports.js';

export type BlamedLine = { line: number; commit: string; author: string; date: string; summary: string; text: string };
export type LoggedCommit = { commit: string; author: string; date: string; subject: string };
export type CodePlace = { path: string; line: number; text: string };

/** Git's history of the new side. Both throw when git cannot tell. */
export interface History {
  /** `startLine` and `endLine` are 1-based and inclusive. */
  blame(path: string, startLine: number, endLine: number, signal: AbortSignal): Promise<BlamedLine[]>;
  /** Newest first. */
  log(path: string | undefined, page: { skip: number; limit: number }, signal: AbortSignal): Promise<LoggedCommit[]>;
}

/** An editor's language services, where there is one. */
export interface LanguageServices {
  definition(path: string, line: number, symbol: string, signal: AbortSignal): Promise<CodePlace[]>;
  references(path: string, line: number, symbol: string, signal: AbortSignal): Promise<CodePlace[]>;
  diagnostics(path: string, signal: AbortSignal): Promise<{ line: number; severity: string; message: string; source: string }[]>;
}

export type RepoReading = {
  changes: ChangeSet;
  contents: Contents;
  redact: Redact;
  history: History;
  services?: LanguageServices;
  /** Whether `.reverie/ignore` and git attributes leave a path out; undefined when they do not. */
  skipped?: (path: string) => string | undefined;
};

export type Text = { state: 'text'; path: string; lines: string[] } | { state: 'refused'; why: string };

/** A path as a model writes it, from the repo's root with `/`; undefined when it leads outside, or into git's own folder. */
export function repoPath(path: string): string | undefined {
  const parts = path
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .split('/');
  if (/^(?:[a-z]:|\/)/i.test(path) || path.includes('\0')) return undefined;
  if (parts.some((part) => part === '..' || part.toLowerCase() === '.git')) return undefined;
  const joined = parts.filter((part) => part !== '' && part !== '.').join('/');
  return joined === '' ? undefined : joined;
}

/** The redacted lines of a file, or why a model may not read it, in words for the model. */
export async function readText({ changes, contents, redact, skipped }: RepoReading, asked: string, side: Side = 'new'): Promise<Text> {
  const refused = (why: string): Text => ({ state: 'refused', why });
  const path = repoPath(asked);
  if (path === undefined)
    return refused(`${JSON.stringify(asked)} is not a path inside the repository. Give a path from its root, as list_files does.`);
  const file =
    changes.files.find((f) => f.path === path && (side === 'new' || f.status !== 'added')) ??
    changes.files.find((f) => (side === 'old' ? f.oldPath === path : f.path === path));
  const why = file?.skip ?? skipped?.(path) ?? skipReason(path);
  if (why !== undefined) return refused(`${path} is left out (${why}).`);
  if (side === 'old')
    return file ? textOf(await contents.read(file, 'old'), path, redact) : refused(`${path} is not changed: read its new side.`);
  if (file && isLink(file)) return refused(`${path} is a symbolic link or a submodule.`);
  // what git does not list (ignored, untracked links' targets, other repositories) is not read
  if (!(await contents.paths()).has(path))
    return refused(`There is no ${path} on this side of the change. list_files tells what there is.`);
  const content = await contents.readPath(path);
  const generated = content.state === 'text' && !file ? generatedReason(content.text) : undefined;
  return generated === undefined ? textOf(content, path, redact) : refused(`${path} is left out (${generated}).`);
}

function isLink(file: ChangedFile): boolean {
  return file.kind === 'symlink' || file.kind === 'submodule';
}

function textOf(content: Awaited<ReturnType<Contents['readPath']>>, path: string, redact: Redact): Text {
  if (content.state === 'text') return { state: 'text', path, lines: linesOf(redact(content.text)) };
  return {
    state: 'refused',
    why: content.state === 'absent' ? `There is no ${path} on that side.` : `${path} cannot be read as text: ${content.reason}.`,
  };
}

/** Lines longer than this are cut: they are hardly written by people. */
const longestLine = 400;

/** A line as a model sees it, with its number. */
export function numbered(line: number, text: string): string {
  const shown = text.length > longestLine ? `${text.slice(0, longestLine)} [cut here: ${text.length - longestLine} more characters]` : text;
  return `${String(line).padStart(5)}  ${shown}`;
}
