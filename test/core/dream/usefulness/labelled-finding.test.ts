import assert from 'node:assert/strict';
import { readLabelled, readUnlabelled } from '../../../../src/core/dream/usefulness/labelled-finding.js';
import { HumanError } from '../../../../src/core/human-error.js';

describe('labelled findings', () => {
  it('reads lines with missing fields, a byte order mark, blank lines and CRLF', () => {
    const content =
      '\uFEFF{"rule":"r","verdict":"accepted"}\r\n\r\n{"rule":"s","path":null,"revision":3,"verdict":"rejected","tool":"x"}\n';
    assert.deepEqual(readLabelled(content, 't.jsonl'), [
      { category: '', rule: 'r', path: '', symbol: '', quote: '', revision: 0, accepted: true },
      { category: '', rule: 's', path: '', symbol: '', quote: '', revision: 3, accepted: false },
    ]);
  });

  const bad: [string, RegExp][] = [
    ['{"rule":"r","verdict":"accepted"}\nnot json', /t\.jsonl, line 2: not JSON/],
    ['[1]', /line 1: /],
    ['{"rule":7,"verdict":"accepted"}', /line 1: "rule"/],
    ['\n{"rule":"r"}', /line 2: "verdict" is neither/],
    ['{"rule":"r","verdict":"maybe"}', /line 1: "verdict" is neither/],
  ];
  for (const [content, says] of bad) {
    it(`names the line that cannot be read: ${content.trim().slice(-34)}`, () => {
      assert.throws(
        () => readLabelled(content, 't.jsonl'),
        (error) => error instanceof HumanError && says.test(error.message),
      );
    });
  }

  it('does not look at the verdict of a line that is to be scored', () => {
    const traits = (verdict: string) => readUnlabelled(`{"rule":"r","verdict":${verdict}}`, 'a')[0]!.traits;
    assert.deepEqual(traits('"accepted"'), traits('null'));
    assert.ok(!('verdict' in traits('"rejected"')));
  });
});
