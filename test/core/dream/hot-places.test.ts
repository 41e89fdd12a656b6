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
  it('are files in which wanted findings gather far above chance: known at once, raised when the backtest passes, with the verdicts as evidence', async () => {
    const w = world();
    await gathered(w, 9);
    const report = await w.dream();
    const [spot, ...others] = hotspots(w);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [spot?.status, spot?.effect, spot?.scope.paths, spot?.provenance],
      ['active', { do: 'raise' }, ['src/hot.js'], 'person'],
    );
    assert.equal(spot?.statement, '`src/hot.js` has more than its share of findings that were wanted: look twice');
    assert.match(spot?.body ?? '', /9 of the 9 judged findings in it were wanted, 5 of them known by their fix alone/);
    assert.ok(spot?.evidence.every((e) => e.type === 'event' && w.raw[e.seq]?.includes(e.quote)));
    const found = report.operations.find((o) => o.operation.lesson === spot?.id);
    assert.deepEqual([found?.decision, found?.backtest?.result], ['apply', 'pass']);
    const { shown } = await w.review([{ rule: 'x', path: 'src/hot.js' }]);
    assert.deepEqual([shown[0]?.severity, shown[0]?.effects[0]?.lesson], ['high', spot?.id]);
    assert.match(shown[0]?.effects[0]?.why ?? '', /more than its share of findings that were wanted/);
  });

  it('only mark while too few later verdicts tell, and raise nothing any more when what is found there is no longer wanted', async () => {
    const w = world();
    for (let i = 0; i < 20; i++) w.dismiss(w.finding({ rule: `unwanted-${i}`, path: `cold/file-${i}.js` }));
    await gathered(w, 7);
    await w.dream();
    assert.deepEqual([hotspots(w)[0]?.status, hotspots(w)[0]?.effect?.do], ['trial', 'raise']);
    assert.equal((await w.review([{ rule: 'x', path: 'src/hot.js' }])).shown[0]?.severity, 'medium');
    for (let i = 0; i < 4; i++) w.accept(w.finding({ rule: `more-${i}`, path: 'src/hot.js' }));
    await w.dream();
    assert.equal(hotspots(w)[0]?.status, 'active');
    assert.equal((await w.review([{ rule: 'x', path: 'src/hot.js' }])).shown[0]?.severity, 'high');
    for (let i = 0; i < 6; i++) w.dismiss(w.finding({ rule: `noise-${i}`, path: 'src/hot.js' }));
    const report = await w.dream();
    const taken = report.operations.find((o) => o.operation.lesson === hotspots(w)[0]?.id)?.operation;
    assert.match(taken?.reason ?? '', /no longer raised/);
    assert.equal(taken?.by, 'person', 'by the word of those who speak against it');
    assert.equal(hotspots(w)[0]?.effect, undefined);
    assert.equal((await w.review([{ rule: 'x', path: 'src/hot.js' }])).shown[0]?.severity, 'medium');
  });

  it('give way to what holds a rule back there, and are neither merged with it nor superseded by it', async () => {
    const w = world();
    await gathered(w, 9);
    for (let i = 0; i < 8; i++) w.dismiss(w.finding({ rule: 'noisy', path: `src/sub-${i % 3}.js` }), { reason: 'intended' });
    await w.dream();
    const [spot] = hotspots(w);
    const quiet = [...w.memory.lessons().values()].find((l) => l.scope.rules.includes('noisy'));
    assert.deepEqual([spot?.effect?.do, quiet?.status, quiet?.effect?.do], ['raise', 'active', 'hold-back']);
    assert.equal((await w.review([{ rule: 'noisy', path: 'src/hot.js' }])).held.length, 1);
    await w.dream();
    assert.deepEqual([hotspots(w)[0]?.status, w.memory.lessons().get(quiet?.id ?? '')?.status], ['active', 'active']);
  });

  it('do not keep hiding after one click that brings a finding back: the next dream weighs it', async () => {
    const w = world();
    for (let i = 0; i < 10; i++) w.dismiss(w.finding({ rule: 'noisy', path: `src/sub-${i % 3}.js` }), { reason: 'intended' });
    await w.review([]);
    await w.dream();
    const { held } = await w.review([{ rule: 'noisy', path: 'src/other.js' }]);
    assert.equal(held.length, 1);
    w.overrule(held[0]!);
    await w.dream();
    const quiet = [...w.memory.lessons().values()].find((l) => l.scope.rules.includes('noisy'));
    assert.notEqual(quiet?.status, 'active');
    assert.equal((await w.review([{ rule: 'noisy', path: 'src/other.js' }])).held.length, 0);
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
