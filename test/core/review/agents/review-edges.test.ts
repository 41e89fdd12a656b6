import assert from 'node:assert/strict';
import { HumanError } from '../../../../src/core/human-error.js';
import type { ChatRequest } from '../../../../src/core/model/chat-model.js';
import { ModelError } from '../../../../src/core/model/model-error.js';
import { builtInRubric } from '../../../../src/core/review/agents/rubric.js';
import { readTeamSpecialist } from '../../../../src/core/review/agents/team-specialist.js';
import type { Candidate, Finding } from '../../../../src/core/review/finding.js';
import { withAgents } from '../../../../src/core/review/with-agents.js';
import type { AgentCovered } from '../../../../src/core/transcript/agent-events.js';
import { type FakeFile, fakeChange } from '../../../node/analysis/fake-change.js';
import { cart, finding, judge, large, reviewFake, roleOf, satisfied, usual } from '../../../support/agent-review.js';
import type { ScriptedAnswer } from '../../../support/scripted-model.js';

const lead = (over: Partial<Candidate> = {}, line = 1, path = 'src/cart.js'): Candidate => ({
  category: 'correctness',
  severity: 'low',
  confidence: 0.7,
  title: 'Misspelled property length',
  body: 'lenght does not exist.',
  rule: 'x/y',
  source: { kind: 'analyzer', name: 'rules' },
  anchor: { state: 'exact', path, side: 'new', startLine: line, endLine: line, quote: 'x', context: { before: [], after: [] } },
  ...over,
});
const textsOf = (request: ChatRequest): string =>
  request.messages.flatMap((m) => m.content.map((b) => (b.type === 'text' || b.type === 'tool-result' ? b.text : ''))).join('\n');
const grade = (over: (id: string) => object): ScriptedAnswer => ({
  calls: [
    {
      name: 'grade',
      input: { criteria: builtInRubric().criteria.map(({ id }) => ({ id, met: true, evidence: '', note: 'fine', ...over(id) })) },
    },
  ],
});
const known = (candidate: Candidate): Map<string, never> =>
  new Map([
    [
      'fp',
      {
        last: {
          finding: { ...candidate, id: 'f', fingerprint: 'fp', status: 'new', security: false, lessons: [], effects: [] } satisfies Finding,
          review: 'r',
          at: '',
          scope: { kind: 'uncommitted' },
        },
      } as never,
    ],
  ]);

