import assert from 'node:assert/strict';
import type { Reverie } from '../../src/core/reverie.js';
import { RepoSession } from '../../src/vscode/repo-session.js';
import { statusText } from '../../src/vscode/status-text.js';
import { at, dreamReport, fakeReverie, finding, report } from './fake-reverie.js';

const now = new Date(Date.parse(at) + 2 * 60 * 60_000);
const session = (prepared: Partial<Reverie> = {}) => new RepoSession('r1', fakeReverie(prepared), () => undefined);
const text = (...sessions: RepoSession[]) => statusText({ state: 'ready', sessions }, now);

describe('the status bar', () => {
  it('is only a name before anything was reviewed', () => {
    assert.deepEqual(text(session()), { text: '$(sparkle) Reverie', tooltip: 'Nothing reviewed yet\nNo dream yet' });
  });

  it('counts open findings and waiting proposals, and says when the last dream was', async () => {
    const s = session({
      latestReview: () => Promise.resolve(report({ findings: [finding('a'), finding('b', { status: 'fixed' })] })),
      journal: () => Promise.resolve([dreamReport({ dream: 'd2', state: 'skipped', endedAt: now.toISOString() }), dreamReport()]),
      proposals: () => Promise.resolve([{ dream: 'd1', at, operations: [{}, {}] as never }]),
    });
    await Promise.all([s.loadReview(), s.journal.get(), s.proposals.get()]);
    assert.deepEqual(text(s), {
      text: '$(sparkle) 1 finding · 2 waiting',
      tooltip: '1 finding\n2 proposals wait for you\nLast dream 2 h ago',
    });
  });

  it('shows how far a review is, and that a dream runs', async () => {
    const texts: string[] = [];
    const s = session({
      review: async (_request, { onProgress }) => {
        onProgress?.({ type: 'progress', done: 2, total: 9, what: 'src/cart.ts' });
        texts.push(text(s).text);
        return report();
      },
      dream: async () => {
        texts.push(text(s).text);
        return dreamReport();
      },
    });
    const { signal } = new AbortController();
    await s.review({ scope: { kind: 'staged' } }, { signal });
    await s.dream({ trigger: 'command', apply: 'ask' }, { signal });
    assert.deepEqual(texts, ['$(loading~spin) Reviewing 2/9', '$(loading~spin) Dreaming']);
  });

  it('says so in Restricted Mode', () => {
    assert.match(statusText({ state: 'untrusted', sessions: [] }, now).tooltip, /Restricted Mode/);
  });
});
