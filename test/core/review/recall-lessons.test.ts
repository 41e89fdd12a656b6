import assert from 'node:assert/strict';
import { recallLessons } from '../../../src/core/review/recall-lessons.js';
import { sha256Hasher } from '../../../src/node/ports/sha256-hasher.js';
import { codeEvidence, eventEvidence, lesson } from '../memory/lessons.js';

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

  it('asks for symbols only where a lesson names one, or everywhere for whoever weighs by them', async () => {
    const scope = (symbols: string[], ...paths: string[]) => ({ paths, languages: [], rules: [], symbols });
    const lessons = [
      lesson({ id: 'cart', scope: scope(['Cart'], 'src/**'), evidence: [eventEvidence()] }),
      lesson({ id: 'any', scope: scope([], 'lib/**'), evidence: [eventEvidence()] }),
    ];
    const run = async (symbols: 'needed' | 'all', there: string[]) => {
      const asked: string[] = [];
      const { effective, symbols: known } = await recallLessons({
        memory: { lessons, blobs: new Map(), unverified: new Set() },
        changes: { scope: { kind: 'uncommitted' }, files: [file('src/a.ts'), file('lib/b.ts')] },
        contents: { readPath: async () => ({ state: 'absent' }) },
        redact: (text) => text,
        hash: sha256Hasher(new Uint8Array(32)),
        symbols,
        symbolsOf: async (files) => {
          asked.push(...files.map((f) => f.path));
          return new Map(files.map((f) => [f.path, there]));
        },
      });
      return { asked, known: known.size, recalled: effective.map((l) => l.id).sort() };
    };
    assert.deepEqual(await run('needed', ['Order.total']), { asked: ['src/a.ts'], known: 1, recalled: ['any'] });
    assert.deepEqual(await run('all', ['Cart.total']), { asked: ['src/a.ts', 'lib/b.ts'], known: 2, recalled: ['any', 'cart'] });
  });
});
