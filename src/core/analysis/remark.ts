/** What an analyzer says of a file, before it is tied to the code and its secrets are replaced. */
import type { Anchor } from '../changes/anchor.js';
import type { LineRange } from '../changes/change-set.js';
import { makeAnchor } from '../changes/make-anchor.js';
import type { Redact } from '../ports.js';
import type { Candidate, Edit } from '../review/finding.js';

export type Remark = Omit<Candidate, 'anchor' | 'fix' | 'source'> &
  LineRange & {
    /** Dotted name of what encloses it. */
    symbol?: string;
    /** Whole lines, and what to put in their place. */
    fix?: LineRange & { replace: string };
  };

/** One file of the new side; the redacted lines are made on first use, once for all remarks. */
export type RemarkedFile = { path: string; lines: string[]; redactedLines: () => string[]; redact: Redact };

/** The remark as a finding without identity. A fix that would write a secret is left out. */
export function toCandidate(remark: Remark, file: RemarkedFile, analyzer = 'rules'): Candidate {
  const { startLine, endLine, symbol, fix, ...said } = remark;
  const lines = file.redactedLines();
  const edit = fix && toEdit(fix, file);
  return {
    ...said,
    title: file.redact(said.title),
    body: file.redact(said.body),
    source: { kind: 'analyzer', name: analyzer },
    anchor:
      longLine(file, remark) ??
      makeAnchor({ path: file.path, side: 'new', lines, startLine, endLine, ...(symbol !== undefined && { symbol }) }),
    ...(edit && { fix: { edits: [edit] } }),
  };
}

/** A quote is read by people and kept for good: one from a bundle would be neither readable nor small. */
const longestLine = 2_000;

function longLine({ path, lines }: RemarkedFile, { startLine, endLine, symbol }: Remark): Anchor | undefined {
  const line = lines.slice(startLine - 1, endLine).find((text) => text.length > longestLine);
  if (line === undefined) return undefined;
  return {
    state: 'file',
    path,
    side: 'new',
    ...(symbol !== undefined && { symbol }),
    why: `line ${startLine} has ${line.length} characters`,
  };
}

function toEdit({ startLine, endLine, replace }: LineRange & { replace: string }, file: RemarkedFile): Edit | undefined {
  const expect = file.lines.slice(startLine - 1, endLine).join('\n');
  const redacted = file
    .redactedLines()
    .slice(startLine - 1, endLine)
    .join('\n');
  if (redacted !== expect || file.redact(replace) !== replace) return undefined;
  return { path: file.path, startLine, endLine, expect, replace };
}
