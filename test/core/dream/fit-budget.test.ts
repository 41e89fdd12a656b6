import assert from 'node:assert/strict';
import type { DreamReport } from '../../../src/core/dream/dream-report.js';
import { type BudgetInput, fitBudget, tokensInEffect } from '../../../src/core/dream/fit-budget.js';
import { lessonWorth } from '../../../src/core/dream/lesson-worth.js';
import type { Observation } from '../../../src/core/dream/observation.js';
import { personOperation } from '../../../src/core/dream/person-operation.js';
import { tokensOf } from '../../../src/core/memory/health.js';
import type { Lesson } from '../../../src/core/memory/lesson.js';
import type { LessonUse } from '../../../src/core/memory/lesson-use.js';
import { memoryBudget } from '../../../src/core/memory/memory-budget.js';
import { fakePorts } from '../../support/ports.js';
import { codeEvidence, eventEvidence, lesson, lessonUse as use } from '../memory/lessons.js';
import { type World, world } from './world.js';

/** Learned from outcomes, each about a rule and a folder of its own; all take the same number of tokens, to a few. */
const learned = (n: number, more: Partial<Lesson> = {}): Lesson =>
  lesson({
    id: `lesson-${String(n).padStart(4, '0')}`,
    statement: `\`rule-${String(n).padStart(4, '0')}\` is a false alarm in \`src/part-${String(n).padStart(4, '0')}/\``,
    scope: { paths: [`src/part-${n}/**`], languages: [], rules: [`rule-${n}`], symbols: [] },
    provenance: 'outcome',
    counts: { accepted: 0, dismissed: 3 + (n % 7), overruled: 0 },
    // verdicts out of reach: what they said is kept in the counts
    evidence: [eventEvidence(n), codeEvidence(`src/part-${n}/a.js`, `call(${n})`, String(n).padStart(64, '0'))],
    ...more,
  });
const many = (count: number, more: (n: number) => Partial<Lesson> = () => ({})): Lesson[] =>
  Array.from({ length: count }, (_, n) => learned(n, more(n)));
const each = tokensOf(learned(0));

function fit(lessons: Lesson[], more: Partial<BudgetInput> = {}) {
  return fitBudget({
    ids: fakePorts().ids,
    observations: [],
    citedFingerprint: () => undefined,
    since: new Map(),
    lessons,
    fixed: [],
    sleepers: [],
    waiting: new Set(),
    uses: new Map(lessons.map((l) => [l.id, use({ touched: 3 })])),
    ...more,
  });
}
const words = (drafts: ReturnType<typeof fit>): string[] =>
  drafts.map(({ operation: { op, lesson: id }, conflict }) => `${op} ${id}${conflict === undefined ? '' : ' ?'}`);

