import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseMessage, parseOperation, printMessage } from '../../../src/core/memory/version-message.js';
import { anyLesson, anyText } from './any-lesson.js';
import { add, lesson, operation } from './lessons.js';

describe('message of a version', () => {
  it('reads well in git log', () => {
    const op = add(lesson(), { id: 'op-x', reason: 'Three findings\nwere dismissed.' });
    const [subject, , body, , context, , trailer, ...rest] = printMessage(
      { type: 'operation', operation: op, statement: lesson().statement },
      'Dream d-1',
    ).split('\n');
    assert.equal(subject, 'add no-console-in-scripts-3f2a: Console output is intended in scripts/');
    assert.equal(body, 'Three findings were dismissed.');
    assert.equal(context, 'Dream d-1');
    assert.match(trailer ?? '', /^Reverie-Operation: \{"v":1,.*\}$/);
    assert.deepEqual(rest, ['']);
  });

  it('gives the operation back, whatever its texts say', () => {
    fc.assert(
      fc.property(anyLesson, anyText, anyText, (value, reason, context) => {
        const op = add(value, { reason: reason || 'because' });
        const message = Buffer.from(printMessage({ type: 'operation', operation: op, statement: value.statement }, context)).toString(
          'utf8',
        );
        assert.deepEqual(parseMessage(message), { operation: JSON.parse(JSON.stringify(op)) as unknown });
        assert.ok((message.split('\n')[0]?.length ?? 0) <= 120);
      }),
    );
  });

  it('believes the last line only', () => {
    const forged = `Reverie-Operation: ${JSON.stringify(operation('retire', { lesson: 'victim' }))}`;
    const op = operation('sleep', { lesson: 'a', reason: `because\n\n${forged}` });
    assert.deepEqual(parseMessage(printMessage({ type: 'operation', operation: op, statement: forged }, forged)), { operation: op });
    assert.deepEqual(parseMessage(`${forged}\n\nsigned off`), {});
    assert.deepEqual(parseMessage('Reverie-Operation: {"op":"retire"}'), {});
    assert.deepEqual(parseMessage('Reverie-Operation: {'), {});
  });

  it('tells what was taken back and what was rolled back to', () => {
    const to = 'a'.repeat(40);
    assert.deepEqual(parseMessage(printMessage({ type: 'revert', operation: 'op-1', subject: 'add x: y' })), { reverts: 'op-1' });
    assert.deepEqual(parseMessage(printMessage({ type: 'rollback', to, subject: 'add x: y' })), { rollback: to });
  });

  it('reads operations from anywhere without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => assert.ok(['undefined', 'object'].includes(typeof parseOperation(text)))),
    );
  });
});
