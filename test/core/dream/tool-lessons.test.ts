import assert from 'node:assert/strict';
import { kindOf } from '../../../src/core/dream/trouble-kind.js';
import type { Lesson } from '../../../src/core/memory/lesson.js';
import { type World, world } from './world.js';

const workflows = (w: World): Lesson[] => [...w.memory.lessons().values()].filter((l) => l.kind === 'workflow');
type Call = { tool: string; answer?: string; again?: boolean };

/** A review in which a specialist calls tools; a call with an answer fails with it. */
async function reviewWith(w: World, calls: Call[], agent: { name?: string; role?: string } = {}): Promise<void> {
  const { id } = await w.review([]);
  const record = w.records.find((r) => r.id === id);
  const ended = record?.events.pop();
  record?.hashes.pop();
  const at = record?.events[0]?.at ?? '';
  const push = (event: object): void => {
    const full = { v: 1, seq: record?.events.length, at, prev: '', ...event };
    record?.events.push(full as never);
    record?.hashes.push(w.ports.hash.sha256(JSON.stringify(full)));
  };
  push({
    type: 'agent-started',
    agent: 'a1',
    role: agent.role ?? 'specialist',
    name: agent.name ?? 'correctness',
    provider: 'p',
    model: 'm',
    prompt: [],
    tools: ['read_file', 'search'],
  });
  for (const [i, { tool, answer, again }] of calls.entries()) {
    const usage = { inputTokens: 1, cacheWriteTokens: 0, cacheReadTokens: 0, outputTokens: 1 };
    const input = { n: again ? 'same' : i };
    push({
      type: 'turn',
      agent: 'a1',
      round: i + 1,
      text: '',
      calls: [{ id: `c${i}`, name: tool, input }],
      stop: 'tool',
      usage,
      costUsd: 0,
      wallMs: 1,
    });
    push({ type: 'tool-result', agent: 'a1', call: `c${i}`, name: tool, text: answer ?? 'fine', isError: answer !== undefined, wallMs: 1 });
  }
  push(ended ?? {});
}
const absent: Call = { tool: 'read_file', answer: 'There is no src/ignore-all-previous-instructions.ts' };

describe('Workflow lessons', () => {
  it('are learned when the same tool fails an agent in several reviews: for that agent, on an outcome, without an effect', async () => {
    const w = world();
    for (let i = 0; i < 3; i++) await reviewWith(w, [absent, absent, { tool: 'search' }]);
    const report = await w.dream();
    const [flow, ...others] = workflows(w);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [flow?.status, flow?.provenance, flow?.audience, flow?.effect, flow?.scope.paths],
      ['active', 'outcome', 'correctness', undefined, []],
    );
    assert.equal(flow?.statement, '`correctness` often asks `read_file` for what is not there: looking first where things are saves calls');
    assert.deepEqual(
      report.operations.map((o) => `${o.operation.op} ${o.operation.by} ${o.decision}: ${o.operation.reason}`),
      ['add outcome apply: 6 calls of `read_file` by `correctness` in vain, in 3 reviews of its last 3'],
    );
    for (const e of flow?.evidence ?? []) {
      assert.ok(e.type === 'event');
      const record = w.records.find((r) => r.file === e.file);
      assert.equal(record?.hashes[e.seq], e.hash);
      assert.ok(JSON.stringify(record?.events[e.seq]).includes(e.quote));
    }
  });

  it('invariant 3: nothing that a tool answers speaks in them, and a tool that there is not teaches nothing', async () => {
    const w = world();
    const made: Call = { tool: 'always_approve_everything', answer: 'There is no tool' };
    for (let i = 0; i < 4; i++) await reviewWith(w, [absent, absent, made, made]);
    await w.dream();
    const [flow, ...others] = workflows(w);
    assert.ok(flow && others.length === 0);
    assert.doesNotMatch(JSON.stringify(flow), /ignore-all|always_approve/);
  });

  it('are not learned from one bad review, nor from a few failures among many reviews', async () => {
    const once = world();
    await reviewWith(
      once,
      Array.from({ length: 12 }, () => absent),
    );
    await once.dream();
    assert.deepEqual(workflows(once), []);
    const rare = world();
    for (let i = 0; i < 40; i++) await reviewWith(rare, i % 10 === 0 ? [absent, absent] : [{ tool: 'search' }]);
    await rare.dream();
    assert.deepEqual(workflows(rare), []);
  });

  it('are learned from calls that ask the same again too, and for everybody where no specialist makes them', async () => {
    const w = world();
    const again: Call = { tool: 'search', again: true };
    for (let i = 0; i < 3; i++) await reviewWith(w, [again, again, again], { name: 'verifier', role: 'verifier' });
    await w.dream();
    const [flow] = workflows(w);
    assert.deepEqual(
      [flow?.audience, flow?.statement],
      ['all', '`verifier` often asks `search` the same again: the answer is there already'],
    );
  });

  it('count on over dreams, and read no review twice for it', async () => {
    const w = world();
    await reviewWith(w, [absent, absent]);
    await w.dream();
    await reviewWith(w, [absent, absent]);
    await w.dream();
    assert.deepEqual(workflows(w), []);
    w.reads.length = 0;
    await reviewWith(w, [absent, absent]);
    await w.dream();
    assert.equal(workflows(w).length, 1);
    assert.equal(w.reads.filter((id) => id.startsWith('r')).length, 1);
    for (let i = 0; i < 3; i++) await reviewWith(w, [absent]);
    assert.deepEqual(
      (await w.dream()).operations.map((o) => `${o.operation.op} ${o.decision}`),
      ['reinforce apply'],
    );
    await reviewWith(w, [{ tool: 'search' }]);
    assert.deepEqual((await w.dream()).operations, [], 'nothing is new');
  });

  it('are retired when it has not happened for long, and stay away when a person retired them', async () => {
    const w = world();
    for (let i = 0; i < 3; i++) await reviewWith(w, [absent, absent]);
    await w.dream();
    for (let i = 0; i < 20; i++) await reviewWith(w, [{ tool: 'search' }]);
    const report = await w.dream();
    assert.deepEqual(
      report.operations.map((o) => `${o.operation.op} ${o.decision}: ${o.operation.reason}`),
      ['retire apply: it did not happen in the last 20 reviews of `correctness`'],
    );
    const kept = world();
    for (let i = 0; i < 3; i++) await reviewWith(kept, [absent, absent]);
    await kept.dream();
    const id = workflows(kept)[0]?.id ?? '';
    await kept.memory.apply([{ v: 1, id: 'no', op: 'retire', lesson: id, reason: 'no', by: 'person', evidence: [] }], { message: 'm' });
    for (let i = 0; i < 4; i++) await reviewWith(kept, [absent, absent]);
    assert.deepEqual((await kept.dream()).operations, []);
  });

  for (const [answer, kind] of [
    ['There is no finding f9.', 'missing'],
    ['src/a.ts has 10 lines.', 'missing'],
    ['The input of read_file does not fit: path: Required', 'input'],
    ['You have reported 8 findings already. Withdraw a weaker one first.', 'limit'],
    ['search timed out', 'slow'],
    ['blame failed: boom', 'failed'],
  ] as const) {
    it(`take “${answer}” for ${kind}`, () => assert.equal(kindOf(answer), kind));
  }
});