describe('Keeping memory within its budget', () => {
  it('does nothing as long as lessons fit, to the last token', () => {
    const lessons = many(6);
    const budget = tokensInEffect(lessons);
    assert.deepEqual(words(fit(lessons, { budget })), []);
    assert.equal(fit(lessons, { budget: budget - 1 }).length, 1);
    assert.deepEqual(words(fit([], { budget: 0 })), []);
    // what sleeps, waits or is retired takes no room
    const quiet = many(6, () => ({ status: 'dormant' }));
    assert.deepEqual(words(fit([...quiet, ...many(3, () => ({ status: 'retired' }))], { budget: 1 })), []);
  });

  it('puts those to sleep that would be missed least, only as many as it takes, with the reason and what they cite', () => {
    const lessons = many(6, () => ({ counts: { accepted: 0, dismissed: 3, overruled: 0 } }));
    const uses = new Map([
      ['lesson-0000', use({ touched: 40, helped: 4 })],
      ['lesson-0001', use({ touched: 40, idleReviews: 500 })],
      ['lesson-0002', use({ touched: 10, helped: 5, harmed: 20 })],
      ['lesson-0003', use({ touched: 10, helped: 20, harmed: 0 })],
      ['lesson-0004', use({})],
      ['lesson-0005', use({ touched: 2 })],
    ]);
    const drafts = fit(lessons, { uses, budget: tokensInEffect(lessons) - each - 1 });
    assert.deepEqual(words(drafts), ['sleep lesson-0001', 'sleep lesson-0002']);
    const [first] = drafts;
    assert.match(
      first?.operation.reason ?? '',
      /^memory has \d+ tokens and room for \d+, .*touched 40 findings, and did nothing in the last 500 reviews$/,
    );
    assert.deepEqual(first?.operation.evidence, lessons[1]?.evidence);
    assert.equal(first?.operation.op === 'sleep' && first.operation.until, 'room');
  });

  it('weighs how often a lesson was right, how much it did and how long it has done nothing', () => {
    const of = (more: Partial<LessonUse>, l = learned(0)): number => lessonWorth(l, use(more));
    assert.ok(of({ touched: 9 }) > of({ touched: 1 }));
    assert.ok(of({ touched: 9, helped: 3 }) > of({ touched: 9, harmed: 3 }));
    assert.ok(of({ touched: 9 }) > of({ touched: 9, idleReviews: 50 }));
    assert.ok(of({}, learned(0, { confidence: 0.9 })) > of({}, learned(0, { confidence: 0.4 })));
    assert.ok(of({}, learned(6)) > of({}, learned(0)), 'what was learned from more is missed more');
    const { effect: _, ...told } = learned(0);
    assert.ok(of({ recalled: 9 }, told) > of({ touched: 9 }, told), 'what has no effect works by being recalled');
  });

  it('leaves alone what people pinned, wrote, or decided about, what waits for them, and what is not verified', () => {
    const mine = many(6, (n) => (n % 2 ? { pinned: true } : { provenance: 'person', statement: `My own words ${n}` }));
    assert.deepEqual(words(fit(mine, { budget: 1 })), []);
    const decided = many(2);
    assert.deepEqual(words(fit(decided, { budget: 1, since: new Map([['lesson-0000', 'x']]), waiting: new Set(['lesson-0001']) })), []);
    assert.deepEqual(words(fit([], { budget: 1, fixed: many(3) })), []);
    assert.deepEqual(
      words(fit(many(1), { budget: each, fixed: [learned(9)] })),
      ['sleep lesson-0000'],
      'what is fixed takes room all the same',
    );
  });

  it('asks before anything sleeps that may raise security findings, and only when nothing else is left', () => {
    const raises = (n: number, rule: string): Lesson =>
      learned(n, { effect: { do: 'raise' }, scope: { ...learned(n).scope, rules: [rule] } });
    const subject = { category: 'maintainability', severity: 'low', source: 'rules' } as const;
    const seen = (n: number, security: boolean): Observation => ({
      at: '2026-01-01T00:00:00.000Z',
      fingerprint: `f-${n}`,
      verdict: 'accepted',
      authority: 'person',
      subject: { ...subject, lessons: [], security, rule: `rule-${n}`, path: `src/part-${n}/a.js` },
      cite: { source: 's', file: 'f', seq: n, hash: '' },
      overruled: [],
    });
    const lessons = [raises(0, 'rule-0'), raises(1, 'rule-1'), raises(2, 'rule-2'), raises(3, 'js/security/eval'), learned(4)];
    const observations = [seen(0, false), seen(1, true), seen(3, false)];
    // nobody has seen a finding of rule-2: what it raises is not known
    assert.deepEqual(words(fit(lessons, { observations, budget: 3 * each + 10 })), ['sleep lesson-0000', 'sleep lesson-0004']);
    assert.deepEqual(
      words(fit(lessons, { observations, budget: 1 }))
        .filter((w) => w.endsWith('?'))
        .sort(),
      ['sleep lesson-0001 ?', 'sleep lesson-0002 ?', 'sleep lesson-0003 ?'],
    );
  });

  it('wakes the most useful that fit into nine tenths of it, and what slept for its code alone into the whole of it', () => {
    const awake = many(8);
    const sleepers = Array.from({ length: 4 }, (_, n) => ({
      lesson: learned(20 + n, { status: 'dormant', counts: { accepted: 0, dismissed: 10 * n, overruled: 0 } }),
      waited: 'room' as const,
    }));
    const lessons = [...awake, ...sleepers.map((s) => s.lesson)];
    const tenths = (n: number): Partial<BudgetInput> => ({ sleepers, budget: Math.ceil(((8 + n) * each) / 0.9) + 8 });
    assert.deepEqual(words(fit(lessons, tenths(2))), ['wake lesson-0023', 'wake lesson-0022']);
    assert.deepEqual(words(fit(lessons, tenths(0))), []);
    const code = sleepers.map((s) => ({ ...s, waited: 'code' as const }));
    assert.deepEqual(words(fit(lessons, { sleepers: code, budget: 9 * each + 8 })), ['wake lesson-0023']);
  });
});