describe('a review by agents at its edges', () => {
  it('asks no model for an empty change', async () => {
    const { model, outcome } = await reviewFake(usual, { files: [] });
    assert.deepEqual([model.requests.length, outcome.candidates, outcome.notes], [0, [], []]);
  });

  it('invariant 1: says of a file that cannot be read that no agent looked at it, and does not take it for seen', async () => {
    const files: FakeFile[] = [...cart, { path: 'big.txt', before: 'a\n', after: { state: 'unreadable', reason: 'too large' } }];
    const { outcome, payloads } = await reviewFake(usual, { files });
    assert.deepEqual(
      outcome.coverage.map((c) => [c.path, c.state, 'reason' in c && c.reason]),
      [['big.txt', 'failed', 'agents cannot read it: too large']],
    );
    assert.deepEqual(
      payloads.flatMap((p) => (p.type === 'agent-covered' ? p.files.map((f) => f.path) : [])),
      ['src/cart.js'],
    );
    const only = await reviewFake(usual, { files: files.slice(1) });
    assert.deepEqual([only.model.requests.length, only.outcome.coverage.length, only.outcome.notes], [0, 1, []]);
  });

  it('invariant 1: loses none of 300 files', async () => {
    const files: FakeFile[] = Array.from({ length: 300 }, (_, i) => ({
      path: `pkg${i % 20}/part${i}.js`,
      before: 'x\n',
      after: `${Array.from({ length: 30 }, (_x, k) => `const v${i}_${k} = ask(${k});`).join('\n')}\n`,
    }));
    const { payloads, outcome } = await reviewFake((role, round) => (role === 'lead' ? { text: 'no' } : usual(role, round)), { files });
    const covered = payloads.flatMap((p) => (p.type === 'agent-covered' ? p.files.map((f) => f.path) : []));
    assert.deepEqual(covered.toSorted(), files.map((f) => f.path).toSorted());
    assert.deepEqual(outcome.coverage, []);
  });

  it('tells a reviser and a grader as much of a large change as fits, marked as data to its end', async () => {
    const files: FakeFile[] = Array.from({ length: 8 }, (_, i) => ({
      path: `pkg${i}/part${i}.js`,
      before: 'x\n',
      after: 'const value = ask(something, else_); // padded with words\n'.repeat(900),
    }));
    let grades = 0;
    const { model } = await reviewFake(
      (role, round) =>
        role === 'lead'
          ? { text: 'no' }
          : role === 'grader' && grades++ === 0
            ? grade((id) => (id === 'complete' ? { met: false, note: 'Look again.' } : {}))
            : usual(role, round),
      { files },
    );
    const texts = model.requests.filter((r) => ['reviser', 'grader'].includes(roleOf(r))).map(textsOf);
    assert.ok(texts.length >= 3);
    for (const text of texts) {
      assert.ok(text.length < 140_000, `${text.length}`);
      assert.equal(text.match(/<data id="/g)?.length, text.match(/<\/data id="/g)?.length);
    }
  });

  it('takes a name of JavaScript’s own for the name of a specialist, and none of an agent that there is already', () => {
    const text = '---\nabout: what nobody else sees\n---\nLook at everything that nobody else looks at.\n';
    assert.equal(readTeamSpecialist('.reverie/specialists/constructor.md', text).state, 'ok');
    for (const name of ['verifier', 'reviser', 'lead', 'grader', 'reviewer'])
      assert.equal(readTeamSpecialist(`.reverie/specialists/${name}.md`, text).state, 'broken', name);
  });

  it('runs a specialist whose name is one of JavaScript’s own', async () => {
    const specialist = { name: 'constructor', about: 'x', focus: 'Your focus: constructors.\n', file: 'x.md' };
    const { payloads } = await reviewFake((role, round) => (role === 'lead' ? { text: 'no' } : usual(role, round)), {
      files: large(1),
      deps: { team: async () => ({ specialists: [specialist], rubric: builtInRubric(), problems: [] }) },
    });
    assert.ok(payloads.some((p) => p.type === 'agent-started' && p.name === 'constructor'));
  });

  it('lets a grader quote exactly, and counts nothing as met whose evidence does not stand in the review', async () => {
    const asked: string[] = [];
    const mended = await reviewFake((role, round, request) => {
      if (role !== 'grader') return usual(role, round);
      asked.push(textsOf(request));
      return round === 1
        ? grade((id) => (id === 'placed' ? { evidence: 'a paraphrase of it' } : {}))
        : grade((id) => (id === 'placed' ? { evidence: 'Misspelled property makes the total undefined' } : {}));
    });
    assert.match(asked[1]!, /does not stand in the review: placed/);
    assert.equal(mended.outcome.grade?.state, 'satisfied');
    const stubborn = await reviewFake((role, round) =>
      role === 'grader' ? grade((id) => (id === 'placed' ? { evidence: 'a paraphrase of it' } : {})) : usual(role, round),
    );
    const { grade: given } = stubborn.outcome;
    assert.deepEqual([given?.state, given?.criteria.find((c) => c.id === 'placed')?.met], ['failed', false]);
    assert.match(given?.reason ?? '', /evidence does not stand/);
    assert.ok(!stubborn.model.requests.some((r) => roleOf(r) === 'reviser'));
  });

  it('takes the first judgement of a finding for the verifier’s, whatever it says of it again', async () => {
    const { outcome, payloads } = await reviewFake((role, round) =>
      role === 'verifier' && round === 1 ? { calls: [...judge('refuted').calls!, ...judge('confirmed').calls!] } : usual(role, round),
    );
    assert.deepEqual(outcome.candidates, []);
    assert.equal(payloads.filter((p) => p.type === 'verified').length, 1);
  });

  it('shows the worst of thousands of leads', async () => {
    const leads = Array.from({ length: 3_000 }, (_, i) => lead({ severity: i === 2_999 ? 'critical' : 'low', title: `Remark ${i}` }, 1));
    const { model, outcome } = await reviewFake(usual, { input: { leads } });
    const text = textsOf(model.requests[0]!);
    assert.ok(text.includes('l3000 ') && text.includes('2900 more leads') && text.length < 20_000);
    assert.equal(outcome.leads.length, 3_000);
  });

  it('lets an agent judge the leads of its own unit only', async () => {
    const others = { others: { 'src/other.js': 'const a = 1;\n' } };
    const { outcome, payloads } = await reviewFake(
      (role, round) =>
        role === 'sole' && round === 1
          ? { calls: ['l1', 'l2'].map((id) => ({ name: 'judge_lead', input: { lead: id, outcome: 'refuted', reason: 'Not so here.' } })) }
          : usual(role, round),
      { input: { leads: [lead({ title: 'Something else entirely' }), lead({ title: 'Elsewhere' }, 1, 'src/other.js')] }, ...others },
    );
    assert.deepEqual(
      outcome.leads.map((l) => l.outcome),
      ['refuted', 'not-checked'],
    );
    assert.ok(payloads.some((p) => p.type === 'tool-result' && p.isError && p.text.includes('no lead l2')));
  });

  it('invariant 4: lowers no security finding that an agent refutes, and loses no security by merging', async () => {
    const leads = [lead({ category: 'security', severity: 'critical', title: 'Misspelled property length' })];
    const ran = await reviewFake(
      (role, round) =>
        role === 'sole' && round === 1
          ? { calls: [{ name: 'judge_lead', input: { lead: 'l1', outcome: 'refuted', reason: 'Not so here.' } }] }
          : usual(role, round),
      { input: { leads } },
    );
    const input = { ...fakeChange(cart), leads } as never;
    const part = await withAgents({ review: async () => ran.outcome }, input, () => undefined);
    assert.deepEqual([part.candidates[0]!.severity, part.candidates[0]!.body.includes('doubts it')], ['critical', true]);
    const merged = await reviewFake(
      (role, round) => (role === 'sole' && round === 1 ? { calls: [finding({ category: 'security' })] } : usual(role, round)),
      { input: { leads: [lead({ title: 'Misspelled property makes the total undefined', body: finding().name })] } },
    );
    assert.deepEqual(
      merged.outcome.leads.map((l) => [l.outcome, l.lead.category]),
      [['confirmed', 'security']],
    );
  });

  it('takes a finding at removed code on the old side, also under a file’s old name', async () => {
    const files: FakeFile[] = [
      { path: 'src/new.js', oldPath: 'src/old.js', before: 'check(user);\nkeep();\n', after: 'keep();\n' },
      { path: 'src/old.js', after: 'other();\n' },
    ];
    const { outcome } = await reviewFake(
      (role, round) =>
        role === 'sole' && round === 1
          ? { calls: [finding({ path: 'src/old.js', side: 'old', quote: 'check(user);', title: 'The check of the user is gone' })] }
          : usual(role, round),
      { files },
    );
    assert.deepEqual(
      outcome.candidates.map(({ anchor }) => [anchor.path, anchor.side, anchor.state === 'exact' && anchor.startLine]),
      [['src/new.js', 'old', 1]],
    );
  });

  it('keeps a fix that spans two files, and leaves out one that changes a line twice', async () => {
    const edit = (path: string, expect: string): object => ({ path, start_line: 1, end_line: 1, expect, replace: 'x' });
    const line = 'export const total = (items) => items.lenght;';
    const withFix = (edits: object[]) =>
      reviewFake((role, round) => (role === 'sole' && round === 1 ? { calls: [finding({ fix: { edits } })] } : usual(role, round)), {
        others: { 'src/other.js': 'const a = 1;\n' },
      });
    const both = await withFix([edit('src/cart.js', line), edit('src/other.js', 'const a = 1;')]);
    assert.deepEqual(
      both.outcome.candidates[0]!.fix?.edits.map((e) => e.path),
      ['src/cart.js', 'src/other.js'],
    );
    const twice = await withFix([edit('src/cart.js', line), edit('src/cart.js', line)]);
    assert.deepEqual([twice.outcome.candidates.length, twice.outcome.candidates[0]!.fix], [1, undefined]);
  });

  it('carries an open finding into a file’s new name', async () => {
    const [candidate] = (await reviewFake(usual)).outcome.candidates;
    const [{ before, after }] = cart as [FakeFile];
    const files: FakeFile[] = [
      { path: 'src/basket.js', oldPath: 'src/cart.js', before: before!, after: after! },
      { path: 'src/cart.js', after: 'export {};\n' },
    ];
    const { outcome } = await reviewFake(() => ({ text: 'Nothing.' }), { files, input: { known: known(candidate!) } });
    assert.deepEqual(
      outcome.carried.map((c) => c.anchor.path),
      ['src/basket.js'],
    );
  });

  it('shows a change again when more effort is asked for, and only then', async () => {
    const first = await reviewFake(usual);
    const covered = first.payloads.filter((p): p is AgentCovered => p.type === 'agent-covered');
    const again = (effort: 'quick' | 'thorough') =>
      reviewFake(usual, {
        deps: { covered: async () => covered },
        input: { known: known(first.outcome.candidates[0]!), request: { effort, budget: {} } },
      });
    assert.equal((await again('quick')).model.requests.length, 0);
    assert.ok((await again('thorough')).model.requests.length > 0);
  });

  it('shows a unit again when one of its specialists did not finish it', async () => {
    const { payloads, outcome } = await reviewFake(
      (role, round) =>
        role === 'lead'
          ? { calls: [{ name: 'assign', input: { assignments: [{ unit: 'u1', specialists: ['correctness', 'security'] }], why: 'x' } }] }
          : role === 'security'
            ? { error: new ModelError('invalid', 'The request was refused', { next: 'Report this' }) }
            : usual(role, round),
      { files: large(1) },
    );
    assert.ok(!payloads.some((p) => p.type === 'agent-covered'));
    assert.match(outcome.notes.join('\n'), /security did not finish/);
    assert.deepEqual(outcome.coverage, []);
  });

  it('invariant 8: keeps what was found when the budget runs out between units, and says of which', async () => {
    const { outcome, payloads } = await reviewFake(
      (role, round) =>
        role === 'lead'
          ? { text: 'no' }
          : round === 1 && !['verifier', 'grader'].includes(role)
            ? { calls: [finding({ path: 'pkg0/part0.js', quote: 'const value = ask(0);' })], usage: { inputTokens: 60_000 } }
            : usual(role, round),
      {
        files: Array.from({ length: 4 }, (_, i) => ({
          path: `pkg${i}/part${i}.js`,
          before: 'x\n',
          after: `const value = ask(${i});\n${'const padded = ask(something, else_); // padded with words\n'.repeat(1_200)}`,
        })),
        input: { request: { effort: 'quick', budget: { maxTokens: 230_000 } } },
        deps: { limits: { concurrency: 1 } },
      },
    );
    assert.equal(outcome.candidates.length, 1);
    assert.ok(outcome.coverage.length > 0 && outcome.coverage.every((c) => c.state === 'failed' && c.reason.includes('budget')));
    assert.ok(payloads.some((p) => p.type === 'stopped'));
  });

  it('keeps the analyzers’ findings when no day’s spend can be kept, and when agents fail by a bug', async () => {
    const { outcome, model } = await reviewFake(usual, {
      deps: {
        day: { reserve: async () => Promise.reject(new HumanError('No disk', { next: 'Free some' })), settle: async () => undefined },
      },
    });
    assert.equal(model.requests.length, 0);
    assert.match(outcome.notes.join('\n'), /No disk\. Free some/);
    const input = { leads: [lead()] } as never;
    const part = await withAgents({ review: () => Promise.reject(new Error('a bug')) }, input, () => undefined);
    assert.deepEqual([part.candidates, part.notes], [[lead()], ['the agents failed: a bug']]);
  });

  it('adds a revision’s finding once, and verifies what earlier revisions found no second time', async () => {
    let grades = 0;
    const { outcome, model } = await reviewFake(
      (role, round) => {
        if (role === 'grader')
          return grades++ < 2 ? grade((id) => (id === 'complete' ? { met: false, note: 'Line 1 of b.' } : {})) : satisfied;
        if (role === 'reviser' && round === 1)
          return {
            calls: [finding({ path: 'src/b.js', quote: 'drop(everything);', title: 'Everything is dropped without asking' }), finding()],
          };
        return usual(role, round);
      },
      { files: [...cart, { path: 'src/b.js', after: 'drop(everything);\n' }] },
    );
    assert.deepEqual(outcome.candidates.map((c) => c.title).toSorted(), [
      'Everything is dropped without asking',
      'Misspelled property makes the total undefined',
    ]);
    assert.equal(model.requests.filter((r) => roleOf(r) === 'verifier' && r.messages.length === 1).length, 2);
  });

  it('never reads what the team’s ignore file or a generator’s notice leaves out', async () => {
    const { payloads } = await reviewFake(
      (role, round) =>
        role === 'sole' && round === 1
          ? { calls: ['secret/a.txt', 'src/made.js'].map((path) => ({ name: 'read_file', input: { path } })) }
          : usual(role, round),
      { others: { '.reverie/ignore': 'secret/\n', 'secret/a.txt': 'SECRET\n', 'src/made.js': '// Code generated by x. DO NOT EDIT.\n' } },
    );
    const results = payloads.flatMap((p) =>
      p.type === 'tool-result' && p.name === 'read_file' ? [[p.isError, /is left out/.test(p.text)]] : [],
    );
    assert.deepEqual(results, [
      [true, true],
      [true, true],
    ]);
  });

  it('waits for what calls under way may give back before it says that a budget is used up', async () => {
    const { outcome } = await reviewFake((role, round) => (role === 'lead' ? { text: 'no' } : usual(role, round)), {
      files: large(3),
      input: { request: { effort: 'thorough', budget: { maxTokens: 100_000 } } },
    });
    assert.doesNotMatch(outcome.notes.join('\n'), /budget/);
  });

  for (const stage of ['tools', 'lead', 'verifier', 'grader', 'reviser'] as const) {
    it(`invariant 9: keeps what was found when it is aborted at the ${stage}`, async () => {
      const controller = new AbortController();
      const stop = { text: 'Half', before: () => controller.abort() };
      const { outcome, payloads } = await reviewFake(
        (role, round) => {
          if (stage === 'tools' && role === 'sole' && round === 2) {
            return { calls: [{ name: 'blame', input: { path: 'src/cart.js', start_line: 1, end_line: 1 } }] };
          }
          if (role === stage) return stop;
          if (stage === 'reviser' && role === 'grader') return grade((id) => (id === 'complete' ? { met: false, note: 'More.' } : {}));
          return usual(role, round);
        },
        {
          ...(stage === 'lead' && { files: large(1) }),
          input: { signal: controller.signal },
          deps: {
            history: () => ({
              log: async () => [],
              // a tool that does not hear the signal
              blame: () => (controller.abort(), new Promise(() => undefined)),
            }),
          },
        },
      );
      assert.equal(outcome.candidates.length, stage === 'lead' ? 0 : 1);
      assert.equal(outcome.coverage.length, stage === 'lead' || stage === 'tools' ? 1 : 0);
      assert.ok(payloads.filter((p) => p.type === 'agent-started').length === payloads.filter((p) => p.type === 'agent-ended').length);
    });
  }
});
