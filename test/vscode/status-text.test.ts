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

  it('counts the agents at work with a line for each, and tells afterwards what they cost', async () => {
    const agent = { agent: 'a1', name: 'reviewer', requests: 2, tokens: 12_000, costUsd: 0.03 };
    const usage = { ...report().usage, requests: 14, costUsd: 0.12 };
    let during = text(session());
    const s = session({
      review: async (_request, { onProgress }) => {
        onProgress?.({ type: 'agent', progress: { ...agent, doing: 'read_file × 2', state: 'working' } });
        onProgress?.({ type: 'agent', progress: { ...agent, agent: 'a2', name: 'tests', doing: 'is done', state: 'done' } });
        during = text(s);
        return report({ usage, review: { ...report().review, grade: { state: 'limit-reached', rounds: 3, criteria: [] } } });
      },
    });
    await s.review({ scope: { kind: 'staged' } }, { signal: new AbortController().signal });
    assert.equal(during.text, '$(loading~spin) Reviewing · 1 agent');
    assert.match(during.tooltip, /^reviewer: read_file × 2, 2 requests, 12k tokens, 0\.03 USD\ntests: is done/);
    assert.match(text(s).tooltip, /0 findings\n0\.12 USD, 14 requests, limit reached/);
  });

  it('says once that rules review alone, while that is to be said', () => {
    assert.match(statusText({ state: 'ready', sessions: [] }, now, { modelHint: true }).tooltip, /with an API key, agents do as well/);
    assert.doesNotMatch(statusText({ state: 'ready', sessions: [] }, now).tooltip, /API key/);
  });

  it('says so in Restricted Mode', () => {
    assert.match(statusText({ state: 'untrusted', sessions: [] }, now).tooltip, /Restricted Mode/);
  });
});
