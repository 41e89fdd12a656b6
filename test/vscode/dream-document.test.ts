import assert from 'node:assert/strict';
import { dreamDocument } from '../../src/vscode/dream-document.js';
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
