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

describe('identity through edits', () => {
  type Fn = { name: string; lines: string[]; id: number };
  const textOf = (fns: Fn[]): string => fns.flatMap((f) => [`function ${f.name}() {`, ...f.lines, '}', '']).join('\n');
  const flagged = '  console.log(state);';
  /** Which function each finding stands in. */
  const ownersOf = (fns: Fn[]): number[] => fns.flatMap((f) => f.lines.filter((line) => line.trim() === flagged.trim()).map(() => f.id));
  const again = (path: string, fns: Fn[], known: Map<string, KnownFinding>, renames = new Map<string, string>()) => {
    const text = textOf(fns);
    const candidates = candidatesIn(path, text);
    return identify({ candidates, known, renames, gone: () => false, lines: () => text.split('\n'), hash });
  };
  const start = (): Fn[] =>
    Array.from({ length: 6 }, (_, id) => ({ id, name: `step${id}`, lines: ['  const state = read();', flagged, '  return state;'] }));

  it('keeps the fingerprint of every finding whose code did not change over sequences of edits', () => {
    const edit = fc.record({
      kind: fc.constantFrom('shift', 'insert', 'delete', 'move', 'indent', 'touch', 'rename file'),
      at: fc.nat(20),
      to: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 10 }), (edits) => {
        let fns = start();
        let path = 'a.js';
        let made = fns.length;
        let known = knownFrom(again(path, fns, new Map()));
        let fingerprints = new Map(again(path, fns, known).map((f, i) => [ownersOf(fns)[i]!, f.fingerprint]));
        for (const { kind, at, to } of edits) {
          const renames = new Map<string, string>();
          const fn = fns[at % fns.length];
          if (kind === 'insert') fns = fns.toSpliced(to % (fns.length + 1), 0, { ...start()[0]!, id: made, name: `made${made++}` });
          else if (kind === 'rename file') renames.set(path, (path = `b${made++}.js`));
          else if (!fn) continue;
          else if (kind === 'delete') fns = fns.filter((f) => f !== fn);
          else if (kind === 'move') fns = fns.filter((f) => f !== fn).toSpliced(to % fns.length, 0, fn);
          else if (kind === 'indent') fns = fns.with(at % fns.length, { ...fn, lines: fn.lines.map((line) => `    ${line}`) });
          else if (kind === 'touch') fns = fns.with(at % fns.length, { ...fn, lines: ['  prepare();', ...fn.lines] });
          else fns = [{ id: made, name: `first${made++}`, lines: ['  start();'] }, ...fns];
          const found = again(path, fns, known, renames);
          const owners = ownersOf(fns);
          assert.equal(new Set(found.map((f) => f.fingerprint)).size, found.length, 'no two findings share a fingerprint');
          for (const [i, { fingerprint, status }] of found.entries()) {
            const before = fingerprints.get(owners[i]!);
            if (before !== undefined) assert.deepEqual([fingerprint, status], [before, 'open'], `${kind} ${at} ${to}`);
          }
          fingerprints = new Map(found.map((f, i) => [owners[i]!, f.fingerprint]));
          known = new Map([...known, ...knownFrom(found)]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('shows nothing of ten edited versions as new again', () => {
    let fns = start();
    const known = knownFrom(again('a.js', fns, new Map()));
    for (let version = 0; version < 10; version++) {
      fns = [{ id: 100 + version, name: `version${version}`, lines: ['  work();'] }, ...fns.slice(1), ...fns.slice(0, 1)].filter(
        (f) => f.id < 100 || f.id === 100 + version,
      );
      assert.deepEqual(new Set(statuses(again('a.js', fns, known))), new Set(['open']));
    }
  });

  it('keeps each fingerprint with its own function when copies trade places', () => {
    const fns = start();
    const first = again('a.js', fns, new Map());
    const turned = again('a.js', fns.toReversed(), knownFrom(first));
    assert.deepEqual(
      turned.map((f) => f.fingerprint),
      first.map((f) => f.fingerprint).toReversed(),
    );
  });

  it('matches 9,000 findings of one rule in one file without comparing all with all', () => {
    const lines = Array.from({ length: 9_000 }, (_, i) => `console.log(${i % 3});`);
    const found = (shift: number) => candidatesIn('a.js', [...Array.from({ length: shift }, () => ''), ...lines].join('\n'));
    const first = identify({ candidates: found(0), known: new Map(), renames: new Map(), gone: () => false, hash });
    const second = identify({ candidates: found(5), known: knownFrom(first), renames: new Map(), gone: () => false, hash });
    assert.equal(second.filter((f) => f.status === 'new').length, 0);
  });

  it('keeps what was dismissed in a function that is put into a class, and takes the same line of another function for new', () => {
    const alone = 'function total(x) {\n  console.log(x);\n}\n';
    const inClass = 'class Shop {\n  constructor() {}\n\n  total(x) {\n    console.log(x);\n  }\n\n  rest() {}\n}\n';
    const known = knownFrom(run(candidatesIn('a.js', alone, 'console.log', 'total')), 'dismiss');
    const [kept] = run(candidatesIn('a.js', inClass, 'console.log', 'Shop.total'), known);
    assert.equal(kept?.status, 'dismissed');
    assert.deepEqual([kept.fingerprint], [...known.keys()]);
    const other = inClass.replace('total(x)', 'print(x)');
    assert.deepEqual(statuses(run(candidatesIn('a.js', other, 'console.log', 'Shop.print'), known)), ['new']);
  });
});
