import assert from 'node:assert/strict';
import { makeAnchor } from '../../../../src/core/changes/make-anchor.js';
import type { Fires } from '../../../../src/core/review/outcomes/follow-finding.js';
import { type PresentFile, recheckCode } from '../../../../src/core/review/recheck/recheck-code.js';
import { sampleFinding } from '../../../support/findings.js';

const lines = ['function total(cart) {', '  if (cart = null) return 0;', '  return cart.sum;', '}'];
const anchor = makeAnchor({ path: 'a.js', side: 'new', lines, startLine: 2, endLine: 2 });

async function recheck(file: PresentFile, fires: Fires['state'] = 'unknown', extra: Parameters<typeof sampleFinding>[1] = {}) {
  const asked: number[] = [];
  const checked = await recheckCode({
    finding: sampleFinding('aa', { anchor, ...extra }),
    file,
    fires: async (range) => {
      asked.push(range.startLine);
      return fires === 'yes' ? { state: 'yes', at: range } : { state: fires };
    },
  });
  return { ...checked.recheck, asked };
}

describe('checking a contested finding again without a model', () => {
  const moved: PresentFile = { state: 'text', lines: ['// a licence', '', ...lines] };

  it('asks the rule where the code stands now, and says where that is', async () => {
    const holds = await recheck(moved, 'yes');
    assert.deepEqual([holds.answer, holds.by, holds.asked], ['holds', 'rules', [4]]);
    assert.equal(holds.reason, 'the code still stands at a.js:4, and js/x still says so');
    assert.deepEqual(holds.checked, ['looked for the quoted code in a.js as it is now', 'ran js/x on it again']);
    assert.equal((await recheck(moved, 'no')).answer, 'refuted');
  });

  it('says what it cannot tell when nobody can be asked', async () => {
    const unsure = await recheck(moved);
    assert.deepEqual([unsure.answer, unsure.by], ['unsure', 'place']);
    assert.deepEqual(unsure.checked, ['looked for the quoted code in a.js as it is now']);
  });

  it('tells that the code, or its file, is gone, and asks no rule then', async () => {
    const gone = await recheck({ state: 'text', lines: ['export {};'] }, 'yes');
    assert.deepEqual([gone.answer, gone.asked], ['gone', []]);
    assert.equal((await recheck({ state: 'absent' })).answer, 'gone');
    assert.equal((await recheck({ state: 'unreadable', reason: 'binary' })).reason, 'a.js cannot be read as text: binary');
  });

  it('says nothing of removed code, of a whole file, and of copies', async () => {
    assert.equal((await recheck(moved, 'yes', { anchor: { ...anchor, side: 'old' } })).answer, 'unsure');
    assert.equal((await recheck(moved, 'yes', { anchor: { state: 'file', path: 'a.js', side: 'new', why: 'x' } })).answer, 'unsure');
    const copies: PresentFile = {
      state: 'text',
      lines: ['a();', '  if (cart = null) return 0;', 'b();', '  if (cart = null) return 0;', 'c();'],
    };
    const unsure = await recheck(copies, 'yes');
    assert.equal(unsure.answer, 'unsure');
    assert.match(unsure.reason, /its place cannot be told/);
  });
});
