import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { knownTranscripts } from '../../../src/core/dream/known-transcripts.js';

describe('knownTranscripts', () => {
  it('knows what was added, by source, and is the same when it is read again', () => {
    const known = knownTranscripts();
    known.add('a', 'r-1');
    known.add('a', 'd-2');
    known.add('b', 'r-3');
    // as a file manager names a copy
    known.add('b', 'r-3 copy');
    for (const one of [known, knownTranscripts(known.stored())]) {
      assert.deepEqual([one.size, one.has('a', 'r-1'), one.has('b', 'r-1'), one.has('c', 'r-1')], [4, true, false, false]);
      assert.deepEqual([one.hasId('r-3'), one.hasId('r-3 copy'), one.hasId('copy'), one.hasId('r-4')], [true, true, false, false]);
    }
  });

  it('gives the newest ids of a kind in order, in whatever order and from whatever source they came', () => {
    const id = fc.tuple(fc.constantFrom('r', 'd'), fc.nat(60), fc.constantFrom('a', 'b')).map(([kind, n, source]) => ({
      id: `${kind}-${String(n).padStart(3, '0')}${source}`,
      source,
    }));
    fc.assert(
      fc.property(fc.array(id, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (ids, count) => {
        const known = knownTranscripts();
        for (const one of ids) known.add(one.source, one.id);
        const reviews = [...new Set(ids.map((one) => one.id))].filter((one) => one.startsWith('r-')).sort();
        assert.deepEqual(
          known.newest('r-', count).map((one) => one.id),
          reviews.slice(-count),
        );
        for (const { id: newest, source } of known.newest('r-', count)) assert.ok(known.has(source, newest));
      }),
    );
  });
});
