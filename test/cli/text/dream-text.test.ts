import assert from 'node:assert/strict';
import { dreamText } from '../../../src/cli/text/dream-text.js';
import type { DreamReport } from '../../../src/core/dream/dream-report.js';

const figures = {
  lessons: 40,
  effective: 40,
  duplicates: 0,
  contradictions: 0,
  stale: 0,
  unused: 0,
  harmful: 0,
  tokens: 7000,
  budget: 6000,
};
const report = (more: Partial<DreamReport> = {}): DreamReport => ({
  dream: 'd-1',
  trigger: 'command',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:00:01.000Z',
  state: 'done',
  read: { transcripts: 1, newTranscripts: 1, verdicts: 0, newVerdicts: 0 },
  operations: [],
  before: 'a'.repeat(40),
  after: 'b'.repeat(40),
  ...more,
});
const words = (of: DreamReport): string =>
  dreamText(of, { next: (command) => `reverie ${command}`, dryRun: false })
    .map((line) => line.map((span) => (typeof span === 'string' ? span : span.text)).join(''))
    .join('\n');

describe('A dream as text', () => {
  it('tells how many tokens memory takes of its budget, and took before', () => {
    const after = { ...figures, effective: 34, tokens: 5950 };
    assert.match(
      words(report({ health: { before: figures, after } })),
      /34 lessons in effect, about 5950 of 6000 tokens; nothing wrong \(7000 tokens before\)/,
    );
    assert.match(words(report({ health: { before: figures, after: figures } })), /about 7000 of 6000 tokens; nothing wrong$/m);
  });

  it('tells what was left undone, and of very many lessons that sleep for want of room the first ones and how many more', () => {
    const sleep = (n: number): DreamReport['operations'][number] => ({
      operation: {
        v: 1,
        id: `op-${n}`,
        op: 'sleep',
        until: 'room',
        lesson: `lesson-${n}`,
        reason: 'missed least',
        by: 'outcome',
        evidence: [],
      },
      decision: 'wait',
      reason: 'a person decides',
    });
    const text = words(report({ operations: Array.from({ length: 400 }, (_, n) => sleep(n)), notes: ['memory has too many tokens'] }));
    assert.match(text, /noted +memory has too many tokens/);
    assert.match(text, /waits +sleep lesson-9$/m);
    assert.doesNotMatch(text, /lesson-10$/m);
    assert.match(text, /and 390 more lessons to sleep for want of room/);
  });
});
