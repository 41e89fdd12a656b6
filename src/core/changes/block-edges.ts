/** Which of the lines beside a known line move together with it: by indentation and blank lines, so that it works in any language. */
import type { LineShape } from './line-shape.js';

/**
 * The end (exclusive) of the lines after `at` that belong to its block, before `limit`. After a header that is its body; after an inner line the
 * rest of what encloses it.
 */
export function blockEnd(shape: LineShape, at: number, limit: number, asHeader = isHeader(shape, at)): number {
  const { indents, apart, closes } = shape;
  let level = indents[at]!;
  let header = asHeader;
  let next = at + 1;
  for (; next < limit; next++) {
    const indent = indents[next]!;
    if (indent > level) continue;
    if (closes[next]) {
      level = indent;
      // what was opened is closed: at the outermost level, and behind a header, nothing more belongs to it
      const goesOn = next + 1 < limit && indents[next + 1]! > indent && !apart[next + 1];
      if ((header && !goesOn) || (indent === 0 && !goesOn)) return next + 1;
      continue;
    }
    if (header || apart[next] || indent === 0) {
      if (indent === 0 && level === 0 && !apart[next] && !header && !isHeader(shape, next)) continue;
      if (indent > 0 && indent === level && !header && !closes[next - 1]) continue;
      return next;
    }
    level = indent;
    header = false;
  }
  return next;
}

/** The first of the lines before `at`, after `limit`, that belong to its block: what encloses it, and remarks that stand directly above. */
export function blockStart(shape: LineShape, at: number, limit: number): number {
  const { indents, apart, closes } = shape;
  let level = indents[at]!;
  // above the line that opens the block stand other blocks
  let opened = isHeader(shape, at);
  let next = at;
  for (; next - 1 > limit; next--) {
    const indent = indents[next - 1]!;
    const closing = closes[next - 1]!;
    if (indent < level && !closing) {
      if (opened && (level === 0 || apart[next])) break;
      level = indent;
      opened = true;
    } else if (opened || level === 0) {
      if (apart[next] || closing || indent > level) break;
    } else if (apart[next] && closing) {
      break;
    }
  }
  return next;
}

/** True for a line with deeper ones below it. */
export function isHeader({ indents }: LineShape, at: number): boolean {
  return at + 1 < indents.length && indents[at + 1]! > indents[at]!;
}

/** Whether a less indented line opens the block that the line stands in; undefined when that is outside what is known. */
export function hasHeader(shape: LineShape, at: number): boolean | undefined {
  const indent = shape.indents[at]!;
  if (indent === 0) return false;
  for (let above = at - 1; above >= shape.core.from; above--) {
    if (shape.indents[above]! < indent) return !shape.closes[above] || shape.indents[above]! > 0;
  }
  return shape.core.cutAbove ? undefined : false;
}
