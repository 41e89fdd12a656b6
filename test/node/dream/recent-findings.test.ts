import assert from 'node:assert/strict';
import { readAhead } from '../../../src/core/dream/experience.js';
import { newestReviews, recentFindings } from '../../../src/node/dream/recent-findings.js';
import { dismissMany, world } from '../../core/dream/world.js';

describe('The findings whose fate a dream looks up', () => {
  it('are those of the newest reviews that are neither dismissed nor ended, read before or not', async () => {
    const w = world();
    await w.review([{ rule: 'a', path: 'old.js' }]);
    for (let i = 2; i < newestReviews; i++) await w.review([]);
    const { shown } = await w.review(['fixed', 'survived', 'accepted', 'dismissed'].map((name) => ({ rule: 'a', path: `${name}.js` })));
    w.outcome(shown[0]!, 'fixed');
    w.outcome(shown[1]!, 'survived');
    w.accept(shown[2]!);
    w.dismiss(shown[3]!);
    const open = async () => {
      const known = await recentFindings(w.deps, readAhead(w.deps));
      const paths = [...known].flatMap(([, { last, verdict, outcome }]) =>
        verdict?.verdict === 'dismiss' || outcome ? [] : [last.finding.anchor.path],
      );
      return paths.sort();
    };
    assert.deepEqual(await open(), ['accepted.js', 'old.js', 'survived.js']);
    await w.dream();
    assert.deepEqual(await open(), ['accepted.js', 'old.js', 'survived.js']);
    const fresh = await w.review([{ rule: 'a', path: 'fresh.js' }]);
    assert.deepEqual(await open(), ['accepted.js', 'fresh.js', 'survived.js']);
    w.outcome(fresh.shown[0]!, 'rewritten');
    assert.deepEqual(await open(), ['accepted.js', 'survived.js']);
  });

  it('are found without a list, however many reviews dreams have read', async () => {
    const w = world();
    await dismissMany(w, newestReviews + 20, { rule: 'a', path: 'src/*.js' });
    await w.dream();
    await w.review([{ rule: 'a', path: 'fresh.js' }]);
    const ahead = readAhead(w.deps);
    await ahead;
    w.reads.length = 0;
    const list = () => assert.fail('listed');
    const known = await recentFindings({ ...w.deps, transcripts: { ...w.deps.transcripts, list } }, ahead);
    assert.deepEqual(
      [...known.values()].map(({ last }) => last.finding.anchor.path),
      ['fresh.js'],
    );
    assert.equal(w.reads.length, newestReviews);
  });
});
