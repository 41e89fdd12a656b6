import assert from 'node:assert/strict';
import { asItCounts, holdsSeal, sealLine } from '../../../src/core/transcript/line-seal.js';
import type { LedgerEvent } from '../../../src/core/transcript/ledger-event.js';
import { sha256Hasher } from '../../../src/node/ports/sha256-hasher.js';

const hash = sha256Hasher(new TextEncoder().encode('mine'));
const line = '{"v":1,"seq":3,"type":"withdrawn","note":"a \\",\\"seal\\":\\"b"}';

describe('the seal of a ledger line', () => {
  it('holds for the line in its file, under its key, and for nothing else', () => {
    const sealed = sealLine(line, 'ledger/w-1.jsonl', hash);
    assert.deepEqual({ ...(JSON.parse(sealed) as object), seal: undefined }, { ...(JSON.parse(line) as object), seal: undefined });
    assert.equal(holdsSeal(sealed, 'ledger/w-1.jsonl', hash), true);
    assert.equal(holdsSeal(sealed, 'ledger/w-2.jsonl', hash), false);
    assert.equal(holdsSeal(sealed.replace('"seq":3', '"seq":4'), 'ledger/w-1.jsonl', hash), false);
    assert.equal(holdsSeal(line, 'ledger/w-1.jsonl', hash), false);
    assert.equal(holdsSeal(sealed, 'ledger/w-1.jsonl', sha256Hasher(new TextEncoder().encode('theirs'))), false);
    const again = `${sealed.slice(0, -1)},"seal":"${'0'.repeat(64)}"}`;
    assert.equal(holdsSeal(again, 'ledger/w-1.jsonl', hash), false);
  });

  it('decides what a line counts for', () => {
    const common = { v: 1, seq: 0, at: '', prev: '' } as const;
    const subject = { category: 'security', severity: 'high', security: true, path: 'a', source: 's', lessons: [] } as const;
    const withdrawn: LedgerEvent = { ...common, type: 'withdrawn', fingerprint: 'f', by: 'person' };
    assert.deepEqual(asItCounts(withdrawn), { ...withdrawn, by: 'automation' });
    assert.deepEqual(asItCounts({ ...withdrawn, by: 'agent' }), { ...withdrawn, by: 'agent' });
    const outcome = {
      ...common,
      type: 'outcome',
      review: 'r',
      fingerprint: 'f',
      outcome: 'fixed',
      seenIn: 'r',
      subject,
    } as unknown as LedgerEvent;
    assert.equal(asItCounts(outcome), undefined);
    const stone: LedgerEvent = { ...common, type: 'tombstone', file: 'f', lines: 1, hash: '', reason: '' };
    assert.equal(asItCounts(stone), undefined);
  });
});
