import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { learnUsefulness } from '../../../../src/core/dream/usefulness/expected-usefulness.js';
import { foretell } from '../../../../src/core/dream/usefulness/foretell-effect.js';
import { atOnce } from '../../../../src/core/dream/usefulness/steps.js';
import type { FindingTraits, LabelledFinding } from '../../../../src/core/dream/usefulness/labelled-finding.js';

function finding(rule: string, path: string, more: Partial<LabelledFinding> = {}): LabelledFinding {
  return { category: 'STYLE', rule, path, symbol: '', quote: '', revision: 1, accepted: false, ...more };
}

function times(count: number, make: (i: number) => LabelledFinding): LabelledFinding[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

const trait = fc.record<FindingTraits>({
  category: fc.constantFrom('', 'STYLE', 'SECURITY'),
  rule: fc.constantFrom('', 'a', 'b', '__proto__'),
  path: fc.constantFrom('', 'x', 'src/a.ts', 'src/b/c.ts', 'C:\\a\\b.cs'),
  symbol: fc.string({ maxLength: 5 }),
  quote: fc.string({ maxLength: 30 }),
});
const labelled = fc
  .tuple(trait, fc.integer({ min: -3, max: 9 }), fc.boolean())
  .map(([t, revision, accepted]) => ({ ...t, revision, accepted }));

describe('expected usefulness', () => {
  const known = [
    ...times(30, (i) => finding('noisy', `src/a/f${i}.ts`, { quote: `x.log(${i})` })),
    ...times(30, (i) => finding('good', `src/b/f${i}.ts`, { accepted: true, quote: `if (a = ${i})` })),
    ...times(20, (i) => finding('mixed', `test/f${i}.ts`)),
    ...times(20, (i) => finding('mixed', `src/f${i}.ts`, { accepted: true })),
  ];

  it('scores by rule, by rule and folder, and between for what it has never seen', () => {
    const fresh = [
      finding('noisy', 'src/a/new.ts'),
      finding('good', 'src/b/new.ts'),
      finding('mixed', 'test/new.ts'),
      finding('mixed', 'src/new.ts'),
    ];
    const [noisy, good, inTest, inSource] = learnUsefulness(known)(fresh);
    const [unseen] = learnUsefulness(known)([finding('other', 'lib/x.ts', { category: 'NEW' })]);
    assert.ok(noisy! < 0.2 && good! > 0.8, `${noisy} ${good}`);
    assert.ok(inTest! < 0.3 && inSource! > 0.7, `${inTest} ${inSource}`);
    assert.ok(unseen! > noisy! && unseen! < good!);
  });

  it('tells code of one rule apart by its words', () => {
    const by = [
      ...times(12, (i) => finding('r', `f${i}.ts`, { quote: `console.log(v${i})` })),
      ...times(12, (i) => finding('r', `g${i}.ts`, { quote: `debugger; v${i}`, accepted: true })),
    ];
    const [log] = learnUsefulness(by)([finding('r', 'new1.ts', { quote: 'console.log(other)' })]);
    const [debug] = learnUsefulness(by)([finding('r', 'new2.ts', { quote: 'debugger; other' })]);
    assert.ok(debug! - log! > 0.4, `${debug} ${log}`);
  });

  it('lets newer verdicts outweigh older ones', () => {
    const turned = [
      ...times(20, (i) => finding('r', `f${i}.ts`, { accepted: true, revision: 1 })),
      ...times(20, (i) => finding('r', `f${i}.ts`, { revision: 8 })),
      ...times(5, (i) => finding('s', `h${i}.ts`, { accepted: true, revision: 4 })),
    ];
    const [score] = learnUsefulness(turned)([finding('r', 'new.ts')]);
    const [reversed] = learnUsefulness(turned.map((f) => ({ ...f, revision: 9 - f.revision })))([finding('r', 'new.ts')]);
    assert.ok(score! < reversed!, `${score} ${reversed}`);
  });

  it('knows nothing without verdicts, and is as sure as one kind of verdict lets it be', () => {
    assert.deepEqual(learnUsefulness([])([finding('r', 'a.ts')]), [0.5]);
    assert.deepEqual(learnUsefulness([])([]), []);
    const [none] = learnUsefulness(times(9, (i) => finding('r', `f${i}.ts`)))([finding('r', 'a.ts')]);
    assert.ok(none! < 0.2 && none! > 0, String(none));
  });

  it('gives a number between 0 and 1 to anything, the same again, and each line the score of its own', () => {
    fc.assert(
      fc.property(fc.array(labelled, { maxLength: 30 }), fc.array(trait, { maxLength: 10 }), (train, batch) => {
        const scores = learnUsefulness(train)(batch);
        assert.equal(scores.length, batch.length);
        assert.ok(scores.every((s) => s >= 0 && s <= 1));
        assert.deepEqual(learnUsefulness(train)(batch), scores);
      }),
      { numRuns: 60 },
    );
  });

  it('invariant 4: never holds a security finding back, nor lowers it', () => {
    const rejected = [...times(60, (i) => finding('sqli', `s${i}.ts`, { category: 'SECURITY' })), ...known, ...known];
    const [secure, plain] = atOnce(
      foretell(rejected, [finding('sqli', 'new.ts', { category: 'SECURITY' }), finding('noisy', 'src/a/new.ts')]),
    );
    assert.equal(secure!.effect, 'show');
    assert.equal(plain!.effect, 'hold back');
  });

  it('holds nothing back that too few verdicts speak of', () => {
    const few = [...times(12, (i) => finding('noisy', `f${i}.ts`)), ...times(3, (i) => finding('good', `g${i}.ts`, { accepted: true }))];
    assert.deepEqual(atOnce(foretell(few, [finding('noisy', 'new.ts')]))[0]!.effect, 'show');
  });

  it('learns from old revisions too where every commit is one', () => {
    const commits = [
      ...times(300, (i) => finding(i % 2 ? 'noisy' : 'good', `f${i}.ts`, { accepted: i % 2 === 0, revision: 1_700_000_000 + i * 60 })),
      ...times(30, (i) => finding('other', `o${i}.ts`, { accepted: i % 2 === 0, revision: 1_800_000_000 + i })),
    ];
    const [noisy, good] = atOnce(foretell(commits, [finding('noisy', 'x/new.ts'), finding('good', 'y/new.ts')]));
    assert.ok(noisy!.score < 0.25 && good!.score > 0.75, `${noisy!.score} ${good!.score}`);
  });
});