describe('A dream over a memory that is too large', () => {
  const tokens = (w: World): number => tokensInEffect([...w.memory.lessons().values()]);
  const count = (w: World, status: Lesson['status']): number => [...w.memory.lessons().values()].filter((l) => l.status === status).length;
  const statuses = (w: World): string => [...w.memory.lessons().values()].map((l) => `${l.id} ${l.status}`).join('\n');
  async function dreamAgain(w: World): Promise<DreamReport> {
    await w.review([{ rule: 'unrelated', path: 'docs/x.md' }]);
    return w.dream();
  }
  const fits = Math.floor(memoryBudget / each);

  it('brings it under its budget, tells so in its health, and ten more dreams change nothing', async () => {
    const w = world();
    w.memory.replace(many(fits + 20));
    const before = tokens(w);
    assert.ok(before > memoryBudget);
    const report = await dreamAgain(w);
    assert.equal(report.health?.before.tokens, before);
    assert.equal(report.health?.before.budget, memoryBudget);
    assert.equal(report.health?.after.tokens, tokens(w));
    assert.ok(tokens(w) <= memoryBudget && tokens(w) > memoryBudget - each);
    assert.deepEqual(new Set(report.operations.map((o) => `${o.operation.op} ${o.decision}`)), new Set(['sleep apply']));
    assert.equal(report.notes, undefined);
    w.deps.findCode = async () => 'holds';
    const then = statuses(w);
    for (let n = 0; n < 10; n++) {
      const next = await dreamAgain(w);
      assert.deepEqual(next.operations, [], `dream ${n}`);
      assert.equal(statuses(w), then);
    }
  });

  it('wakes what slept for want of room when there is room again, on trial, and not what a person then takes out', async () => {
    const w = world();
    w.memory.replace(many(fits + 5));
    await dreamAgain(w);
    const asleep = count(w, 'dormant');
    assert.ok(asleep >= 5);
    for (const l of [...w.memory.lessons().values()].filter((l) => l.status === 'active').slice(0, 60))
      await w.memory.apply([personOperation(w.ports, l, 'retire')], { message: 'm' });
    const report = await dreamAgain(w);
    assert.deepEqual(
      report.operations.map((o) => o.operation.op),
      Array.from({ length: asleep }, () => 'wake'),
    );
    assert.equal(count(w, 'dormant'), 0);
    assert.equal(count(w, 'trial'), asleep);
  });

  it('puts nothing to sleep again that a person woke', async () => {
    const w = world();
    w.memory.replace(many(fits + 3));
    const report = await dreamAgain(w);
    const [first] = report.operations;
    const id = first?.operation.lesson ?? '';
    const asleep = w.memory.lessons().get(id);
    assert.equal(asleep?.status, 'dormant');
    w.ports.clock.advance(60_000);
    await w.memory.apply([personOperation(w.ports, asleep, 'activate')], { message: 'm' });
    const next = await dreamAgain(w);
    assert.equal(w.memory.lessons().get(id)?.status, 'active');
    assert.ok(next.operations.every((o) => o.operation.lesson !== id));
    assert.ok(tokens(w) <= memoryBudget);
  });

  it('invariant 6: waits for a person when more than a quarter of what is in effect would sleep, and says how far over it is', async () => {
    const w = world();
    w.memory.replace(many(3 * fits));
    const before = statuses(w);
    const report = await dreamAgain(w);
    assert.ok(report.operations.every((o) => o.operation.op === 'sleep' && o.decision === 'wait'));
    assert.match(report.operations[0]?.reason ?? '', /would put \d+ of \d+ lessons in effect to sleep for want of room: a person decides/);
    assert.match(
      report.notes?.join() ?? '',
      /^memory has \d+ tokens, more than its budget of 6000: \d+ lessons could be put to sleep, which waits for a person$/,
    );
    assert.equal(statuses(w), before);
    // the next dream proposes the same again in its place, not besides
    await dreamAgain(w);
    assert.equal((await w.memory.proposals()).flatMap((p) => p.operations).length, report.operations.length);
  });

  it('changes nothing when people stand behind all of it, and says so', async () => {
    const w = world();
    w.memory.replace(many(2 * fits, () => ({ pinned: true })));
    const report = await dreamAgain(w);
    assert.deepEqual(report.operations, []);
    assert.match(report.notes?.join() ?? '', /^memory has \d+ tokens, more than its budget of 6000: .* only a person makes room$/);
    const journal = w.records.at(-1)?.events.find((e) => e.type === 'noted');
    assert.deepEqual(journal?.type === 'noted' && [journal.text], report.notes);
  });

  it('counts what it learns in the same dream, and what is not verified', async () => {
    const w = world();
    w.memory.replace(many(fits));
    for (const id of ['lesson-0000', 'lesson-0001']) w.memory.unverified.add(id);
    assert.ok(tokens(w) <= memoryBudget);
    for (let n = 0; n < 12; n++) {
      const { shown } = await w.review([{ rule: 'a-new-rule', path: `lib/${n}.js` }]);
      for (const f of shown) w.dismiss(f);
    }
    const report = await w.dream();
    assert.ok(report.operations.some((o) => o.operation.op === 'add'));
    assert.ok(report.operations.some((o) => o.operation.op === 'sleep'));
    assert.ok(tokens(w) <= memoryBudget);
    assert.ok(report.operations.every((o) => !w.memory.unverified.has(o.operation.lesson)));
  });
});
