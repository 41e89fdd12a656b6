import assert from 'node:assert/strict';
import { wilsonInterval } from '../../src/core/dream/wilson.js';
import { backtestSentence, dreamDocument } from '../../src/vscode/dream-document.js';
import { dreamReport } from './fake-reverie.js';

describe('the document of a dream with a model', () => {
  const usage = { inputTokens: 900, outputTokens: 80, cachedTokens: 0, costUsd: 0.0123, requests: 2 };

  it('says what it cost, what was not done and what was dropped, with nothing of it alive', () => {
    const text = dreamDocument(
      dreamReport({
        model: {
          usage,
          notes: ['the reflection of tests: the dream’s budget has no room for it'],
          unsupported: [{ what: 'add: see [this](command:x) <b>', reason: 'the statement has a link or markup' }],
        },
      }),
      { lessons: [] },
    );
    assert.match(text, /## Reflected with a model\n\nIt took 2 requests, 900 tokens in and 80 out, for 0\.0123 USD\./);
    assert.match(text, /- Not done: the reflection of tests/);
    assert.match(text, /Dropped, because nothing supports it:\n\n- add\\: see/);
    assert.doesNotMatch(text, /(?<!\\)\]\(command:x\)|(?<!\\)<b>/);
  });

  it('says nothing of models where none was asked for', () => {
    assert.doesNotMatch(dreamDocument(dreamReport(), { lessons: [] }), /model/);
  });
});

describe('the document of a dream', () => {
  const figures = { lessons: 9, effective: 9, duplicates: 0, contradictions: 0, stale: 0, unused: 0, harmful: 0, tokens: 7120 };

  it('says how many tokens memory took before and after it, and what was left undone, with nothing of it alive', () => {
    const health = { before: { ...figures, budget: 6000 }, after: { ...figures, tokens: 5990, budget: 6000 } };
    const text = dreamDocument(dreamReport({ health, notes: ['3 verdicts <b>tell</b> no symbol'] }), { lessons: [] });
    assert.match(text, /took 7,120 tokens before and 5,990 after it, of a budget of 6,000\./);
    assert.match(text, /- Noted: 3 verdicts/);
    assert.doesNotMatch(text, /(?<!\\)<b>/);
  });

  it('is silent about a budget of which a dream of old knew nothing', () => {
    assert.doesNotMatch(dreamDocument(dreamReport({ health: { before: figures, after: figures } }), { lessons: [] }), /budget/);
  });
});

describe('the sentence of a backtest', () => {
  const none = { acceptedShown: 2, acceptedHidden: 0, rejectedShown: 8, rejectedHidden: 0 };
  const result = {
    heldOut: 10,
    none,
    old: none,
    new: { ...none, rejectedShown: 1, rejectedHidden: 7 },
    result: 'pass',
    reason: 'good',
  } as const;

  it('says how sure it is of how few: with the interval', () => {
    assert.match(
      backtestSentence({ ...result, right: wilsonInterval(7, 7) }),
      /rejected ones shown 8 → 1; right in 7 of the 7 that it changes, which is 65 to 100 % \(95 % interval\)\. Good/,
    );
  });

  it('says nothing of it when it changes nothing, or an older dream did not count it', () => {
    assert.doesNotMatch(backtestSentence({ ...result, right: wilsonInterval(0, 0) }), /interval/);
    assert.doesNotMatch(backtestSentence(result), /interval/);
  });
});
