import assert from 'node:assert/strict';
import { labelledFinding, unlabelledFinding, withFields } from '../../../../src/core/dream/usefulness/labelled-finding.js';
import { HumanError } from '../../../../src/core/human-error.js';

const at = { file: 't.jsonl', number: 7 };

describe('labelled findings', () => {
  const good: [string, Partial<ReturnType<typeof labelledFinding>>][] = [
    ['{"rule":"r","verdict":"accepted"}\r', { category: '', rule: 'r', path: '', revision: 0, accepted: true }],
    ['{"path":null,"symbol":null,"revision":3,"verdict":"rejected","tool":"x"}', { path: '', symbol: '', revision: 3, accepted: false }],
    ['{"rule":501,"category":true,"verdict":"Accepted "}', { rule: '501', category: 'true', accepted: true }],
    ['{"revision":"12","verdict":"rejected"}', { revision: 12 }],
    ['{"revision":-1.5e300,"verdict":"rejected"}', { revision: -1.5e300 }],
    ['{"revision":null,"verdict":"rejected"}', { revision: 0 }],
    ['{"verdict":"rejected","verdict":"accepted"}', { accepted: true }],
  ];
  for (const [line, expected] of good) {
    it(`are read: ${line.trim()}`, () => {
      const found = labelledFinding(line, at);
      assert.ok(found);
      assert.deepEqual({ ...found, ...expected }, found);
    });
  }

  it('say nothing without a verdict', () => {
    for (const line of ['{}', '{"verdict":null}', '{"verdict":""}', '{"verdict":"ignored","revision":1}'])
      assert.equal(labelledFinding(line, at), undefined, line);
  });

  const bad: [string, RegExp][] = [
    ['not json', /t\.jsonl, line 7: not JSON$/],
    ['[1]', /line 7: not an object$/],
    ['"accepted"', /line 7: not an object$/],
    ['null', /line 7: not an object$/],
    ['{"rule":["r"],"verdict":"accepted"}', /line 7: "rule" is not a text$/],
    ['{"verdict":"maybe"}', /line 7: "verdict" is neither/],
    ['{"verdict":1}', /line 7: "verdict" is neither/],
    ['{"revision":"a1b2c3","verdict":"accepted"}', /line 7: "revision" is not a number/],
    ['{"revision":1e999,"verdict":"accepted"}', /line 7: "revision" is not a number/],
  ];
  for (const [line, says] of bad) {
    it(`are refused, with file and line: ${line}`, () => {
      assert.throws(
        () => labelledFinding(line, at),
        (error) => error instanceof HumanError && says.test(error.message),
      );
    });
  }

  it('are scored whatever they say of verdict and revision', () => {
    const traits = (more: string) => unlabelledFinding(`{"rule":"r"${more}}`, at);
    for (const more of [',"verdict":"accepted"', ',"verdict":7', ',"verdict":null', ',"revision":"HEAD"'])
      assert.deepEqual(traits(more), traits(''));
    assert.ok(!('verdict' in traits(',"verdict":"rejected"')));
  });

  it('keep the line as it stood, digits and repeated names too, with what is added behind', () => {
    const more = { score: 0.5, effect: 'show' };
    const table: [string, string][] = [
      ['{}', '{"score":0.5,"effect":"show"}'],
      [' { } \r', '{"score":0.5,"effect":"show"}'],
      ['{"id":12345678901234567890,"a":1.0,"a":2} ', '{"id":12345678901234567890,"a":1.0,"a":2,"score":0.5,"effect":"show"}'],
      ['{"__proto__":1,"t":"}"}', '{"__proto__":1,"t":"}","score":0.5,"effect":"show"}'],
      ['{"score":9,"rule":"r"}', '{"score":0.5,"rule":"r","effect":"show"}'],
    ];
    for (const [line, expected] of table) assert.equal(withFields(line, more), expected);
  });
});
