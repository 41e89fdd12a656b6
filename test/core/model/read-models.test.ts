import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readModels } from '../../../src/core/model/read-models.js';

describe('the models of the settings', () => {
  it('reads ids and prices', () => {
    const prices = { own: { inputUsd: 1, outputUsd: 2, contextTokens: 8_000 } };
    assert.deepEqual(readModels({ lead: ' a ', verifier: '', prices }), { ids: { lead: 'a' }, prices, problems: [] });
    assert.deepEqual(readModels(undefined), { ids: {}, prices: {}, problems: [] });
  });

  it('keeps what is right, and says what is wrong', () => {
    const read = readModels({
      lead: 7,
      specialist: 's',
      prices: { good: { inputUsd: 1 }, bad: { inputUsd: -1 }, odd: { inputUSD: 1 } },
      leed: 'x',
    });
    assert.deepEqual([read.ids, read.prices], [{ specialist: 's' }, { good: { inputUsd: 1 } }]);
    assert.match(read.problems.join('\n'), /lead is no name of a model\nprices of bad: .*\nprices of odd: .*\nleed is not known there/);
  });

  it('never throws, whatever stands there', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        assert.ok(Array.isArray(readModels(value).problems));
      }),
    );
  });
});
