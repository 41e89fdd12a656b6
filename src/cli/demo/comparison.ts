/** Compares a review of the same changes before and after a dream: what became quieter, and whether anything useful was lost. */
import type { Finding, HeldBack } from '../../core/review/finding.js';
import type { ReviewReport } from '../../core/review/review-report.js';
import { isShown } from '../../core/review/report/tally.js';

export type Side = { shown: number; heldBack: number; useful: number; security: number };

export type Comparison = {
  before: Side;
  after: Side;
  /** Lesson → the findings it holds back. */
  heldBack: Map<string, HeldBack[]>;
  /** Shown although a finding of the same rule is held back: outside of the lesson's scope. */
  elsewhere: Finding[];
  /** What should not have happened; empty when nothing useful was lost. */
  losses: string[];
};

/** `useful` tells the findings that people accept from those that they dismiss. */
export function compareReviews(before: ReviewReport, after: ReviewReport, useful: (finding: Finding) => boolean): Comparison {
  const side = (report: ReviewReport): Side => {
    const shown = report.findings.filter(isShown);
    return {
      shown: shown.length,
      heldBack: report.heldBack.length,
      useful: shown.filter(useful).length,
      security: shown.filter((f) => f.security).length,
    };
  };
  const heldBack = new Map<string, HeldBack[]>();
  for (const held of after.heldBack) {
    if (held.lesson !== undefined) heldBack.set(held.lesson, [...(heldBack.get(held.lesson) ?? []), held]);
  }
  const quieted = new Set(after.heldBack.map((h) => h.finding.rule));
  const elsewhere = after.findings.filter((f) => isShown(f) && f.rule !== undefined && quieted.has(f.rule));
  const shown = new Set(after.findings.filter(isShown).map((f) => f.fingerprint));
  const held = new Set(after.heldBack.map((h) => h.finding.fingerprint));
  const losses = before.findings.filter(isShown).flatMap((f) => {
    if (shown.has(f.fingerprint)) return [];
    if (!held.has(f.fingerprint)) return [`“${f.title}” in ${f.anchor.path} vanished`];
    if (f.security) return [`“${f.title}” in ${f.anchor.path} is about security and is held back`];
    return useful(f) ? [`“${f.title}” in ${f.anchor.path} is held back, and people want it`] : [];
  });
  return { before: side(before), after: side(after), heldBack, elsewhere, losses };
}
