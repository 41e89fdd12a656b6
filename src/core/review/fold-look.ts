/** A fresh look at some files of a review, folded into it: theirs is new, everything else stays as it was. */
import { pathFilter } from '../changes/glob.js';
import type { Usage } from '../transcript/transcript-event.js';
import { orderFindings, type ReviewReport } from './review-report.js';

/** `paths` are the globs that limited the look; both are of the same scope. What the review compared is still that of `before`. */
export function foldLook(before: ReviewReport, look: ReviewReport, paths: string[]): ReviewReport {
  const looked = pathFilter(paths);
  const accepted = [...new Set([...(before.accepted ?? []), ...(look.accepted ?? [])])];
  return {
    ...before,
    review: { ...before.review, endedAt: look.review.endedAt },
    findings: orderFindings([...before.findings.filter((f) => !looked(f.anchor.path)), ...look.findings]),
    heldBack: [...before.heldBack.filter((h) => !looked(h.finding.anchor.path)), ...look.heldBack],
    coverage: [...before.coverage.filter((c) => !looked(c.path)), ...look.coverage],
    usage: sum(before.usage, look.usage),
    ...(accepted.length > 0 && { accepted }),
    ...((before.rechecked ?? look.rechecked) && { rechecked: { ...before.rechecked, ...look.rechecked } }),
    warnings: [...new Set([...before.warnings, ...look.warnings])],
  };
}

function sum(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    // one price that is not known makes the sum unknown
    costUsd: a.costUsd === null || b.costUsd === null ? null : a.costUsd + b.costUsd,
    requests: a.requests + b.requests,
    wallMs: a.wallMs + b.wallMs,
  };
}
