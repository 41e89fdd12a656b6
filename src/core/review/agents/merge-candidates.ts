/** Findings that say the same of the same lines become one, with all who said so. */
import { isSecurity } from '../../analysis/security.js';
import { similarity } from '../../changes/quote.js';
import { type Candidate, type FindingSource, severities } from '../finding.js';

/** The more serious, surer one stays, and names the others; the order of the first ones is kept. */
export function mergeCandidates(candidates: Candidate[]): { merged: Candidate[]; duplicates: { candidate: Candidate; of: Candidate }[] } {
  const merged: Candidate[] = [];
  const duplicates: { candidate: Candidate; of: Candidate }[] = [];
  for (const candidate of candidates) {
    const index = merged.findIndex((other) => saySame(other, candidate));
    if (index < 0) {
      merged.push(candidate);
      continue;
    }
    const other = merged[index]!;
    const [kept, dropped] = weight(candidate) > weight(other) ? [candidate, other] : [other, candidate];
    merged[index] = withSource(kept, dropped);
    duplicates.push({ candidate: dropped, of: merged[index] });
  }
  return { merged, duplicates };
}

/** Same file and side, lines that overlap, and the same kind of problem in much the same words. */
export function saySame(a: Candidate, b: Candidate): boolean {
  if (a.anchor.path !== b.anchor.path || a.anchor.side !== b.anchor.side) return false;
  if (a.anchor.state === 'exact' && b.anchor.state === 'exact') {
    const apart = a.anchor.startLine > b.anchor.endLine || b.anchor.startLine > a.anchor.endLine;
    if (apart) return false;
    const sameLines = a.anchor.startLine === b.anchor.startLine && a.anchor.endLine === b.anchor.endLine;
    const alike = similarity(words(a), words(b));
    return a.category === b.category ? alike >= (sameLines ? 0.25 : 0.35) : alike >= 0.5;
  }
  return similarity(words(a), words(b)) >= 0.6;
}

/** Also counts the other's CWEs and category: what makes a finding a security finding is never lost. */
export function withSource(candidate: Candidate, other: Candidate): Candidate {
  const sources = [...(candidate.also ?? []), other.source, ...(other.also ?? [])];
  const also = sources.filter((s, i) => !same(s, candidate.source) && sources.findIndex((t) => same(s, t)) === i);
  const cwe = [...new Set([...(candidate.cwe ?? []), ...(other.cwe ?? [])])];
  return {
    ...candidate,
    ...(also.length > 0 && { also }),
    ...(cwe.length > 0 && { cwe }),
    ...(isSecurity(other) && !isSecurity(candidate) && { category: 'security' as const }),
    ...(candidate.fix === undefined && other.fix !== undefined && { fix: other.fix }),
  };
}

function same(a: FindingSource, b: FindingSource): boolean {
  return a.kind === b.kind && a.name === b.name;
}

function weight({ severity, confidence }: Candidate): number {
  return (severities.length - severities.indexOf(severity)) * 10 + confidence;
}

function words({ title, body }: Candidate): string {
  return `${title} ${body}`.toLowerCase().replace(/[^\p{L}\p{N}\s]/gu, ' ');
}
