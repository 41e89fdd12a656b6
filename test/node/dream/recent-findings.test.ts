import assert from 'node:assert/strict';
import { readExperience, type ReadSoFar } from '../../../src/core/dream/experience.js';
import { newestReviews, recentFindings } from '../../../src/node/dream/recent-findings.js';
import { dismissMany, world, type World } from '../../core/dream/world.js';

/** As a dream asks for them, by the files they lie in. */
async function open(w: World): Promise<string[]> {
  const paths: string[] = [];
  const beforeLedger = async (read: ReadSoFar): Promise<void> => {
    for (const { last, verdict, outcome } of (await recentFindings(w.deps, read)).values())
      if (verdict?.verdict !== 'dismiss' && !outcome) paths.push(last.finding.anchor.path);
  };
  await readExperience(w.deps, { beforeLedger });
  return paths.sort();
}

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
    assert.deepEqual(await open(w), ['accepted.js', 'old.js', 'survived.js']);
    await w.dream();
    assert.deepEqual(await open(w), ['accepted.js', 'old.js', 'survived.js']);
    const fresh = await w.review([{ rule: 'a', path: 'fresh.js' }]);
    assert.deepEqual(await open(w), ['accepted.js', 'fresh.js', 'survived.js']);
    w.outcome(fresh.shown[0]!, 'rewritten');
    assert.deepEqual(await open(w), ['accepted.js', 'survived.js']);
  });

  it('cost the same, however many reviews dreams have read', async () => {
    const w = world();
    await dismissMany(w, newestReviews + 20, { rule: 'a', path: 'src/*.js' });
    await w.dream();
    await w.review([{ rule: 'a', path: 'fresh.js' }]);
    w.reads.length = 0;
    assert.deepEqual(await open(w), ['fresh.js']);
    // the new one is read for itself as well, and so is the dream's own record
    assert.equal(w.reads.length, newestReviews + 2);
  });
});
