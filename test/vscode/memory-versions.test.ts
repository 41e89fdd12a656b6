import assert from 'node:assert/strict';
import type { MemoryVersion } from '../../src/core/memory/memory-store.js';
import type { Operation } from '../../src/core/memory/operation.js';
import { changedLessons, versionTitle } from '../../src/vscode/memory-versions.js';
import { at, lesson, memory } from './fake-reverie.js';

const retire = { v: 1, id: 'o1', op: 'retire', lesson: 'l1', reason: 'because', by: 'person', evidence: [] } as unknown as Operation;
const version = (commit: string, subject: string, operations: Operation[] = []): MemoryVersion => ({
  commit: commit.repeat(40),
  at,
  subject,
  operations,
});

describe('the versions of memory in words', () => {
  const retired = version('a', 'retire l1: `x` is noise', [retire]);

  it('names a lesson by its statement', () => {
    assert.equal(versionTitle(retired, [], [lesson('l1', { statement: '`x` is noise' })]), 'Retire: x is noise');
  });

  it('names a lesson that has gone by what was written when it was there', () => {
    const add = { ...retire, op: 'add', value: lesson('l1') } as unknown as Operation;
    assert.equal(versionTitle(retired, [retired, version('d', 'add l1', [add])], []), 'Retire: Statement of l1');
  });

  it('names a rollback by the version it goes back to', () => {
    const back = version('b', 'roll back to aaaaaaaaaa: retire l1: `x` is noise');
    assert.equal(versionTitle(back, [back, retired], [lesson('l1')]), 'Roll back to “Retire: Statement of l1”');
  });

  it('shows the words of a version that it does not know', () => {
    assert.equal(versionTitle(version('c', 'take back: add l1: `x`'), [], []), 'Take back: add l1: x');
  });

  it('tells which lessons differ between two versions', () => {
    const changed = memory([lesson('l1'), lesson('l2')]);
    changed.blobs.set('l1', 'another');
    assert.deepEqual(changedLessons(memory([lesson('l1'), lesson('l3')]), changed), ['l1', 'l2', 'l3']);
    assert.deepEqual(changedLessons(undefined, memory([lesson('l1')])), ['l1']);
  });
});
