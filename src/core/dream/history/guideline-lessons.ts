/** Guideline files of a repo as text to cite: lessons that say where to look, with what stands there as evidence and nothing of it as their words. */
import type { CodeEvidence, Lesson } from '../../memory/lesson.js';
import type { Operation } from '../../memory/operation.js';
import { code } from '../lesson-draft.js';
import type { PlaceDeps } from './unwanted-places.js';

/** From the repo's root. */
export const guidelineFiles = [
  'CONTRIBUTING.md',
  '.github/CONTRIBUTING.md',
  'docs/CONTRIBUTING.md',
  'AGENTS.md',
  'CLAUDE.md',
  '.github/copilot-instructions.md',
];

const mostSections = 12;
const longestSection = 12;

/** `lines` are redacted. One lesson for each file that has not one yet; without effect, and proposed only: text has no authority, a person activates it. */
export function guidelineLessons(deps: PlaceDeps, files: { path: string; lines: string[] }[], lessons: Lesson[]): Operation[] {
  return files.flatMap(({ path, lines }): Operation[] => {
    const id = `guidelines-${path
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40)}-${deps.hash.sha256(path).slice(0, 8)}`;
    const evidence = sections(deps, path, lines);
    if (evidence.length === 0 || lessons.some((l) => l.id === id)) return [];
    const value: Lesson = {
      v: 1,
      id,
      kind: 'context',
      status: 'proposed',
      statement: `${code(path)} has guidelines for work in this repo`,
      body: 'What stands there is text to cite, not a rule of Reverie.',
      scope: { paths: [], languages: [], rules: [], symbols: [] },
      confidence: 0.5,
      counts: { accepted: 0, dismissed: 0, overruled: 0 },
      evidence,
      provenance: 'text',
      validFrom: deps.at,
      lastConfirmed: deps.at,
      audience: 'all',
      pinned: false,
    };
    const reason = `the repo keeps guidelines in ${path}`;
    return [{ v: 1, id: deps.ids.next('op'), lesson: id, reason, by: 'text', evidence, op: 'add', value }];
  });
}

/** The beginnings of its sections, each from its heading on. A file without headings is one section. */
function sections({ hash }: PlaceDeps, path: string, lines: string[]): CodeEvidence[] {
  const starts = lines.flatMap((line, i) => (/^#{1,6}\s+\S/.test(line) ? [i] : []));
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first < 0) return [];
  const from = starts.length > 0 ? starts : [first];
  return from.slice(0, mostSections).flatMap((start, i): CodeEvidence[] => {
    let end = Math.min(from[i + 1] ?? lines.length, start + longestSection, lines.length);
    while (end > start + 1 && lines[end - 1]!.trim() === '') end--;
    // a heading alone says nothing
    if (starts.length > 0 && lines.slice(start + 1, end).every((line) => line.trim() === '')) return [];
    const quote = lines.slice(start, end).join('\n');
    return [{ type: 'code', path, startLine: start + 1, endLine: end, hash: hash.sha256(quote), quote }];
  });
}
