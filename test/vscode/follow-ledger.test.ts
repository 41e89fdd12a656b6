import assert from 'node:assert/strict';
import type { ReviewReport } from '../../src/core/review/review-report.js';
import { followLedger } from '../../src/vscode/follow-ledger.js';
import { RepoSession } from '../../src/vscode/repo-session.js';
import { answerWords } from '../../src/vscode/recheck-words.js';
import { fakeReverie, finding, report } from './fake-reverie.js';

describe('a window whose ledger has news from elsewhere', () => {
  const one = finding('1');
  const two = finding('2');

  async function opened(reports: ReviewReport[]) {
    const changed: string[] = [];
    const reverie = fakeReverie({ latestReview: () => Promise.resolve(reports.length > 1 ? reports.shift() : reports[0]) });
    const session = new RepoSession('id', reverie, (part) => changed.push(part));
    await session.loadReview();
    changed.length = 0;
    return { session, changed };
  }

  it('shows the newer word, and tells the person whose word it overturned, once', async () => {
    const first = report({ findings: [one, two] });
    const dismissed = report({ findings: [{ ...one, status: 'dismissed' }, two] });
    const { session } = await opened([first, dismissed]);
    await session.giveVerdict([one], { verdict: 'accept' });
    assert.deepEqual(await followLedger(session), [{ title: one.title, from: 'accept', to: 'dismiss' }]);
    assert.equal(session.shown?.findings[0]?.status, 'dismissed');
    assert.deepEqual(await followLedger(session), []);
  });

  it('tells nobody of what they said themselves, of the same said twice, and of findings they said nothing of', async () => {
    const both = report({
      findings: [
        { ...one, status: 'dismissed' },
        { ...two, status: 'dismissed' },
      ],
    });
    const { session, changed } = await opened([report({ findings: [one, two] }), both]);
    await session.giveVerdict([one], { verdict: 'dismiss', reason: 'intended' });
    assert.deepEqual(await followLedger(session), []);
    assert.deepEqual(
      session.shown?.findings.map((f) => f.status),
      ['dismissed', 'dismissed'],
    );
    assert.ok(changed.includes('findings'));
  });

  it('keeps the review it shows when another window has made a newer one, and takes over its verdicts', async () => {
    const newer = report({ review: { ...report().review, id: 'review-2' }, findings: [{ ...two, status: 'dismissed' }], accepted: [] });
    const { session } = await opened([report({ findings: [one, { ...two, status: 'open' }] }), newer]);
    await followLedger(session);
    assert.equal(session.report?.review.id, 'review-1');
    assert.deepEqual(
      session.shown?.findings.map((f) => f.status),
      ['new', 'dismissed'],
    );
  });

  it('shows what was answered to a contest before the window was opened', async () => {
    const recheck = { answer: 'holds', by: 'rules', reason: 'still so', checked: ['looked'] } as const;
    const kept = { recheck: { ...recheck, checked: ['looked'] }, words: 'no', at: '2026-01-01T00:00:00.000Z' };
    const { session } = await opened([report({ findings: [one], rechecked: { [one.fingerprint]: kept } })]);
    assert.deepEqual(session.said(one.fingerprint), [{ verdict: 'contest', note: 'no' }, { recheck: kept.recheck }]);
    assert.equal(answerWords(kept.recheck), 'It holds. Still so.\n\nChecked by the rules: looked.');
  });
});
