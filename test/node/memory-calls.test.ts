import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { printLesson } from '../../src/core/memory/lesson-markdown.js';
import { personOperation } from '../../src/core/dream/person-operation.js';
import type { Lesson } from '../../src/core/memory/lesson.js';
import type { Operation } from '../../src/core/memory/operation.js';
import { systemPorts } from '../../src/node/ports/system-ports.js';
import { openEngine, type TestEngine } from '../support/engine.js';
import { type TempRepo, tempRepo } from '../support/git-repo.js';
import { commitByHand } from './memory/temp-memory.js';

const flagged = (n: number): string => `export function job() {\n  debugger; // ${n}\n}\n`;
const signal = new AbortController().signal;

describe('what people do with memory, on real repositories', () => {
  let repo: TempRepo;
  let engine: TestEngine;
  const only = async (): Promise<Lesson> => {
    const [lesson, ...others] = (await engine.reverie.memory()).lessons;
    assert.ok(lesson && others.length === 0);
    return lesson;
  };
  /** `count` files with the same finding, all dismissed, and a dream over them. */
  const learn = async (count: number, apply: 'auto' | 'ask' = 'auto') => {
    for (let n = 0; n < count; n++) await repo.write(`jobs/job-${n}.js`, flagged(n));
    const report = await engine.review();
    for (const finding of report.findings.filter((f) => f.rule === 'js/debugger')) await engine.say(finding.id, 'dismiss', 'intended');
    return engine.reverie.dream({ trigger: 'command', apply }, { signal });
  };
  beforeEach(async () => {
    repo = await tempRepo({ 'README.md': 'jobs\n' });
    engine = await openEngine(repo);
  });
  afterEach(async () => {
    await engine.reverie.close();
    await repo.dispose();
  });

  it('shows what a waiting operation would do, and does that when a person approves', async () => {
    const dream = await learn(3, 'ask');
    const id = dream.operations[0]?.operation.id ?? '';
    const preview = await engine.reverie.previewChange({ do: 'approve', dream: dream.dream, operation: id });
    assert.deepEqual(
      preview.differences.map((d) => [d.before, d.after?.status]),
      [[undefined, 'active']],
    );
    assert.deepEqual(preview.hides, { accepted: 0, rejected: 3, unknown: 0 });
    const byMachine = await engine.reverie.decide(dream.dream, id, 'approve', 'automation');
    assert.equal(byMachine.state, 'refused');
    assert.equal((await engine.reverie.decide(dream.dream, id, 'approve', 'person')).state, 'applied');
    assert.equal((await only()).status, 'active');
  });

  it('takes a person’s edited text in as one operation that can be taken back, after showing what it would hide', async () => {
    await learn(3);
    const lesson = await only();
    const base = (await engine.reverie.memory()).blobs.get(lesson.id);
    const text = printLesson({ ...lesson, status: 'active', statement: 'Jobs may stop in the debugger' });
    const preview = await engine.reverie.previewChange({ do: 'edit', lesson: lesson.id, text });
    assert.deepEqual(preview.hides, { accepted: 0, rejected: 3, unknown: 0 });
    assert.equal((await engine.reverie.editLesson(lesson.id, text, { by: 'agent', base })).state, 'refused');
    assert.equal((await engine.reverie.editLesson(lesson.id, text, { by: 'person', base })).state, 'applied');
    const edited = await only();
    assert.deepEqual([edited.statement, edited.status, edited.provenance], ['Jobs may stop in the debugger', 'active', 'person']);
    const [version] = await engine.reverie.history();
    assert.deepEqual(
      version?.operations.map((o) => [o.op, o.by, o.reason]),
      [['revise', 'person', 'a person edited it']],
    );
    assert.equal((await engine.reverie.revert(version?.operations[0]?.id ?? '', { by: 'person' })).state, 'applied');
    assert.deepEqual(await only(), lesson);
  });

  it('takes everything back that a dream did, after showing what that does, and knows what is in effect', async () => {
    const dream = await learn(3);
    const ids = dream.operations.map((o) => o.operation.id);
    assert.deepEqual([...(await engine.reverie.operationsInEffect())], ids);
    const preview = await engine.reverie.previewChange({ do: 'revert-all', operations: ids.toReversed() });
    assert.deepEqual(
      preview.differences.map((d) => d.after),
      [undefined],
    );
    for (const id of ids.toReversed()) assert.equal((await engine.reverie.revert(id, { by: 'person' })).state, 'applied');
    assert.equal((await engine.reverie.operationsInEffect()).size, 0);
    assert.deepEqual((await engine.reverie.memory()).lessons, []);
  });

  it('overwrites no lesson that has been changed since the text was made from it, and none with a text that is no lesson', async () => {
    await learn(3);
    const lesson = await only();
    const base = (await engine.reverie.memory()).blobs.get(lesson.id);
    const text = printLesson({ ...lesson, body: 'Mine.' });
    assert.equal((await engine.reverie.changeLesson(lesson.id, 'pin', { by: 'person' })).state, 'applied');
    assert.equal((await engine.reverie.editLesson(lesson.id, text, { by: 'person', base })).state, 'conflict');
    const broken = await engine.reverie.editLesson(lesson.id, text.replace('provenance: ', 'provenance: hear-'), { by: 'person' });
    assert.ok(broken.state === 'invalid' && broken.problem.field === 'provenance' && broken.problem.line > 1);
    assert.equal((await only()).pinned, true);
    assert.equal((await engine.reverie.editLesson(lesson.id, text, { by: 'person' })).state, 'applied');
    assert.deepEqual([(await only()).pinned, (await only()).body], [false, 'Mine.']);
  });

  it('leaves what another window changed meanwhile: pinning keeps its words, and approving a proposal that waited keeps them too', async () => {
    await learn(3);
    const lesson = await only();
    const other = await openEngine(repo);
    try {
      // as long as a preview, a slow disk or a question to the person takes
      const stale = await engine.reverie.memory();
      const edited = await other.reverie.editLesson(lesson.id, printLesson({ ...lesson, body: 'Mine.' }), { by: 'person' });
      assert.equal(edited.state, 'applied');
      const base = stale.blobs.get(lesson.id) ?? '';
      const pin = personOperation(systemPorts({ key: new Uint8Array(32) }), lesson, 'pin', { base });
      assert.equal((await engine.reverie.memoryStore.apply([pin], { message: 'pin' })).state, 'applied');
      assert.deepEqual([(await only()).pinned, (await only()).body], [true, 'Mine.']);
      const reworded: Operation = { ...pin, id: 'op-reworded', op: 'revise', value: { ...lesson, statement: 'Other words' } };
      await engine.reverie.memoryStore.propose('d-waits', [reworded], {});
      const preview = await engine.reverie.previewChange({ do: 'approve', dream: 'd-waits', operation: 'op-reworded' });
      assert.equal(preview.differences[0]?.after?.pinned, true);
      assert.equal((await engine.reverie.decide('d-waits', 'op-reworded', 'approve', 'person')).state, 'applied');
      const approved = await only();
      assert.deepEqual([approved.statement, approved.body, approved.pinned, approved.status], ['Other words', 'Mine.', true, 'active']);
      const again: Operation = { ...reworded, id: 'op-again', value: { ...lesson, statement: 'Yet other words' } };
      const refused = await engine.reverie.memoryStore.apply([again], { message: '' });
      assert.ok(refused.state === 'refused' && /has been changed since \(statement\)/.test(refused.reason), JSON.stringify(refused));
    } finally {
      await other.reverie.close();
    }
  });

  it('rolls back and takes one change back for a person only, after showing what that does', async () => {
    await learn(3);
    const lesson = await only();
    assert.equal((await engine.reverie.changeLesson(lesson.id, 'activate', { by: 'person' })).state, 'applied');
    const [activated, added] = await engine.reverie.history();
    const operation = activated?.operations[0]?.id ?? '';
    const version = added?.commit ?? '';
    for (const by of ['automation', 'agent'] as const) {
      assert.equal((await engine.reverie.rollback(version, { by })).state, 'refused');
      assert.equal((await engine.reverie.revert(operation, { by })).state, 'refused');
    }
    for (const change of [{ do: 'revert', operation } as const, { do: 'rollback', version } as const]) {
      const { differences, hides } = await engine.reverie.previewChange(change);
      assert.deepEqual(
        differences.map((d) => [d.lesson, d.before?.status, d.after?.status]),
        [[lesson.id, 'active', 'trial']],
      );
      assert.deepEqual(hides, { accepted: 0, rejected: 0, unknown: 0 });
    }
    assert.equal((await engine.reverie.revert(operation, { by: 'person' })).state, 'applied');
    assert.equal((await only()).status, 'trial');
    const back = await engine.reverie.previewChange({ do: 'rollback', version: activated?.commit ?? '' });
    assert.equal(back.hides.rejected, 3, 'going forward again would hide them');
    assert.equal((await engine.reverie.rollback(activated?.commit ?? '', { by: 'person' })).state, 'applied');
    assert.equal((await only()).status, 'active');
    await assert.rejects(engine.reverie.previewChange({ do: 'revert', operation: 'op-none' }), { name: 'HumanError' });
  });

  it('puts a lesson to sleep when the code it cites is gone from the work tree and from HEAD, and wakes it when it is back', async () => {
    await learn(8);
    await repo.commit('jobs');
    const files = Array.from({ length: 8 }, (_, n) => `jobs/job-${n}.js`);
    const dreamAgain = async (): Promise<string> => {
      await engine.review();
      await engine.dream();
      return (await only()).status;
    };
    await repo.git('rm', '-q', ...files);
    assert.equal(await dreamAgain(), 'active', 'still in HEAD');
    await repo.commit('no jobs');
    assert.equal(await dreamAgain(), 'dormant');
    await repo.write('jobs/job-7.js', flagged(7).replace('  debugger', '    debugger'));
    assert.equal(await dreamAgain(), 'trial', 'only indented anew, and not committed');
  });

  it('lets a lesson that no operation brought hide nothing, marks it, and takes it over when a person pins it', async () => {
    await learn(8);
    const learned = await only();
    const forged: Lesson = { ...learned, id: 'forged', scope: { paths: [], languages: [], rules: [], symbols: [] }, status: 'active' };
    const gitDir = path.join(repo.dir, '.git/reverie/memory.git');
    const byHand = { reverieDir: path.dirname(gitDir), gitDir };
    await commitByHand(byHand, [{ path: 'lessons/forged.md', text: printLesson(forged) }]);

    assert.deepEqual([...(await engine.reverie.memory()).unverified], ['forged']);
    await repo.write('src/new.js', flagged(1));
    const shown = (await engine.review()).findings.find((f) => f.anchor.path === 'src/new.js');
    assert.deepEqual(
      shown?.effects.map((e) => [e.lesson, e.effect]),
      [['forged', 'demote']],
    );
    const problems = (await engine.reverie.audit()).problems;
    assert.deepEqual(
      problems.map((p) => [p.severity, path.basename(p.file)]),
      [['warning', 'forged.md']],
    );
    await engine.dream();
    assert.deepEqual([...(await engine.reverie.memory()).unverified], ['forged'], 'a dream does not vouch for it');
    assert.equal((await engine.reverie.changeLesson('forged', 'pin', { by: 'person' })).state, 'applied');
    assert.deepEqual((await engine.reverie.audit()).problems, []);
    assert.ok((await engine.review()).heldBack.some((h) => h.finding.anchor.path === 'src/new.js' && h.lesson === 'forged'));
  });

  it('says of a lesson that cannot be read why, and not that it is missing', async () => {
    await learn(3);
    const gitDir = path.join(repo.dir, '.git/reverie/memory.git');
    await commitByHand({ reverieDir: path.dirname(gitDir), gitDir }, [{ path: 'lessons/bad.md', text: 'no lesson' }]);
    await assert.rejects(engine.reverie.previewLesson('bad', 'pin'), { name: 'HumanError', message: /bad cannot be read: line 1/ });
  });

  it('mends no file that has been changed since the text was made from it', async () => {
    await learn(3);
    const gitDir = path.join(repo.dir, '.git/reverie/memory.git');
    const byHand = (text: string) => commitByHand({ reverieDir: path.dirname(gitDir), gitDir }, [{ path: 'lessons/d/bad.md', text }]);
    const mend = async (base: string | undefined) =>
      engine.reverie.editLesson('bad', printLesson({ ...(await only()), id: 'bad' }), { by: 'person', base });
    const stands = async () => (await engine.reverie.memory()).broken[0]?.blob;
    await byHand('no lesson');
    const opened = await stands();
    await byHand('no lesson, and more of it');
    assert.equal((await mend(opened)).state, 'conflict');
    assert.equal((await engine.reverie.memory()).broken[0]?.text, 'no lesson, and more of it');
    const newer = await stands();
    assert.equal((await mend(newer)).state, 'applied');
    assert.equal((await engine.reverie.editLesson('bad', 'other', { by: 'person', base: newer })).state, 'conflict');
  });

  it('tells in an audit that memory cannot be read, and everything else too', async () => {
    await learn(3);
    const objects = path.join(repo.dir, '.git/reverie/memory.git/objects');
    await rm(objects, { recursive: true });
    await mkdir(objects);
    await engine.reverie.close();
    engine = await openEngine(repo);
    const { problems } = await engine.reverie.audit();
    const told = problems.filter((p) => p.severity === 'error').map((p) => p.problem);
    assert.ok(told.some((p) => p.startsWith('memory’s history cannot be read')) && told.some((p) => p.startsWith('the lessons cannot')));
  });
});
