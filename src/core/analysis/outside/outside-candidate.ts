/** A placed remark of another analyzer as a finding without identity. */
import type { Candidate, Fix } from '../../review/finding.js';
import { type RemarkedFile, toCandidate } from '../remark.js';
import type { OutsideRemark, OutsideReport } from './outside-remark.js';
import type { TextPlace } from './text-places.js';

/** Longer regions are shown by their first line. */
const longestQuote = 6;

export type CandidateInput = {
  remark: OutsideRemark;
  place: TextPlace | undefined;
  /** What the same rule says besides of the same lines. */
  others: OutsideRemark[];
  file: RemarkedFile;
  report: Pick<OutsideReport, 'from'>;
  fix: Fix | undefined;
};

export function outsideCandidate({ remark, place, others, file, report, fix }: CandidateInput): Candidate {
  const { category, severity, confidence, title, rule, cwe, tool, toolRule } = remark;
  const also = [...new Set(others.map((other) => other.title))].filter((other) => other !== title).slice(0, 20);
  const body = [
    remark.body,
    ...(also.length > 0 ? [`On the same lines: ${also.join(' · ')}`] : []),
    `Reported by ${tool}${toolRule === undefined ? '' : ` (${toolRule.replaceAll('`', '')})`}.`,
  ].join('\n\n');
  const said = { category, severity, confidence, title, body, ...(rule !== undefined && { rule }), ...(cwe && { cwe }) };
  const { startLine, endLine } = place ?? { startLine: 1, endLine: 0 };
  const shownEnd = endLine - startLine >= longestQuote ? startLine : endLine;
  const candidate = toCandidate({ ...said, startLine, endLine: shownEnd }, file, tool);
  return {
    ...candidate,
    source: { kind: 'analyzer', name: tool, ...(report.from === 'editor' && { via: 'editor' as const }) },
    ...(!place && { anchor: { state: 'file', path: file.path, side: 'new', why: `${tool} speaks of the whole file` } }),
    ...(fix && { fix }),
  };
}

/** Remarks of one rule on the same lines are one finding: the first one speaks, the others are named in it. */
export function joinedRemarks<P extends { remark: OutsideRemark; place: TextPlace | undefined }>(placed: P[]): { first: P; others: P[] }[] {
  const joined = new Map<string, { first: P; others: P[] }>();
  const inOrder = placed.toSorted((a, b) => (a.place?.startLine ?? 0) - (b.place?.startLine ?? 0));
  for (const item of inOrder) {
    const { remark, place } = item;
    const key = `${remark.tool}\0${remark.rule ?? remark.title}\0${place?.startLine ?? 0}\0${place?.endLine ?? 0}`;
    const there = joined.get(key);
    if (there) there.others.push(item);
    else joined.set(key, { first: item, others: [] });
  }
  return [...joined.values()];
}
