import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { applyEffects } from '../../../src/core/memory/effects.js';
import type { Lesson } from '../../../src/core/memory/lesson.js';
import { coversSymbol, matchesPlace } from '../../../src/core/memory/matches-lesson.js';
import { recall, type RecallInput } from '../../../src/core/memory/recall.js';
import { sha256Hasher } from '../../../src/node/ports/sha256-hasher.js';
import { anyNearLesson } from './any-lesson.js';
import { codeEvidence, eventEvidence, finding, lesson } from './lessons.js';

const hash = sha256Hasher(new Uint8Array(32));
const input = (changes: Partial<RecallInput> = {}): RecallInput => ({
  paths: ['scripts/build.js'],
  codeAt: () => undefined,
  hash,
  ...changes,
});
const memory = (...lessons: Lesson[]) => ({
  lessons,
  blobs: new Map(lessons.map((l) => [l.id, `blob of ${l.id}`])),
  unverified: new Set<string>(),
});
const cites = (quote: string) => lesson({ evidence: [eventEvidence(), codeEvidence('scripts/build.js', quote, hash.sha256(quote))] });

describe('recall', () => {
  it('brings the lessons in scope, with the blob they were read from and why', () => {
    const { recalled, dormant } = recall(memory(lesson()), input({ paths: ['src/a.ts', 'scripts/build.js', 'scripts/b.js'] }));
    assert.deepEqual(recalled, [{ lesson: lesson(), blob: `blob of ${lesson().id}`, why: 'scripts/build.js and 1 more in its scope' }]);
    assert.deepEqual(dormant, []);
  });

  it('invariant 3: a lesson that no operation brought acts as on trial, behind all others, whatever it claims', () => {
    const forged = lesson({
      id: 'forged',
      provenance: 'person',
      pinned: true,
      scope: { paths: [], languages: [], rules: [], symbols: [] },
    });
    const { recalled } = recall({ ...memory(forged, lesson()), unverified: new Set(['forged']) }, input());
    assert.deepEqual(
      recalled.map((r) => [r.lesson.id, r.lesson.status]),
      [
        [lesson().id, 'active'],
        ['forged', 'trial'],
      ],
    );
    assert.match(recalled[1]?.why ?? '', /^it holds everywhere; no change that Reverie made here brought this file/);
    const result = applyEffects(
      finding({ rule: 'other' }),
      recalled.map((r) => r.lesson),
    );
    assert.equal(result.state === 'shown' && result.finding.severity, 'low', 'it demotes and marks, and hides nothing');
  });

  it('says which rule and which symbol brought it', () => {
    const scoped = lesson({ scope: { paths: [], languages: [], rules: ['no-console'], symbols: ['Cart'] } });
    const { recalled } = recall(memory(scoped), input({ rules: ['no-console'], symbols: ['Cart.total'] }));
    assert.equal(recalled[0]?.why, 'it holds everywhere, rule no-console, symbol Cart.total');
    assert.equal(recall(memory(scoped), input({ rules: ['other'] })).recalled.length, 0);
    assert.equal(recall(memory(scoped), input({ symbols: ['Other'] })).recalled.length, 0);
    assert.equal(recall(memory(scoped), input()).recalled.length, 1, 'what is not known yet limits nothing');
  });

  it('asks each file for the symbols that the change touches there; what is not known of a file limits nothing', () => {
    const cart = lesson({ scope: { paths: ['src/**'], languages: [], rules: [], symbols: ['Cart'] } });
    const why = (symbolsAt: [string, string[]][], paths = ['src/a.ts', 'src/b.ts']): string | undefined =>
      recall(memory(cart), input({ paths, symbolsAt: new Map(symbolsAt) })).recalled[0]?.why;
    const a: [string, string[]] = ['src/a.ts', ['Order', 'Order.total']];
    const b: [string, string[]] = ['src/b.ts', ['Cart', 'Cart.total']];
    assert.equal(why([a, b]), 'src/b.ts in its scope, symbol Cart');
    assert.equal(why([a, ['src/b.ts', ['Cartoon']]]), undefined);
    assert.equal(why([a, ['src/b.ts', []]]), undefined, 'a change outside of every symbol');
    assert.equal(why([a, ['docs/c.ts', ['Cart']]], ['src/a.ts', 'docs/c.ts']), undefined, 'the file and the symbol together');
    assert.equal(why([a]), 'src/b.ts in its scope');
  });

  it('asks one file for path and language together', () => {
    const python = lesson({ scope: { paths: ['scripts/**'], languages: ['python'], rules: [], symbols: [] } });
    assert.equal(recall(memory(python), input({ paths: ['scripts/a.js', 'src/b.py'] })).recalled.length, 0);
    assert.equal(recall(memory(python), input({ paths: ['scripts/b.py'] })).recalled.length, 1);
    assert.equal(recall(memory(python), input({ paths: ['scripts/run'], languages: ['python'] })).recalled.length, 1);
  });

  it('invariant 5: a lesson whose cited code is gone sleeps for this review, and comes back with the code', () => {
    const there = ['import x', '', '  if (verbose)', '    console.log(x)'];
    const quoting = cites('if (verbose)\n  console.log(x)');
    assert.equal(recall(memory(quoting), input({ codeAt: () => there })).recalled.length, 1, 'elsewhere in the file, and indented');
    for (const gone of [['import x'], []]) {
      const { recalled, dormant } = recall(memory(quoting), input({ codeAt: () => gone }));
      assert.deepEqual(recalled, []);
      assert.deepEqual(dormant, [{ lesson: quoting, why: 'the code it cites is no longer in scripts/build.js' }]);
    }
  });

  it('invariant 5: unreachable is not false', () => {
    assert.equal(recall(memory(cites('gone()')), input({ codeAt: () => undefined })).recalled.length, 1);
    const two = lesson({ evidence: [codeEvidence('a.js', 'gone()'), codeEvidence('b.js', 'unknown()')] });
    assert.equal(recall(memory(two), input({ codeAt: (path) => (path === 'a.js' ? [] : undefined) })).recalled.length, 1);
  });

  it('one citation that still stands is enough', () => {
    const two = lesson({ evidence: [codeEvidence('a.js', 'gone()'), codeEvidence('b.js', 'here()')] });
    assert.equal(recall(memory(two), input({ codeAt: () => ['here()'] })).recalled.length, 1);
    assert.equal(
      recall(memory(two), input({ codeAt: () => ['neither()'] })).dormant[0]?.why,
      'the code it cites is no longer in a.js (nor in 1 more places)',
    );
  });

  it('finds code by its hash when somebody shortened the quote', () => {
    const lines = ['first()', 'second()'];
    const shortened = { ...codeEvidence('scripts/build.js', 'first()\nsecond()', hash.sha256(lines.join('\n'))), quote: 'first() …' };
    assert.equal(recall(memory(lesson({ evidence: [shortened] })), input({ codeAt: () => ['zero()', ...lines] })).recalled.length, 1);
    assert.equal(recall(memory(lesson({ evidence: [shortened] })), input({ codeAt: () => ['zero()'] })).dormant.length, 1);
  });

  it('never brings a lesson that is asleep, retired or proposed, or that lies out of scope', () => {
    const paths = ['scripts/build.js', 'tool.py'];
    const symbolsThere = fc.option(fc.subarray(['Cart', 'Cart.total', 'Order', 'main']), { nil: undefined });
    const somewhere = fc
      .tuple(anyNearLesson, fc.subarray(['Cart', 'Cart.total', 'main']))
      .map(([l, symbols]) => ({ ...l, scope: { ...l.scope, symbols: [...l.scope.symbols, ...symbols] } }));
    fc.assert(
      fc.property(
        fc.uniqueArray(somewhere, { maxLength: 8, selector: (l) => l.id }),
        fc.tuple(symbolsThere, symbolsThere),
        (lessons, there) => {
          const symbolsAt = new Map(paths.flatMap((path, i) => (there[i] ? [[path, there[i]] as const] : [])));
          const speaks = (l: Lesson): boolean =>
            paths.some((path, i) => {
              const known = there[i];
              if (!matchesPlace(l, path)) return false;
              return !known || l.scope.symbols.length === 0 || known.some((s) => l.scope.symbols.some((w) => coversSymbol(w, s)));
            });
          const { recalled, dormant } = recall(memory(...lessons), input({ paths, symbolsAt }));
          for (const { lesson: brought } of [...recalled, ...dormant]) {
            assert.ok(['active', 'trial'].includes(brought.status));
            assert.ok(speaks(brought));
          }
          const inScope = lessons.filter((l) => ['active', 'trial'].includes(l.status) && speaks(l));
          assert.equal(recalled.length + dormant.length, inScope.length);
        },
      ),
    );
  });
});
