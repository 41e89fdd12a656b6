import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { lessonBudget } from '../../src/core/memory/choose-lessons.js';
import { parseLesson, printLesson } from '../../src/core/memory/lesson-markdown.js';
import { Lesson, LessonKind, LessonStatus, provenances } from '../../src/core/memory/lesson.js';
import { ownLessonBudget } from '../../src/core/review/agents/unit-lessons.js';

describe('docs/memory.md', () => {
  let page: string;
  before(async () => {
    page = await readFile('docs/memory.md', 'utf8');
  });

  it('shows a lesson file as it is printed', () => {
    const [, example = ''] = /```markdown\n([^]*?)```/.exec(page) ?? [];
    const parsed = parseLesson(example);
    assert.equal(parsed.state === 'ok' ? printLesson(parsed.lesson) : parsed.reason, example);
  });

  it('names every field, kind, status and authority that there is', () => {
    const fields = Object.keys(Lesson.shape).filter((field) => !['v', 'id', 'statement', 'body', 'comments'].includes(field));
    for (const word of [...fields, ...LessonKind.options, ...LessonStatus.options, ...provenances])
      assert.ok(page.includes(`\`${word}\``), `${word} is not explained`);
  });

  it('tells the budgets as they are', () => {
    assert.ok(page.includes(`${lessonBudget.toLocaleString('en')} tokens`));
    assert.ok(page.includes(`${ownLessonBudget} more`));
  });
});
