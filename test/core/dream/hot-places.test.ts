import assert from 'node:assert/strict';
import type { Lesson } from '../../../src/core/memory/lesson.js';
import { type World, world } from './world.js';

const day = 86_400_000;
const hotspots = (w: World): Lesson[] => [...w.memory.lessons().values()].filter((l) => l.kind === 'hotspot');

/** One judged finding in each of some files, and `count` wanted ones in one of them, each of another rule. */
async function gathered(w: World, count: number, path = 'src/hot.js'): Promise<void> {
  for (let i = 0; i < 8; i++) w.accept(w.finding({ rule: `rule-${i}`, path: `lib/file-${i}.js` }));
  for (let i = 0; i < count; i++) {
    const f = w.finding({ rule: `other-${i}`, path, quote: `run(${i})` });
    if (i % 2 === 0) w.outcome(f, 'fixed');
    else w.accept(f);
  }
  await w.review([]);
}

describe('Hotspots', () => {
  it('are files in which wanted findings gather far above chance: known at once, without an effect, with the verdicts as evidence', async () => {
    const w = world();
    await gathered(w, 9);
    const report = await w.dream();
    const [spot, ...others] = hotspots(w);
    assert.deepEqual(others, []);
    assert.deepEqual([spot?.status, spot?.effect, spot?.scope.paths, spot?.provenance], ['active', undefined, ['src/hot.js'], 'person']);
    assert.equal(spot?.statement, '`src/hot.js` has more than its share of findings that were wanted: look twice');
    assert.match(spot?.body ?? '', /9 of the 9 judged findings in it were wanted, 5 of them known by their fix alone/);
    assert.ok(spot?.evidence.every((e) => e.type === 'event' && w.raw[e.seq]?.includes(e.quote)));
    assert.equal(report.operations.find((o) => o.operation.lesson === spot?.id)?.decision, 'apply');
    const { shown } = await w.review([{ rule: 'x', path: 'src/hot.js' }]);
    assert.equal(shown[0]?.severity, 'medium', 'nothing about the finding changes');
  });

  it('are no files with a few findings as chance has it, none whose findings are mostly unwanted, and none by the word of agents', async () => {
    const few = world();
    await gathered(few, 3);
    await few.dream();
    assert.deepEqual(hotspots(few), []);
    const noisy = world();
    await gathered(noisy, 9);
    for (let i = 0; i < 10; i++) noisy.dismiss(noisy.finding({ rule: `noise-${i}`, path: 'src/hot.js' }));
    await noisy.dream();
    assert.deepEqual(hotspots(noisy), []);
    const agents = world();
    await gathered(agents, 0);
    for (let i = 0; i < 12; i++) agents.accept(agents.finding({ rule: `r-${i}`, path: 'src/hot.js' }), { by: 'agent' });
    await agents.dream();
    assert.deepEqual(hotspots(agents), []);
    const even = world();
    for (let i = 0; i < 40; i++) even.accept(even.finding({ rule: `r-${i}`, path: `src/${i % 8}.js` }));
    await even.review([]);
    await even.dream();
    assert.deepEqual(hotspots(even), [], 'all files alike: none stands out');
  });

  it('rest on outcomes alone when nobody said anything', async () => {
    const w = world();
    await gathered(w, 0);
    for (let i = 0; i < 9; i++) w.outcome(w.finding({ rule: `r-${i}`, path: 'src/hot.js' }), 'fixed');
    await w.dream();
    assert.equal(hotspots(w)[0]?.provenance, 'outcome');
  });

  it('take in newer verdicts, and are retired when nobody has found anything there for long', async () => {
    const w = world();
    await gathered(w, 9);
    await w.dream();
    w.accept(w.finding({ rule: 'late', path: 'src/hot.js' }));
    const report = await w.dream();
    assert.deepEqual(
      report.operations.filter((o) => o.operation.lesson === hotspots(w)[0]?.id).map((o) => `${o.operation.op} ${o.decision}`),
      ['reinforce apply'],
    );
    assert.equal(hotspots(w)[0]?.counts.accepted, 10);
    w.ports.clock.advance(900 * day);
    await w.review([]);
    await w.dream();
    assert.equal(hotspots(w)[0]?.status, 'retired');
    await w.review([]);
    assert.deepEqual((await w.dream()).operations, [], 'old verdicts bring nothing back');
    await gathered(w, 9);
    await w.dream();
    assert.equal(hotspots(w)[0]?.status, 'active', 'newer ones do');
  });

  it('stay away when a person retired them', async () => {
    const w = world();
    await gathered(w, 9);
    await w.dream();
    const [spot] = hotspots(w);
    await w.memory.apply([{ v: 1, id: 'no', op: 'retire', lesson: spot?.id ?? '', reason: 'no', by: 'person', evidence: [] }], {
      message: 'm',
    });
    await gathered(w, 9);
    assert.ok(!(await w.dream()).operations.some((o) => o.operation.lesson === spot?.id));
  });
});
