import assert from 'node:assert/strict';
import type { Finding } from '../../../src/core/review/finding.js';
import { findFinding } from '../../../src/core/review/find-finding.js';
import type { KnownFinding } from '../../../src/core/review/known-finding.js';
import { reportFromTranscript } from '../../../src/core/review/report-from-transcript.js';
import type { TranscriptEvent, TranscriptPayload } from '../../../src/core/transcript/transcript-event.js';
import type { TranscriptRecord } from '../../../src/core/transcript/transcript-store.js';
import { sampleFinding } from '../../support/findings.js';

const knownOf = (f: Finding, extra: Partial<KnownFinding> = {}): [string, KnownFinding] => [
  f.fingerprint,
  { last: { finding: f, review: 'r-1', at: '2026-01-01T00:00:00.000Z', scope: { kind: 'uncommitted' } }, ...extra },
];

function record(...payloads: TranscriptPayload[]): TranscriptRecord {
  const source = { id: 's', kind: 'cli' as const, path: '/s', createdAt: '2026-01-01T00:00:00.000Z' };
  const events = payloads.map((payload, seq): TranscriptEvent => ({ v: 1, seq, at: '2026-01-01T00:00:00.000Z', prev: '', ...payload }));
  return {
    id: 'r-1',
    source,
    path: '/s/r-1.jsonl',
    file: 'transcripts/r-1.jsonl',
    state: 'open',
    events,
    hashes: events.map(() => ''),
    unreadable: [],
  };
}

const started: TranscriptPayload = {
  type: 'started',
  kind: 'review',
  id: 'r-1',
  repo: 'x',
  scope: { kind: 'uncommitted' },
  tool: '0',
  writer: 'w',
  memory: null,
};
const held = { finding: sampleFinding('cccc2222'), lesson: 'l-1', why: 'intended here' };

describe('a report from its transcript', () => {
  it('names the findings that were accepted and still are', () => {
    const [a, b] = [sampleFinding('aaaa1111'), sampleFinding('bbbb2222')];
    const accepted = { verdict: 'accept', by: 'person', at: '2026-01-02T00:00:00.000Z' } as const;
    const read = reportFromTranscript(
      record(started, { type: 'finding', finding: a }, { type: 'finding', finding: b }),
      new Map([knownOf(a, { verdict: accepted }), knownOf(b)]),
    );
    assert.deepEqual(read?.accepted, ['aaaa1111']);
  });

  it('keeps what a review that was cut off had found, and says so', () => {
    const report = reportFromTranscript(record(started, { type: 'finding', finding: sampleFinding('aaaa1111') }), new Map());
    assert.equal(report?.review.state, 'failed');
    assert.match(report?.review.reason ?? '', /cut off/);
    assert.equal(report?.findings.length, 1);
  });

  it('shows the verdicts given since, and a dismissal that was withdrawn as open', () => {
    const one = sampleFinding('aaaa1111');
    const two = sampleFinding('bbbb1111', { status: 'dismissed' });
    const verdict = { verdict: 'dismiss' as const, by: 'person' as const, at: '2026-01-02T00:00:00.000Z' };
    const known = new Map([knownOf(one, { verdict }), knownOf(two)]);
    const report = reportFromTranscript(record(started, { type: 'finding', finding: one }, { type: 'finding', finding: two }), known);
    assert.deepEqual(
      report?.findings.map((f) => [f.fingerprint, f.status]),
      [
        ['bbbb1111', 'open'],
        ['aaaa1111', 'dismissed'],
      ],
    );
  });

  it('invariant 1: a held-back finding stays listed with its lesson until a person brings it back', () => {
    const events = record(started, { type: 'held-back', held });
    assert.deepEqual(reportFromTranscript(events, new Map())?.heldBack, [held]);
    const back = reportFromTranscript(events, new Map([knownOf(held.finding, { overruled: ['l-1'] })]));
    assert.deepEqual(back?.heldBack, []);
    assert.equal(back?.findings[0]?.fingerprint, 'cccc2222');
  });

  it('is nothing for a dream', () => {
    const dream: TranscriptPayload = {
      type: 'started',
      kind: 'dream',
      id: 'd-1',
      repo: 'x',
      trigger: 'idle',
      tool: '0',
      writer: 'w',
      memory: null,
    };
    assert.equal(reportFromTranscript(record(dream), new Map()), undefined);
  });
});

describe('finding what a person means', () => {
  const known = new Map([knownOf(sampleFinding('aaaa1111')), knownOf(sampleFinding('aaaa2222')), knownOf(sampleFinding('bbbb1111'))]);

  it('takes an id, a fingerprint, or an unambiguous beginning', () => {
    for (const wanted of ['bbbb1111', 'f-bbbb1111', 'bbbb', 'f-bbbb'])
      assert.equal(findFinding(known, wanted).last.finding.fingerprint, 'bbbb1111');
  });

  it('refuses what is unknown, too short or ambiguous, and names the candidates', () => {
    assert.throws(() => findFinding(known, 'cccc'), /No finding is known/);
    assert.throws(() => findFinding(known, 'bbb'), /No finding is known/);
    assert.throws(() => findFinding(known, 'aaaa'), /aaaa1111.*aaaa2222/);
  });
});
