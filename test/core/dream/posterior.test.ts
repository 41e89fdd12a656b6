import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Observation } from '../../../src/core/dream/observation.js';
import { confidence, contradicted, judge, noJudgements, supports, usefulness } from '../../../src/core/dream/posterior.js';

type Said = 'a' | 'r' | 'fixed' | 'survived' | 'agent';

function judged(...said: Said[]) {
  const j = noJudgements();
  for (const word of said) {
    const verdict: Observation['verdict'] = word === 'a' || word === 'fixed' ? 'accepted' : 'rejected';
    const authority: Observation['authority'] = word === 'agent' ? 'model' : word === 'a' || word === 'r' ? 'person' : 'outcome';
    judge(j, { verdict, authority, overruled: [] } as unknown as Observation);
  }
  return j;
}
const times = (n: number, word: Said): Said[] => Array.from({ length: n }, () => word);

describe('The posterior of a scope', () => {
  it('supports a false alarm from three distinct rejections on', () => {
    assert.equal(supports(judged('r', 'r'), 'hold-back'), false);
    assert.equal(supports(judged('r', 'r', 'r'), 'hold-back'), true);
    assert.equal(supports(judged('a', 'a', 'a'), 'raise'), true);
  });

  it('lets one accepted finding contradict, until eight later rejections outvote it', () => {
    assert.equal(supports(judged(...times(20, 'r'), 'a'), 'hold-back'), false);
    assert.equal(supports(judged('a', ...times(7, 'r')), 'hold-back'), false);
    assert.equal(supports(judged('a', ...times(8, 'r')), 'hold-back'), true);
  });

  it('asks for more rejections the more was accepted', () => {
    assert.equal(supports(judged(...times(10, 'a'), ...times(12, 'r')), 'hold-back'), false);
    assert.equal(supports(judged(...times(10, 'a'), ...times(30, 'r')), 'hold-back'), true);
  });

  it('counts a fix as accepted, a surviving finding only as weak evidence, and an agent’s word not at all', () => {
    assert.equal(contradicted(judged('r', 'r', 'r', 'fixed'), 'hold-back'), true);
    assert.equal(supports(judged(...times(50, 'survived')), 'hold-back'), false);
    assert.ok(usefulness(judged(...times(4, 'survived'))) < 0.5);
    assert.equal(usefulness(judged(...times(50, 'agent'))), 0.5);
  });

  it('gives the mean of Beta(1, 1) updated by the weights', () => {
    assert.equal(confidence(judged('r', 'r', 'r'), 'hold-back'), 0.8);
    assert.equal(confidence(judged('a', 'a', 'a', 'r'), 'raise'), 0.667);
  });

  it('stays between 0 and 1 and never supports both directions', () => {
    const word = fc.constantFrom<Said>('a', 'r', 'fixed', 'survived', 'agent');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 80 }), (said) => {
        const j = judged(...said);
        assert.ok(usefulness(j) > 0 && usefulness(j) < 1);
        assert.ok(!(supports(j, 'hold-back') && supports(j, 'raise')));
      }),
    );
  });
});
