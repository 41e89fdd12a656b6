/** A cheap look at lines: whether a change can have touched what a module imports or exports at all, before anything is parsed. */
import { overlaps } from '../../changes/added-lines.js';
import type { Hunk, LineRange } from '../../changes/change-set.js';

export type HeadStyle = 'script' | 'python';

const importHead: Record<HeadStyle, RegExp> = {
  script: /^\s*import\b|^\s*export\s*(?:type\s*)?[{*]|\brequire\(|\bimport\(/,
  python: /^\s*(?:from\s+[\w.]+\s+import|import)\b/,
};
const exportHead: Record<HeadStyle, RegExp> = {
  script: /^\s*export\b|^\s*(?:module\.)?exports\b/,
  python:
    /^(?:async\s+)?def\s|^class\s|^(?:from|import)\s|^[A-Za-z_]\w*\s*(?::[^=]+)?=(?!=)|^\s+[A-Za-z_]\w*\s*=\s|^__all__|^(?:if|try|else|except)\b/,
};

/** Longer statements are cut: what follows is not seen. */
const longest = 60;

/** True when an added line belongs to an import. */
export function touchesImports(lines: string[], added: LineRange[], style: HeadStyle): boolean {
  const head = importHead[style];
  return added.some(({ startLine, endLine }) => {
    for (let line = startLine; line <= endLine; line++) if (head.test(lines[line - 1] ?? '')) return true;
    // inside a list that began above
    const from = Math.max(1, startLine - longest);
    for (let line = startLine - 1; line >= from; line--) {
      const text = lines[line - 1] ?? '';
      if (head.test(text)) return !closed(text, style);
      if (/[;)]\s*$|['"]\s*;?\s*$/.test(text)) return false;
    }
    return false;
  });
}

function closed(text: string, style: HeadStyle): boolean {
  return style === 'script' ? /['"]/.test(text) : !text.includes('(') || text.includes(')');
}

/** True when the change removes or rewrites lines of a declaration that others may use: its first line to the end of its parameters. */
export function touchesExports(oldLines: string[], newLines: string[], hunks: Hunk[], style: HeadStyle): boolean {
  const head = exportHead[style];
  const now = new Set(newLines.filter((line) => head.test(line)).map(key));
  for (let line = 1; line <= oldLines.length; line++) {
    const text = oldLines[line - 1]!;
    if (!head.test(text)) continue;
    const range = { startLine: line, endLine: endOf(oldLines, line) };
    if (
      !hunks.some(({ old }) =>
        old.endLine < old.startLine ? range.startLine < old.startLine && old.startLine <= range.endLine : overlaps([old], range),
      )
    )
      continue;
    if (range.endLine > range.startLine || !now.has(key(text))) return true;
  }
  return false;
}

/** Where the brackets of a head are closed again. */
function endOf(lines: string[], start: number): number {
  let depth = 0;
  for (let line = start; line < start + longest && line <= lines.length; line++) {
    for (const c of lines[line - 1]!.slice(0, 500)) {
      if (c === '(' || c === '{' || c === '[') depth++;
      else if (c === ')' || c === '}' || c === ']') depth--;
    }
    const text = lines[line - 1]!;
    // the body of a function or class is none of its head
    if (
      depth <= 0 ||
      (/\)[^(]*\{\s*$|=>\s*\{\s*$/.test(text) && depth === 1) ||
      /^\s*export\s+(?:default\s+)?(?:abstract\s+)?(?:class|interface|enum)\b.*\{\s*$/.test(text)
    )
      return line;
  }
  return start;
}

function key(line: string): string {
  return line.replaceAll(/\s+/g, ' ').trim();
}
