/** Whether the code that a lesson cites is still there. */
import type { Hasher } from '../ports.js';
import type { CodeEvidence, Lesson } from './lesson.js';

export type CitationState =
  | { state: 'holds' }
  /** No citation of code, or none that can be read: unreachable is not false. */
  | { state: 'unknown' }
  | { state: 'gone'; why: string };

/**
 * A lesson's code holds as long as one of its citations is found anywhere in the file it names; indentation does not matter. `codeAt`
 * gives the redacted lines of a file as it is now, no lines for one that is gone, and undefined for one that cannot be read; what it gives
 * is not changed afterwards.
 */
export function checkCitations(
  lesson: Pick<Lesson, 'evidence'>,
  codeAt: (path: string) => string[] | undefined,
  hash: Pick<Hasher, 'sha256'>,
): CitationState {
  const gone: string[] = [];
  let unreachable = false;
  for (const item of lesson.evidence) {
    if (item.type !== 'code') continue;
    const lines = codeAt(item.path);
    if (!lines) unreachable = true;
    else if (standsIn(lines, item, hash)) return { state: 'holds' };
    else gone.push(item.path);
  }
  if (unreachable || gone.length === 0) return { state: 'unknown' };
  const [first] = gone;
  return {
    state: 'gone',
    why: `the code it cites is no longer in ${first}${gone.length > 1 ? ` (nor in ${gone.length - 1} more places)` : ''}`,
  };
}

function standsIn(lines: string[], { quote, hash: wanted, startLine, endLine }: CodeEvidence, hash: Pick<Hasher, 'sha256'>): boolean {
  const quoted = quote.includes('\n') ? quote.split('\n').map((line) => line.trim()) : [quote.trim()];
  const telling = quoted.findIndex(Boolean);
  if (telling >= 0) {
    const { trimmed, places } = indexOf(lines);
    const starts = places.get(quoted[telling] ?? '') ?? [];
    if (starts.some((at) => quoted.every((line, index) => trimmed[at - telling + index] === line))) return true;
  }
  if (hash.sha256(quote) === wanted) return false;
  // the quote was shortened by hand: its hash still says which lines it meant
  const count = endLine - startLine + 1;
  return count > 0 && lines.some((_, at) => at + count <= lines.length && hash.sha256(lines.slice(at, at + count).join('\n')) === wanted);
}

type LineIndex = { trimmed: string[]; places: Map<string, number[]> };

/** Many lessons cite the same file: its lines are looked through once. */
const indexes = new WeakMap<string[], LineIndex>();

function indexOf(lines: string[]): LineIndex {
  const known = indexes.get(lines);
  if (known) return known;
  const trimmed = lines.map((line) => line.trim());
  const places = new Map<string, number[]>();
  for (const [at, line] of trimmed.entries()) {
    const there = places.get(line);
    if (there) there.push(at);
    else places.set(line, [at]);
  }
  const index = { trimmed, places };
  indexes.set(lines, index);
  return index;
}
