import assert from 'node:assert/strict';
import { compareReviews } from '../../../src/cli/demo/comparison.js';
import type { Finding } from '../../../src/core/review/finding.js';
import { sampleFinding, sampleReport } from '../sample-report.js';

const chatter = sampleFinding({ fingerprint: 'chatter', rule: 'js/console-log', title: 'Chatter' });
const elsewhere = sampleFinding({ fingerprint: 'elsewhere', rule: 'js/console-log', title: 'Left in' });
const bug = sampleFinding({ fingerprint: 'bug', rule: 'js/empty-catch', title: 'Bug' });
const leak = sampleFinding({ fingerprint: 'leak', rule: 'secret', title: 'Leak', security: true });

const report = (findings: Finding[], heldBack: Finding[] = []) =>
  sampleReport({ findings, heldBack: heldBack.map((finding) => ({ finding, lesson: 'quiet', why: 'intended' })) });
const compare = (findings: Finding[], heldBack: Finding[] = []) =>
  compareReviews(report([chatter, elsewhere, bug, leak]), report(findings, heldBack), (f) => f.fingerprint !== 'chatter');

describe('the comparison before and after a dream', () => {
  it('counts what became quieter, and finds nothing lost when only chatter is held back', () => {
    const { before, after, losses, elsewhere: still } = compare([elsewhere, bug, leak], [chatter]);
    assert.deepEqual(before, { shown: 4, heldBack: 0, useful: 3, security: 1 });
    assert.deepEqual(after, { shown: 3, heldBack: 1, useful: 3, security: 1 });
    assert.deepEqual(losses, []);
    assert.deepEqual(
      still.map((f) => f.fingerprint),
      ['elsewhere'],
    );
  });

  const lost: [what: string, findings: Finding[], heldBack: Finding[], loss: RegExp][] = [
    ['a finding that is neither shown nor held back', [elsewhere, bug, leak], [], /Chatter.* vanished/],
    ['a held-back finding that people want', [elsewhere, leak], [chatter, bug], /Bug.* people want it/],
    ['a held-back security finding', [elsewhere, bug], [chatter, leak], /Leak.* security/],
  ];
  for (const [what, findings, heldBack, loss] of lost) {
    it(`reports ${what}`, () => {
      const { losses } = compare(findings, heldBack);
      assert.equal(losses.length, 1);
      assert.match(losses[0] ?? '', loss);
    });
  }
});
