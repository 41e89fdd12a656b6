/** The JSON of a review, version 1: documented in docs/json.md and stable. Fields of the engine that are not in it stay inside. */
import type { Anchor } from '../../core/changes/anchor.js';
import type { Finding, HeldBack } from '../../core/review/finding.js';
import type { Grade } from '../../core/transcript/agent-events.js';
import type { ReviewReport } from '../../core/review/review-report.js';

/** `undefined` values are left out by `JSON.stringify`. */
export function reviewJson(report: ReviewReport) {
  const { id, scope, base, head, startedAt, endedAt, state, grade } = report.review;
  const { inputTokens, outputTokens, cachedTokens, costUsd, requests, wallMs } = report.usage;
  return {
    version: 1 as const,
    review: { id, scope, base, head, startedAt, endedAt, state, ...(grade && { grade: gradeJson(grade) }) },
    findings: report.findings.map(findingJson),
    heldBack: report.heldBack.map(heldBackJson),
    coverage: report.coverage.map((row) => ({
      path: row.path,
      hunks: row.hunks,
      state: row.state,
      ...(row.state !== 'reviewed' && { reason: row.reason }),
    })),
    usage: { inputTokens, outputTokens, cachedTokens, costUsd, requests, wallMs },
  };
}

function gradeJson({ state, rounds, criteria, reason }: Grade) {
  return { state, rounds, criteria: criteria.map(({ id, title, met, evidence, note }) => ({ id, title, met, evidence, note })), reason };
}

export function findingJson(finding: Finding) {
  const { id, fingerprint, status, category, severity, confidence, title, body, rule, source, also, anchor, fix, lessons } = finding;
  return {
    id,
    fingerprint,
    status,
    category,
    severity,
    confidence,
    title,
    body,
    rule,
    source: { kind: source.kind, name: source.name },
    ...(also && { also: also.map((other) => ({ kind: other.kind, name: other.name, rule: other.rule })) }),
    anchor: anchorJson(anchor),
    ...(fix && {
      fix: {
        edits: fix.edits.map(({ path, startLine, endLine, expect, replace }) => ({ path, startLine, endLine, expect, replace })),
      },
    }),
    lessons,
  };
}

function heldBackJson(held: HeldBack) {
  return { finding: findingJson(held.finding), lesson: held.lesson, why: held.why };
}

function anchorJson(anchor: Anchor) {
  const { state, path, side, quote, symbol } = anchor;
  return state === 'exact'
    ? { state, path, side, startLine: anchor.startLine, endLine: anchor.endLine, quote, symbol }
    : { state, path, side, quote, symbol };
}
