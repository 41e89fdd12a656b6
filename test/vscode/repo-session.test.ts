import assert from 'node:assert/strict';
import type { Reverie } from '../../src/core/reverie.js';
import type { ReviewReport } from '../../src/core/review/review-report.js';
import { RepoSession, type SessionPart } from '../../src/vscode/repo-session.js';
import { candidate, fakeReverie, finding, heldBack, lesson, memory, report } from './fake-reverie.js';

type Review = Reverie['review'];

function open(prepared: Partial<Reverie> = {}) {
  const reverie = fakeReverie(prepared);
  const changes: SessionPart[] = [];
  return { reverie, changes, session: new RepoSession('r1', reverie, (part) => changes.push(part)) };
}

const request = { scope: { kind: 'uncommitted' } } as const;
const signal = new AbortController().signal;

describe('a repo session', () => {
  it('shows findings while the review still runs, then the report', async () => {
    const seen: number[] = [];
    const review: Review = async (_request, { onProgress }) => {
      onProgress?.({ type: 'finding', finding: finding('a') });
      seen.push(session.shown?.findings.length ?? -1);
      onProgress?.({ type: 'finding', finding: finding('b') });
      seen.push(session.shown?.findings.length ?? -1);
      return report({ findings: [finding('a'), finding('b'), finding('c')] });
    };
    const { session } = open({ review });
    await session.review(request, { signal });
    assert.deepEqual(seen, [1, 2]);
    assert.equal(session.shown?.findings.length, 3);
    assert.equal(session.reviewing, undefined);
  });

  it('lets a dream that began by itself give way to a review, and one that a person asked for go on', async () => {
    for (const [trigger, pauses] of [
      ['idle', true],
      ['command', false],
    ] as const) {
      let dreaming: AbortSignal | undefined;
      const { session } = open({
        dream: (_request, { signal }) => {
          dreaming = signal;
          return new Promise(() => undefined);
        },
        review: () => Promise.resolve(report()),
      });
      void session.dream({ trigger, apply: 'auto' }, { signal });
      await session.review(request, { signal });
      assert.equal(dreaming?.aborted, pauses, trigger);
      if (pauses) assert.equal(String(dreaming?.reason), 'Paused: a review began');
    }
  });

  it('invariant 9: keeps what was found when a review is stopped', async () => {
    const review: Review = async (_request, { signal, onProgress }) => {
      onProgress?.({ type: 'finding', finding: finding('a') });
      session.reviewing?.stop();
      assert.ok(signal.aborted);
      return report({ findings: [finding('a')], review: { ...report().review, state: 'cancelled', reason: 'stopped' } });
    };
    const { session } = open({ review });
    await session.review(request, { signal });
    assert.deepEqual(
      session.shown?.findings.map((f) => f.id),
      ['a'],
    );
    assert.equal(session.report?.review.state, 'cancelled');
  });

  it('shows what agents found until it is judged, and what each of them does', async () => {
    const agent = { agent: 'a1', name: 'reviewer', requests: 0, tokens: 0, costUsd: 0 };
    const seen: (number | undefined)[] = [];
    const review: Review = async (_request, { onProgress }) => {
      onProgress?.({ type: 'agent', progress: { ...agent, doing: 'starts', state: 'working' } });
      onProgress?.({ type: 'candidate', candidate: candidate('found') });
      seen.push(session.shown?.candidates?.length);
      onProgress?.({ type: 'agent', progress: { ...agent, doing: 'thinks', state: 'working', requests: 1, tokens: 900, costUsd: 0.02 } });
      assert.equal(session.reviewing?.what, 'reviewer: thinks · 0.02 USD');
      assert.equal(session.reviewing?.agents.length, 1);
      onProgress?.({ type: 'finding', finding: finding('a') });
      seen.push(session.shown?.candidates?.length);
      return report({ findings: [finding('a')] });
    };
    const { session, changes } = open({ review });
    await session.review(request, { signal });
    assert.deepEqual(seen, [1, undefined]);
    assert.equal(session.shown?.candidates, undefined);
    assert.ok(changes.filter((c) => c === 'findings').length >= 3);
  });

  it('adds what is found to the last report of the same changes, once, until it is judged', async () => {
    const seen: unknown[] = [];
    const look = () => seen.push([session.shown?.findings.map((f) => f.id), session.shown?.candidates?.map((c) => c.title)]);
    const scopes: ReviewReport['review']['scope'][] = [{ kind: 'staged' }, { kind: 'uncommitted' }];
    const review: Review = async ({ scope }, { onProgress }) => {
      look();
      onProgress?.({ type: 'candidate', candidate: candidate('known'), fingerprint: 'fp-old' });
      onProgress?.({ type: 'candidate', candidate: candidate('fresh') });
      look();
      return report({ findings: [finding('now')], review: { ...report().review, scope } });
    };
    const before = report({ findings: [finding('old')], review: { ...report().review, scope: { kind: 'staged' } } });
    const { session } = open({ review, latestReview: () => Promise.resolve(before) });
    await session.loadReview();
    for (const scope of scopes) await session.review({ scope }, { signal });
    assert.deepEqual(seen, [
      [['old'], []],
      [['old'], ['fresh']],
      // other changes: what was said of the last ones is not said of these
      [[], []],
      [[], ['known', 'fresh']],
    ]);
  });

  it('keeps the settled findings for Problems until the running review is judged', async () => {
    const review: Review = async (_request, { onProgress }) => {
      onProgress?.({ type: 'candidate', candidate: candidate('fresh') });
      assert.deepEqual(
        session.settled?.findings.map((f) => f.id),
        ['old'],
      );
      return report({ findings: [finding('now')] });
    };
    const { session } = open({ review, latestReview: () => Promise.resolve(report({ findings: [finding('old')] })) });
    await session.loadReview();
    await session.review({ scope: { kind: 'staged' } }, { signal });
    assert.deepEqual(
      session.settled?.findings.map((f) => f.id),
      ['now'],
    );
  });

  it('lets a person be asked about the cost', async () => {
    const estimate = { inputTokens: 1, outputTokens: 1, costUsd: 1 };
    const answers: (boolean | undefined)[] = [];
    const { session } = open({
      review: async (_request, { approve }) => {
        answers.push(await approve?.(estimate));
        return report();
      },
    });
    await session.review(request, { signal, approve: async (asked) => asked !== estimate });
    assert.deepEqual(answers, [false]);
  });

  it('keeps the last report when a review cannot start', async () => {
    const { session } = open({
      latestReview: () => Promise.resolve(report({ findings: [finding('old')] })),
      review: () => Promise.reject(new Error('unknown ref')),
    });
    await session.loadReview();
    await assert.rejects(session.review(request, { signal }), /unknown ref/);
    assert.deepEqual(
      session.shown?.findings.map((f) => f.id),
      ['old'],
    );
  });

  it('stops the running review when another starts, and shows only the newer one', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let calls = 0;
    const review: Review = async (_request, { signal }) => {
      calls += 1;
      if (calls > 1) return report({ findings: [finding('newer')] });
      await held;
      assert.ok(signal.aborted, 'the first one is told to stop');
      return report({ findings: [finding('older')] });
    };
    const { session } = open({ review });
    const first = session.review(request, { signal });
    await session.review(request, { signal });
    release();
    await first;
    assert.deepEqual(
      session.shown?.findings.map((f) => f.id),
      ['newer'],
    );
  });

  it("records a person's verdict on each chosen finding and shows it at once", async () => {
    const { session, reverie, changes } = open({ latestReview: () => Promise.resolve(report({ findings: [finding('a'), finding('b')] })) });
    await session.loadReview();
    changes.length = 0;
    await session.giveVerdict([finding('a'), finding('b')], { verdict: 'dismiss', reason: 'intended' });
    assert.deepEqual(
      reverie.verdicts.map(({ finding, by, reason }) => [finding, by, reason]),
      [
        ['a', 'person', 'intended'],
        ['b', 'person', 'intended'],
      ],
    );
    assert.deepEqual(
      session.shown?.findings.map((f) => f.status),
      ['dismissed', 'dismissed'],
    );
    assert.deepEqual(changes, ['findings'], 'one change for the whole selection');
  });

  it('marks an accepted finding, and takes the mark away when it is undone', async () => {
    const { session } = open({ latestReview: () => Promise.resolve(report({ findings: [finding('a')] })) });
    await session.loadReview();
    await session.giveVerdict([finding('a')], { verdict: 'accept' });
    assert.ok(session.shown?.accepted.has('fp-a'));
    await session.giveVerdict([finding('a')], { verdict: 'withdraw' });
    assert.ok(!session.shown?.accepted.has('fp-a'));
  });

  it('shows what was accepted before the window was opened', async () => {
    const { session } = open({ latestReview: () => Promise.resolve(report({ findings: [finding('a')], accepted: ['fp-a'] })) });
    await session.loadReview();
    assert.ok(session.shown?.accepted.has('fp-a'));
  });

  it('shows the verdicts that were recorded before one failed', async () => {
    const { session } = open({
      latestReview: () => Promise.resolve(report({ findings: [finding('a'), finding('b')] })),
      verdict: ({ finding: id, verdict }) =>
        id === 'b'
          ? Promise.reject(new Error('disk full'))
          : Promise.resolve({ finding: finding(id, { status: 'dismissed' }), verdict, at: '' }),
    });
    await session.loadReview();
    await assert.rejects(session.giveVerdict([finding('a'), finding('b')], { verdict: 'dismiss', reason: 'other' }), /disk full/);
    assert.deepEqual(
      session.shown?.findings.map((f) => f.status),
      ['dismissed', 'new'],
    );
  });

  it('moves a held-back finding among the shown ones when it is brought back', async () => {
    const { session } = open({
      latestReview: () => Promise.resolve(report({ findings: [finding('a')], heldBack: [heldBack('h')] })),
      bringBack: () => Promise.resolve(),
    });
    await session.loadReview();
    await session.bringBack(heldBack('h'));
    assert.deepEqual(session.shown?.heldBack, []);
    assert.deepEqual(
      session.shown?.findings.map((f) => f.id),
      ['a', 'h'],
    );
  });

  it('reads memory anew after a change of it, also after a failed one', async () => {
    let reads = 0;
    const { session } = open({
      memory: () => Promise.resolve(memory([lesson(`l${++reads}`)])),
      changeLesson: () => Promise.reject(new Error('read-only')),
    });
    await session.memory.get();
    await session.memory.get();
    assert.equal(reads, 1);
    await assert.rejects(session.changeLesson('l1', 'pin'), /read-only/);
    assert.equal((await session.memory.get()).lessons[0]?.id, 'l2');
  });
});
