import assert from 'node:assert/strict';
import { agentsSummary } from '../../../../src/core/review/report/agents-summary.js';
import { reviewMarkdown } from '../../../../src/core/review/report/markdown.js';
import { reviewSarif } from '../../../../src/core/review/report/sarif.js';
import type { ReviewReport } from '../../../../src/core/review/review-report.js';
import { renderLines } from '../../../../src/cli/text/line.js';
import { reviewText } from '../../../../src/cli/text/review-text.js';

const report: ReviewReport = {
  review: {
    id: 'r-1',
    scope: { kind: 'uncommitted' },
    startedAt: '2026-01-05T09:00:00.000Z',
    endedAt: '2026-01-05T09:01:00.000Z',
    state: 'done',
    grade: {
      state: 'limit-reached',
      rounds: 3,
      criteria: [
        { id: 'placed', title: 'In place', met: true, evidence: '', note: '' },
        { id: 'true', title: 'True', met: false, evidence: '', note: 'See <b>f1</b>' },
      ],
      reason: '3 rounds of revision were not enough',
    },
  },
  findings: [],
  heldBack: [],
  coverage: [{ state: 'reviewed', path: 'a.ts', hunks: 1 }],
  usage: { inputTokens: 1200, outputTokens: 30, cachedTokens: 400, costUsd: 0.0123, requests: 5, wallMs: 1000 },
  warnings: [],
};

describe('the summary of agents', () => {
  it('tells their cost and their grade, and what is not met', () => {
    assert.deepEqual(agentsSummary(report), [
      'Agents: 5 requests, 1200 tokens in (400 cached), 30 out, for 0.0123 USD',
      'Grade: limit reached, 1 of 2 criteria met after 3 revisions: 3 rounds of revision were not enough',
      'Not met: true: See <b>f1</b>',
    ]);
  });

  it('stands in every format, and a model’s words stay words', () => {
    const text = renderLines(reviewText(report, { columns: 200, next: (words) => words }), { color: false });
    assert.match(text, /5 requests.*0\.0123 USD\nGrade: limit reached/);
    const markdown = reviewMarkdown(report);
    assert.match(markdown, /Grade: limit reached/);
    assert.doesNotMatch(markdown, /<b>/);
    assert.deepEqual(reviewSarif(report, { version: '1.0.0' }).runs[0]!.properties?.['grade'], report.review.grade);
  });

  it('is silent without agents', () => {
    const { grade: _, ...review } = report.review;
    assert.deepEqual(agentsSummary({ review, usage: { ...report.usage, requests: 0 } }), []);
  });
});
