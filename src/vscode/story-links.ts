/** Links of readable documents: each is one command with one argument that says what to open, and nothing else works in them. */
import type { StoryLink, StoryTarget } from '../core/transcript/story-link.js';

export const linkCommand = 'reverie.openLink';

/** `repo` is the id of the session whose document it is. */
export type LinkTarget = StoryTarget & { repo: string };

export function storyLinks(repo: string): StoryLink {
  return (target, text) => `[${text}](command:${linkCommand}?${encoded([{ ...target, repo }])})`;
}

/** What a link's argument says; undefined for anything that is none. Paths stay inside the repo. */
export function linkTarget(value: unknown): LinkTarget | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const given = new Map(Object.entries(value));
  const text = (name: string) => (typeof given.get(name) === 'string' ? (given.get(name) as string) : undefined);
  const [kind, repo, id, path, fingerprint] = ['kind', 'repo', 'id', 'path', 'fingerprint'].map(text);
  const at = given.get('line');
  const line = typeof at === 'number' && Number.isInteger(at) && at > 0 ? { line: at } : {};
  if (repo === undefined) return undefined;
  if ((kind === 'lesson' || kind === 'transcript') && id !== undefined && /^[\w.-]{1,200}$/.test(id)) return { kind, repo, id };
  if (path === undefined || !staysInside(path)) return undefined;
  if (kind === 'code') return { kind, repo, path, ...line };
  if (kind === 'finding' && fingerprint !== undefined) return { kind, repo, fingerprint, path, ...line };
  return undefined;
}

function staysInside(path: string): boolean {
  return path !== '' && !/^(?:[/\\]|[a-z]:)/i.test(path) && !path.split(/[/\\]/).includes('..') && !path.includes('\0');
}

/** Parentheses would end a link in Markdown. */
function encoded(args: unknown): string {
  return encodeURIComponent(JSON.stringify(args)).replace(/[()']/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
}
