import assert from 'node:assert/strict';
import type { TranscriptRecord } from '../../src/core/transcript/transcript-store.js';
import { isOverviewRequest } from '../../src/protocol/overview.js';
import { dreamFigures, reviewFigures } from '../../src/vscode/overview-figures.js';
import { dreamReport, finding, heldBack, report } from './fake-reverie.js';

function record(id: string, at: string, payloads: object[]): TranscriptRecord {
  const started = { type: 'started', kind: 'review', id, repo: 'r', scope: { kind: 'uncommitted' }, tool: '0', writer: 'w', memory: null };
  const events = [started, ...payloads].map((p, seq) => ({ v: 1, seq, at, prev: '', ...p })) as TranscriptRecord['events'];
  const source = { id: 's', kind: 'vscode', path: '/s', createdAt: at } as const;
  return { id, source, path: `/s/${id}`, file: id, state: 'sealed', events, hashes: [], unreadable: [] };
}

describe('the overview', () => {
  it('counts what each review showed, what of it was dismissed later, and what was held back, oldest first', () => {
    const first = record('r1', '2026-01-01T10:00:00.000Z', [
      { type: 'finding', finding: finding('a') },
      { type: 'finding', finding: finding('b') },
      { type: 'finding', finding: finding('gone', { status: 'fixed' }) },
    ]);
    const second = record('r2', '2026-01-02T10:00:00.000Z', [
      { type: 'finding', finding: finding('a', { status: 'dismissed' }) },
      { type: 'finding', finding: finding('c') },
      { type: 'held-back', held: heldBack('h') },
    ]);
    const latest = report({ findings: [finding('c', { status: 'dismissed' })] });
    const figures = reviewFigures([second, first], latest);
    assert.deepEqual(
      figures.map(({ id, shown, dismissed, heldBack }) => [id, shown, dismissed, heldBack]),
      [
        ['r1', 2, 1, 0],
        ['r2', 1, 1, 1],
      ],
    );
  });

  it('lists dreams oldest first with what became of their operations', () => {
    const figures = dreamFigures([
      dreamReport({ dream: 'd2', startedAt: '2026-02-02' }),
      dreamReport({ dream: 'd1', startedAt: '2026-02-01' }),
    ]);
    assert.deepEqual(
      figures.map((d) => d.id),
      ['d1', 'd2'],
    );
  });

  it('listens to its own messages only', () => {
    assert.ok(isOverviewRequest({ type: 'ready' }));
    for (const message of [null, 'ready', {}, { type: 'run' }]) assert.ok(!isOverviewRequest(message));
  });
});
