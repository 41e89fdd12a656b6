import assert from 'node:assert/strict';
import { HumanError } from '../../../src/core/human-error.js';
import type { Finding } from '../../../src/core/review/finding.js';
import type { TranscriptRecord, TranscriptStore } from '../../../src/core/transcript/transcript-store.js';
import { fingerprintOfId } from '../../../src/node/review/find-by-id.js';
import { sampleFinding } from '../../support/findings.js';

const source = { id: 's', kind: 'cli' as const, path: '/s', createdAt: '' };
const at = '2026-01-05T09:00:00.000Z';

describe('a finding by the id it had in an older review', () => {
  let reads: string[];
  beforeEach(() => (reads = []));

  const store = (reviews: Finding[][]): TranscriptStore => {
    const records = reviews.map((findings, i): TranscriptRecord => {
      const id = `r-${i}`;
      const events = findings.map((finding, seq) => ({ v: 1 as const, seq, at, prev: '', type: 'finding' as const, finding }));
      return { id, source, path: `/s/${id}`, file: id, state: 'sealed', events, hashes: [], unreadable: [] };
    });
    const unused = () => assert.fail('not expected');
    return {
      create: unused,
      settle: unused,
      find: unused,
      list: async () => records.map((record) => ({ ...record, bytes: 1 })),
      read: async ({ id }) => {
        reads.push(id);
        return records.find((record) => record.id === id) ?? assert.fail(id);
      },
    };
  };
  const seen = (fingerprint: string, id: string) => sampleFinding(fingerprint, { id });

  it('is met by its whole id, without reading what is older', async () => {
    const transcripts = store([[seen('one', 'f-0123456789abcd')], [seen('two', 'f-0123456789abce')]]);
    assert.equal(await fingerprintOfId(transcripts, 'f-0123456789abce'), 'two');
    assert.deepEqual(reads, ['r-1']);
  });

  it('is refused when the beginning fits several findings, which are named', async () => {
    const transcripts = store([[seen('one', 'f-0123456789abcd')], [seen('two', 'f-0123456789abce')]]);
    await assert.rejects(fingerprintOfId(transcripts, 'f-0123456789abc'), (error) => {
      assert.ok(error instanceof HumanError);
      assert.match(error.message, /beginning of 2 findings: f-0123456789abce \(T two, a\.js\); f-0123456789abcd \(T one/);
      return true;
    });
  });

  it('is one finding, however many reviews saw it', async () => {
    const transcripts = store([[seen('one', 'f-0123456789abcd')], [seen('one', 'f-0123456789abce')]]);
    assert.equal(await fingerprintOfId(transcripts, 'f-0123456789abc'), 'one');
  });

  it('is not looked for by a beginning that ids of the same minutes share', async () => {
    assert.equal(await fingerprintOfId(store([[seen('one', 'f-0123456789abcd')]]), 'f-0123'), undefined);
    assert.deepEqual(reads, []);
  });
});
