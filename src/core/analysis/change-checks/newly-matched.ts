/** Lines of a kind that a change really adds: not those that it moves, re-indents or edits in place. */
import { linesOf } from '../../changes/lines.js';
import type { CheckedText } from './change-check.js';

/** The numbers of added lines for which `test` holds, less as many as the change takes away: the same text anywhere, or any such line in the same hunk. */
export async function newlyMatched(input: CheckedText, test: (line: string, index: number, lines: string[]) => boolean): Promise<number[]> {
  const { hunks } = input.file;
  const found = hunks.map((hunk) => matching(input.lines, hunk.new, test));
  if (found.every((numbers) => numbers.length === 0)) return [];
  const oldLines = linesOf((await input.oldText()) ?? '');
  const removed = hunks.map((hunk) => matching(oldLines, hunk.old, test));
  const texts = new Map<string, number>();
  for (const line of removed.flat()) texts.set(key(oldLines, line), (texts.get(key(oldLines, line)) ?? 0) + 1);
  return found.flatMap((numbers, i) => {
    const rest = numbers.filter((line) => {
      const left = texts.get(key(input.lines, line)) ?? 0;
      if (left > 0) texts.set(key(input.lines, line), left - 1);
      return left === 0;
    });
    const moved = numbers.length - rest.length;
    return rest.slice(Math.max(0, (removed[i]?.length ?? 0) - moved));
  });
}

function matching(
  lines: string[],
  { startLine, endLine }: { startLine: number; endLine: number },
  test: (line: string, index: number, lines: string[]) => boolean,
): number[] {
  const numbers: number[] = [];
  for (let line = startLine; line <= Math.min(endLine, lines.length); line++) {
    const text = lines[line - 1]!;
    if (text.length <= 1_000 && test(text, line - 1, lines)) numbers.push(line);
  }
  return numbers;
}

function key(lines: string[], line: number): string {
  return lines[line - 1]!.replaceAll(/\s+/g, ' ').trim();
}
