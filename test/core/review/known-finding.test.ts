import assert from 'node:assert/strict';
import type { Finding } from '../../../src/core/review/finding.js';
import { knownFindings, type KnownSighting, mergeSightings } from '../../../src/core/review/known-finding.js';
import type { LedgerEvent } from '../../../src/core/transcript/ledger-event.js';
import { sampleFinding } from '../../support/findings.js';

const sighting = (at: string, extra: Partial<Finding> = {}, reappearedAt?: string): Map<string, KnownSighting> =>
  new Map([
    [
      'aa',
      {
        last: { finding: sampleFinding('aa', extra), review: `r-${at}`, at, scope: { kind: 'uncommitted' } },
        ...(reappearedAt && { reappearedAt }),
      },
    ],
  ]);

const subject = { category: 'correctness', severity: 'medium', security: false, path: 'a.js', source: 'rules', lessons: [] } as const;
const dismissal = (at: string, by: 'person' | 'automation' | 'agent'): LedgerEvent => ({
  v: 1,
  seq: 0,
  at,
  prev: '',
  type: 'verdict',
  review: 'r',
  finding: 'f',
  fingerprint: 'aa',
  verdict: 'dismiss',
  reason: 'other',
  by,
  subject: { ...subject, lessons: [] },
});

describe('what is known of a finding', () => {
  it('does not depend on the order in which transcripts are folded', () => {
    const parts = [sighting('2026-01-01'), sighting('2026-01-03', { status: 'reappeared' }, '2026-01-03'), sighting('2026-01-02')];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      const all = new Map<string, KnownSighting>();
      for (const index of order) mergeSightings(all, parts[index] ?? new Map());
      assert.equal(all.get('aa')?.last.at, '2026-01-03');
      assert.equal(all.get('aa')?.reappearedAt, '2026-01-03');
    }
  });

  it('drops a verdict from before the finding reappeared', () => {
    const known = knownFindings(sighting('2026-01-03', {}, '2026-01-03'), [dismissal('2026-01-02', 'person')]);
    assert.equal(known.get('aa')?.verdict, undefined);
    const later = knownFindings(sighting('2026-01-03', {}, '2026-01-03'), [dismissal('2026-01-04', 'person')]);
    assert.equal(later.get('aa')?.verdict?.verdict, 'dismiss');
  });

  it('invariant 4: only a person settles a security finding', () => {
    const of = (by: 'person' | 'automation' | 'agent', security: boolean) =>
      knownFindings(sighting('2026-01-01', { security }), [dismissal('2026-01-02', by)]).get('aa')?.verdict?.verdict;
    assert.equal(of('person', true), 'dismiss');
    assert.equal(of('agent', true), undefined);
    assert.equal(of('automation', true), undefined);
    assert.equal(of('agent', false), 'dismiss');
  });

  it('forgets a verdict that was withdrawn', () => {
    const withdrawn: LedgerEvent = { v: 1, seq: 1, at: '2026-01-05', prev: '', type: 'withdrawn', fingerprint: 'aa', by: 'person' };
    assert.equal(knownFindings(sighting('2026-01-01'), [dismissal('2026-01-02', 'person'), withdrawn]).get('aa')?.verdict, undefined);
  });

  it('invariant 3: a person’s word is not overturned by automation or an agent, and only a person takes it back', () => {
    const accept: LedgerEvent = { ...dismissal('2026-01-02', 'person'), verdict: 'accept' } as LedgerEvent;
    const withdrawn = (by: 'person' | 'agent'): LedgerEvent => ({
      v: 1,
      seq: 1,
      at: '2026-01-05',
      prev: '',
      type: 'withdrawn',
      fingerprint: 'aa',
      by,
    });
    const inForce = (...events: LedgerEvent[]) => knownFindings(sighting('2026-01-01'), events).get('aa')?.verdict;
    assert.equal(inForce(accept, dismissal('2026-01-03', 'automation'))?.verdict, 'accept');
    assert.equal(inForce(dismissal('2026-01-02', 'person'), withdrawn('agent'))?.by, 'person');
    assert.equal(inForce(dismissal('2026-01-02', 'person'), withdrawn('person')), undefined);
    assert.equal(inForce(dismissal('2026-01-02', 'agent'), withdrawn('agent')), undefined);
  });

  it('keeps a verdict whose transcript is lost', () => {
    const known = knownFindings(new Map(), [dismissal('2026-01-02', 'person')]).get('aa');
    assert.equal(known?.verdict?.verdict, 'dismiss');
    assert.equal(known?.last.finding.anchor.path, 'a.js');
  });
});
