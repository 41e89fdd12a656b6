import assert from 'node:assert/strict';
import { editedLesson, lessonProblem } from '../../../src/core/memory/edited-lesson.js';
import { printLesson } from '../../../src/core/memory/lesson-markdown.js';
import { codeEvidence, lesson } from './lessons.js';

const now = new Date('2026-03-01T12:00:00.000Z');
const ports = {
  clock: { now: () => now },
  ids: { next: (prefix: string) => `${prefix}-1` },
  redact: (text: string) => text.replaceAll('hunter2', '‹secret:test:0›'),
};
const before = lesson({ id: 'cents', statement: 'Prices are in cents', evidence: [codeEvidence('src/a.ts', 'const price = 1;')] });
const text = printLesson(before);

describe('a lesson edited as a text', () => {
  it('becomes one revise operation on the word of the person who wrote it', () => {
    const edited = editedLesson(ports, before, text.replace('in cents', 'whole cents'));
    assert.ok(edited.state === 'edited' && edited.operation.op === 'revise');
    assert.deepEqual([edited.operation.by, edited.operation.value.provenance], ['person', 'person']);
    assert.equal(edited.operation.value.statement, 'Prices are whole cents');
    assert.equal(edited.operation.value.lastConfirmed, now.toISOString());
    assert.deepEqual(edited.operation.value.evidence, before.evidence);
  });

  it('is unchanged when only its line ends or blanks around the text differ', () => {
    assert.equal(editedLesson(ports, before, `${text.replaceAll('\n', '\r\n')}\n\n`).state, 'unchanged');
  });

  it('keeps no secret that was written into it', () => {
    const edited = editedLesson(ports, before, `${text.replace('v: 1', '# hunter2\nv: 1')}\nThe password is hunter2.\n`);
    assert.ok(edited.state === 'edited' && edited.operation.op === 'revise');
    assert.match(edited.operation.value.body, /‹secret:test:0›/);
    assert.ok(!JSON.stringify(edited).includes('hunter2'));
  });

  const wrong: [name: string, text: string, field: string | undefined, reason: RegExp][] = [
    ['an unknown kind', text.replace(/^kind: .*$/m, 'kind: rumour'), 'kind', /kind/],
    ['a field that is unknown', text.replace(/^status:/m, 'statsu: trial\nstatus:'), 'statsu', /nknown/],
    ['a field that is missing', text.replace(/^confidence: .*\n/m, ''), 'confidence', /is missing/],
    ['a confidence above 1', text.replace(/^confidence: .*$/m, 'confidence: 7'), 'confidence', /confidence/],
    ['another id', text.replace(/^id: .*$/m, 'id: other'), 'id', /must stay cents/],
    ['no front matter', '# Prices are in cents\n', undefined, /front matter/],
    ['no heading', text.replace(/^# .*$/m, ''), undefined, /heading/],
  ];
  for (const [name, broken, field, reason] of wrong) {
    it(`names line and field of ${name}`, () => {
      const problem = lessonProblem(broken, 'cents');
      assert.ok(problem);
      assert.match(problem.reason, reason);
      assert.equal(problem.field, field);
      const line = broken.split('\n')[problem.line - 1];
      if (field !== undefined && !/missing/.test(problem.reason)) assert.ok(line?.startsWith(field), `${problem.line}: ${line}`);
      assert.equal(editedLesson(ports, before, broken).state, 'invalid');
    });
  }
});
