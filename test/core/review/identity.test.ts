import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { makeAnchor } from '../../../src/core/changes/make-anchor.js';
import type { Candidate } from '../../../src/core/review/finding.js';
import { type Identified, identify } from '../../../src/core/review/identity.js';
import type { KnownFinding } from '../../../src/core/review/known-finding.js';

const hash = { sha256: (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex') };

/** A candidate on every line of `text` that contains `needle`. */
function candidatesIn(path: string, text: string, needle = 'console.log', symbol?: string): Candidate[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) =>
    line.includes(needle)
      ? [
          {
            category: 'maintainability' as const,
            severity: 'low' as const,
            confidence: 0.9,
            title: 'Left-over output',
            body: 'Remove it.',
            rule: 'js/no-console',
            source: { kind: 'analyzer' as const, name: 'rules' },
            anchor: makeAnchor({ path, side: 'new', lines, startLine: index + 1, endLine: index + 1, ...(symbol && { symbol }) }),
          },
        ]
      : [],
  );
}

function knownFrom(identified: Identified[], verdict?: 'accept' | 'dismiss', status?: 'fixed'): Map<string, KnownFinding> {
  return new Map(
    identified.map(({ candidate, fingerprint, status: was }) => [
      fingerprint,
      {
        last: {
          finding: { ...candidate, id: `f-${fingerprint}`, fingerprint, status: status ?? was, security: false, lessons: [], effects: [] },
          review: 'r-1',
          at: '2026-01-01T00:00:00.000Z',
          scope: { kind: 'uncommitted' },
        },
        ...(verdict && { verdict: { verdict, by: 'person' as const, at: '2026-01-02T00:00:00.000Z' } }),
      },
    ]),
  );
}

const run = (candidates: Candidate[], known = new Map<string, KnownFinding>(), renames = new Map<string, string>(), gone: string[] = []) =>
  identify({ candidates, known, renames, gone: (path) => gone.includes(path), hash });

const statuses = (identified: Identified[]): string[] => identified.map((i) => i.status);

const text = [
  'function total(cart) {',
  '  let sum = 0;',
  '  console.log(cart.items);',
  '  for (const i of cart.items) sum += i.price;',
  '  return sum;',
  '}',
].join('\n');

describe('identity of findings', () => {
  it('calls a finding new once and open afterwards', () => {
    const first = run(candidatesIn('a.js', text));
    assert.deepEqual(statuses(first), ['new']);
    const second = run(candidatesIn('a.js', text), knownFrom(first));
    assert.deepEqual(statuses(second), ['open']);
    assert.equal(second[0]?.fingerprint, first[0]?.fingerprint);
  });

  it('keeps a dismissal through shifts, re-indents and edits around it', () => {
    const dismissed = knownFrom(run(candidatesIn('a.js', text)), 'dismiss');
    const shifted = `// header\n\n\n${text}`;
    const indented = text.replaceAll('\n  ', '\n      ');
    const edited = text.replace('let sum = 0;', 'let sum = start;').replace('return sum;', 'return round(sum);');
    for (const version of [shifted, indented, edited]) {
      assert.deepEqual(statuses(run(candidatesIn('a.js', version), dismissed)), ['dismissed']);
    }
  });

  it('follows a rename, and a move when the old file is gone', () => {
    const dismissed = knownFrom(run(candidatesIn('a.js', text)), 'dismiss');
    assert.deepEqual(statuses(run(candidatesIn('b.js', text), dismissed, new Map([['a.js', 'b.js']]))), ['dismissed']);
    assert.deepEqual(statuses(run(candidatesIn('c.js', text), dismissed, new Map(), ['a.js'])), ['dismissed']);
    assert.deepEqual(statuses(run(candidatesIn('c.js', text), dismissed)), ['new'], 'a copy is a new finding while the original stands');
  });

  it('lets a dismissed finding reappear when its code really changes', () => {
    const dismissed = knownFrom(run(candidatesIn('a.js', text)), 'dismiss');
    const changed = text.replace('console.log(cart.items)', 'console.log(cart.items, cart.customer)');
    assert.deepEqual(statuses(run(candidatesIn('a.js', changed), dismissed)), ['reappeared']);
  });

  it('lets a fixed finding reappear', () => {
    const fixed = knownFrom(run(candidatesIn('a.js', text)), undefined, 'fixed');
    assert.deepEqual(statuses(run(candidatesIn('a.js', text), fixed)), ['reappeared']);
  });

  it('does not let one dismissal swallow a second line of the same text elsewhere', () => {
    const dismissed = knownFrom(run(candidatesIn('a.js', text)), 'dismiss');
    const twice = `${text}\nfunction other(cart) {\n  prepare(cart);\n  console.log(cart.items);\n  send(cart);\n}`;
    assert.deepEqual(statuses(run(candidatesIn('a.js', twice), dismissed)), ['dismissed', 'new']);
  });

  it('matches every known finding at most once and gives no fingerprint twice', () => {
    const line = fc.constantFrom('console.log(x);', 'console.log(y);', 'let a = 1;', 'if (a) {', '}', 'call(a);');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.array(line, { maxLength: 30 }), (before, after) => {
        const first = run(candidatesIn('a.js', before.join('\n')));
        const second = run(candidatesIn('a.js', after.join('\n')), knownFrom(first));
        const fingerprints = second.map((i) => i.fingerprint);
        assert.equal(new Set(fingerprints).size, fingerprints.length);
        const again = run(candidatesIn('a.js', before.join('\n')), knownFrom(first));
        assert.deepEqual(
          again.map((i) => i.fingerprint),
          first.map((i) => i.fingerprint),
          'the same code keeps its identities',
        );
      }),
    );
  });
});
