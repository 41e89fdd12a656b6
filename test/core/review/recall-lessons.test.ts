import assert from 'node:assert/strict';
import { recallLessons } from '../../../src/core/review/recall-lessons.js';
import { sha256Hasher } from '../../../src/node/ports/sha256-hasher.js';
import { codeEvidence, lesson } from '../memory/lessons.js';

const file = (path: string) => ({ path, status: 'modified' as const, kind: 'text' as const, hunks: [] });

describe('recalling lessons for a review', () => {
  it('reads only what the lessons in scope cite, and leaves out files that are skipped', async () => {
    const scope = (...paths: string[]) => ({ paths, languages: [], rules: [], symbols: [] });
    const lessons = [
      lesson({ id: 'near', scope: scope('src/**'), evidence: [codeEvidence('src/a.ts', 'a()')] }),
      lesson({ id: 'gone', scope: scope('src/**'), evidence: [codeEvidence('src/b.ts', 'b()')] }),
      lesson({ id: 'secret', scope: scope('src/**'), evidence: [codeEvidence('src/c.ts', 'key ‹s›')] }),
      lesson({ id: 'far', scope: scope('docs/**'), evidence: [codeEvidence('docs/d.md', 'd')] }),
      lesson({ id: 'lock', scope: scope('dist/**') }),
    ];
    const read: string[] = [];
    const contents = {
      readPath: async (path: string) => {
        read.push(path);
        return path === 'src/b.ts'
          ? ({ state: 'absent' } as const)
          : ({ state: 'text', text: path === 'src/c.ts' ? 'key S' : 'a()' } as const);
      },
    };
    const { effective, event } = await recallLessons({
      memory: { lessons, blobs: new Map([['near', 'b1']]), unverified: new Set() },
      changes: { scope: { kind: 'uncommitted' }, files: [file('src/a.ts'), { ...file('dist/x.js'), skip: 'generated' }] },
      contents,
      redact: (text) => text.replace('S', '‹s›'),
      hash: sha256Hasher(new Uint8Array(32)),
    });
    assert.deepEqual(read.sort(), ['src/a.ts', 'src/b.ts', 'src/c.ts']);
    assert.deepEqual(
      effective.map((l) => l.id),
      ['near', 'secret'],
    );
    assert.deepEqual(event, {
      lessons: [
        { lesson: 'near', blob: 'b1', why: 'src/a.ts in its scope' },
        { lesson: 'secret', blob: '', why: 'src/a.ts in its scope' },
      ],
      dormant: [{ lesson: 'gone', why: 'the code it cites is no longer in src/b.ts' }],
    });
  });
});
