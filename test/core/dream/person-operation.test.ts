import assert from 'node:assert/strict';
import { readExperience } from '../../../src/core/dream/experience.js';
import { personOperation } from '../../../src/core/dream/person-operation.js';
import { previewLesson } from '../../../src/core/dream/preview-lesson.js';
import type { Lesson, LessonStatus } from '../../../src/core/memory/lesson.js';
import type { LessonChange } from '../../../src/core/reverie.js';
import { dismissMany, world, type World } from './world.js';

async function learned(): Promise<{ w: World; lesson: Lesson }> {
  const w = world();
  await dismissMany(w, 3, { rule: 'no-console', path: 'scripts/*.js' });
  await w.dream();
  const [lesson] = w.memory.lessons().values();
  assert.ok(lesson);
  return { w, lesson };
}

describe('A person’s operation on a lesson', () => {
  const table: [LessonStatus, LessonChange, LessonStatus, boolean][] = [
    ['trial', 'activate', 'active', false],
    ['dormant', 'activate', 'active', false],
    ['proposed', 'activate', 'active', false],
    ['retired', 'restore', 'active', false],
    ['active', 'retire', 'retired', false],
    ['trial', 'pin', 'trial', true],
  ];
  for (const [from, change, to, pinned] of table) {
    it(`can ${change} a lesson that is ${from}, and keeps its evidence`, async () => {
      const { w, lesson } = await learned();
      w.memory.replace([{ ...lesson, status: from }]);
      const operation = personOperation(w.ports, { ...lesson, status: from }, change, { reason: 'because' });
      assert.deepEqual([operation.by, operation.reason], ['person', 'because']);
      const result = await w.memory.apply([operation], { message: 'm' });
      assert.deepEqual(result.state === 'applied' && result.refused, []);
      const after = w.memory.lessons().get(lesson.id);
      assert.deepEqual([after?.status, after?.pinned], [to, pinned]);
      assert.equal(after?.evidence.length, lesson.evidence.length);
    });
  }

  it('can unpin a pinned lesson and restore one that was superseded', async () => {
    const { w, lesson } = await learned();
    w.memory.replace([{ ...lesson, pinned: true }]);
    await w.memory.apply([personOperation(w.ports, { ...lesson, pinned: true }, 'unpin')], { message: 'm' });
    assert.equal(w.memory.lessons().get(lesson.id)?.pinned, false);
    const superseded: Lesson = { ...lesson, status: 'retired', supersededBy: 'other' };
    w.memory.replace([superseded]);
    await w.memory.apply([personOperation(w.ports, superseded, 'restore')], { message: 'm' });
    assert.deepEqual([w.memory.lessons().get(lesson.id)?.status, w.memory.lessons().get(lesson.id)?.supersededBy], ['active', undefined]);
  });

  it('shows before what the lesson would have hidden among findings with known verdicts', async () => {
    const { w, lesson } = await learned();
    const { shown } = await w.review([
      { rule: 'no-console', path: 'scripts/a.js' },
      { rule: 'no-console', path: 'scripts/b.js' },
      { rule: 'no-console', path: 'scripts/c.js', security: true },
      { rule: 'no-console', path: 'src/d.js' },
    ]);
    assert.ok(shown[0]);
    w.accept(shown[0]);
    const past = await readExperience(w.deps);
    assert.deepEqual(previewLesson(lesson, 'activate', past), {
      lesson: lesson.id,
      becomes: 'active',
      hides: { accepted: 1, rejected: 3, unknown: 1 },
    });
    assert.deepEqual(previewLesson(lesson, 'retire', past).hides, { accepted: 0, rejected: 0, unknown: 0 });
  });
});
