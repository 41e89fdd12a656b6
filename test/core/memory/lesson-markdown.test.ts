import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseLesson, printLesson } from '../../../src/core/memory/lesson-markdown.js';
import { anyLesson } from './any-lesson.js';
import { codeEvidence, eventEvidence, lesson } from './lessons.js';

const sample = printLesson(lesson({ body: 'Scripts talk to people.\n\n- they print' }));

function read(text: string) {
  const parsed = parseLesson(text);
  assert.equal(parsed.state, 'ok', parsed.state === 'broken' ? parsed.reason : '');
  return parsed.state === 'ok' ? parsed.lesson : assert.fail();
}

function reason(text: string): string {
  const parsed = parseLesson(text);
  return parsed.state === 'broken' ? parsed.reason : assert.fail('it was read');
}

describe('lesson as Markdown', () => {
  it('prints a file that a person likes to read: what it is first, defaults left out', () => {
    const shown = lesson({
      status: 'trial',
      body: 'Scripts talk to people.',
      evidence: [eventEvidence(12), codeEvidence('scripts/a.js', 'console.log(1)\nrun()')],
    });
    assert.equal(
      printLesson(shown),
      `---
v: 1
id: no-console-in-scripts-3f2a
kind: false-alarm
status: trial
scope:
  paths:
    - scripts/**
  rules:
    - no-console
effect:
  do: hold-back
confidence: 0.8
counts:
  dismissed: 3
provenance: person
validFrom: 2026-01-05T09:00:00.000Z
lastConfirmed: 2026-01-05T09:00:00.000Z
evidence:
  - type: event
    source: cli-1
    file: ledger/w-2026-01.jsonl
    seq: 12
    hash: ${'e'.repeat(64)}
    quote: '"verdict":"dismiss"'
  - type: code
    path: scripts/a.js
    startLine: 3
    endLine: 4
    hash: ${'c'.repeat(64)}
    quote: |-
      console.log(1)
      run()
---

# Console output is intended in scripts/

Scripts talk to people.
`,
    );
  });

  it('gives back every lesson it printed, with line ends and outer white space made one', () => {
    const canonical = (text: string) =>
      text
        .replace(/\r\n?/g, '\n')
        .replace(/^(?:[^\S\n]*\n)+/, '')
        .trimEnd();
    fc.assert(
      fc.property(anyLesson, (value) => {
        const expected = { ...value, statement: value.statement.replace(/\s+/g, ' ').trim(), body: canonical(value.body) };
        const { comments: _, ...rest } = read(printLesson(value));
        const { comments: __, ...same } = expected;
        assert.deepEqual(rest, same);
      }),
      { numRuns: 400 },
    );
  });

  it('keeps the blank lines at the end of the last quote', () => {
    const lesson = read(sample);
    const evidence = [{ type: 'event' as const, source: 's', file: 'f', seq: 0, hash: 'h', quote: 'a\n\n\n' }];
    assert.deepEqual(read(printLesson({ ...lesson, evidence })).evidence, evidence);
  });

  it('parses, prints and parses to the same', () => {
    fc.assert(
      fc.property(anyLesson, (value) => {
        const once = read(printLesson(value));
        assert.deepEqual(read(printLesson(once)), once);
        assert.equal(printLesson(read(printLesson(once))), printLesson(once));
      }),
      { numRuns: 200 },
    );
  });

  it('reads what an editor on Windows saved: byte-order mark, CRLF, trailing white space', () => {
    assert.deepEqual(read(`\uFEFF${sample.replaceAll('\n', '\r\n')}  \r\n\r\n`), read(sample));
    assert.deepEqual(read(sample.replaceAll(/^---$/gm, '---  ')), read(sample));
  });

  it('reads a file written by hand with only what is needed', () => {
    const minimal = read(`---
id: by-hand-1
kind: convention
status: active
confidence: 1
provenance: person
validFrom: 2026-01-05
lastConfirmed: 2026-01-05
evidence: [{ type: event, source: s, file: f, seq: 0, hash: h, quote: q }]
---
# Use the logger
`);
    assert.deepEqual(minimal.scope, { paths: [], languages: [], rules: [], symbols: [] });
    assert.deepEqual(minimal.counts, { accepted: 0, dismissed: 0, overruled: 0 });
    assert.equal(minimal.audience, 'all');
    assert.equal(minimal.pinned, false);
  });

  it('keeps body lines that look like fences and headings', () => {
    const body = '---\n\n# Another heading\n\n---\nid: nothing';
    assert.equal(read(printLesson(lesson({ body }))).body, body);
  });

  for (const [what, text, expected] of [
    ['no front matter', '# Only a heading\n', /^line 1: the front matter .* is missing$/],
    ['an unclosed front matter', '---\nid: a\n# x\n', /^line 1: the front matter/],
    ['no heading', sample.replace('# Console', 'Console'), /^line 28: the heading `# statement` is missing$/],
    ['a wrong value', sample.replace('confidence: 0.8', 'confidence: high'), /^line 13: confidence: expected a number, found "high"$/],
    ['a value out of range', sample.replace('confidence: 0.8', 'confidence: 2'), /^line 13: confidence: /],
    [
      'an unknown status',
      sample.replace('status: active', 'status: actve'),
      /^line 5: status: "actve" is none of proposed, trial, .*; did you mean active\?$/,
    ],
    ['a misspelled field', sample.replace('confidence', 'confidance'), /^line 13: confidance: unknown field; did you mean confidence\?$/],
    ['an unknown field', sample.replace('kind:', 'color: red\nkind:'), /line 4: color: unknown field/],
    ['a missing field', sample.replace('provenance: person\n', ''), /^line 1: provenance is missing$/],
    [
      'an empty field',
      sample.replace(/scope:\n(?: .*\n)+/, 'scope:\n'),
      /^line 6: scope: expected fields of its own, and nothing is there$/,
    ],
    ['a duplicate key', sample.replace('kind:', 'id: other\nkind:'), /^line 4: id is there twice$/],
    ['a nested duplicate key', sample.replace('  do: hold-back', '  do: hold-back\n  do: raise'), /^line 13: do is there twice$/],
    ['a YAML error', sample.replace('kind: false-alarm', 'kind: "false-alarm'), /^line \d+: /],
    ['a tag', sample.replace('kind: false-alarm', 'kind: !!js/function "x"'), /^line 4: .*tag/i],
    ['evidence of an unknown type', sample.replace('type: event', 'type: rumour'), /^line 20: evidence\[0\]\.type: /],
    ['a glob that takes exponential time', sample.replace('scripts/**', '"*a*a*a*a*a*a*b"'), /^line 8: scope\.paths\[0\]: .*three/],
    ['JavaScript front matter', sample.replace('---', '---js'), /^line 1/],
    ['a comma for a point', sample.replace('confidence: 0.8', 'confidence: 0,8'), /^line 13: confidence: expected a number, found "0,8"$/],
    ['a glob without quotes', sample.replace('- scripts/**', '- **/*.ts'), /^line 8: .* put a text that begins with \* or & into quotes$/],
    ['a tab', sample.replace('  paths:', '\tpaths:'), /^line 7: paths: Tabs .*\(indent with blanks\)$/],
    ['a field in the wrong column', sample.replace('  rules:', '   rules:'), /^line 9: rules: .*begin in the same column\)$/],
    ['a forgotten colon', sample.replace('status: active', 'status active'), /^line 5: .*\(a field is written as `name: value`\)$/],
    ['a colon in a text', sample.replace(/quote: .*/, 'quote: a: b'), /^line \d+: quote: .*\(put a text with a colon in it into quotes\)$/],
    ['a scope without quotes', sample.replace('- no-console', '- @scope/rule'), /^line 10: .*\(put this text into quotes\)$/],
    ['a number where a text belongs', sample.replace('- no-console', '- 12'), /^line 10: scope\.rules\[0\]: expected a text, found 12$/],
    [
      'an effect without its name',
      sample.replace(/effect:\n.*\n/, 'effect: hold-back\n'),
      /^line 11: effect: expected fields of its own, found "hold-back"$/,
    ],
    ['yes for true', sample.replace('kind:', 'pinned: yes\nkind:'), /^line 4: pinned: expected true or false, found "yes"$/],
    [
      'an id with blanks',
      sample.replace(/id: .*/, 'id: No Console'),
      /^line 3: id: "No Console" is no id: lower-case letters, digits and -, at most 80$/,
    ],
    [
      'a day that is none',
      sample.replace(/validFrom: .*/, 'validFrom: yesterday'),
      /^line 17: validFrom: "yesterday" is no date: write 2026-01-05 or/,
    ],
    [
      'a day that does not exist',
      sample.replace(/lastConfirmed: .*/, 'lastConfirmed: 2026-02-30'),
      /^line 18: lastConfirmed: "2026-02-30" is no date/,
    ],
    [
      'a misspelled field within one',
      sample.replace('  do: hold-back', '  do: hold-back\n  shap: x'),
      /^line 13: effect\.shap: unknown field; did you mean shape\?$/,
    ],
    [
      'a fence that was deleted',
      sample.replace('---\n\n#', '\n#'),
      /^line 1: the front matter between two lines `---` is missing its second one$/,
    ],
    ['a newer version', sample.replace('v: 1', 'v: 2'), /^line 2: v: /],
  ] as const) {
    it(`says what is wrong with ${what}`, () => assert.match(reason(text), expected));
  }

  it('keeps what people note in the front matter, also when the lesson changes, beside the field that it is about', () => {
    const noted = sample
      .replace('v: 1', '# Asked Ana, 3 March\nv: 1')
      .replace('confidence: 0.8', 'confidence: 0.8 # I am sure')
      .replace('    - scripts/**', '    # only these\n    - scripts/** # all of them')
      .replace('counts:', '# counted by hand\ncounts:')
      .replace('quote: \'"verdict":"dismiss"\'', "quote: '# no comment'")
      .replace('---\n\n#', '# the end\n#\n---\n\n#');
    const value = read(noted);
    assert.deepEqual(value.comments, {
      v: ' Asked Ana, 3 March',
      scope: ' only these\n all of them',
      confidence: ' I am sure',
      counts: ' counted by hand',
      '': ' the end\n',
    });
    assert.deepEqual(read(printLesson(value)), value);
    const printed = printLesson({ ...value, status: 'trial', counts: { accepted: 0, dismissed: 0, overruled: 0 } });
    assert.match(printed, /^---\n# Asked Ana, 3 March\nv: 1\n/);
    assert.match(printed, /\n# only these\n# all of them\nscope:\n/);
    assert.match(printed, /\n# I am sure\nconfidence: 0\.8\n# counted by hand\nprovenance: person\n/);
    assert.match(printed, /\n# the end\n#\n---\n\n# Console/);
    assert.equal('comments' in read(sample), false);
  });

  it('takes a list of one without its dash', () => {
    assert.deepEqual(read(sample.replace('paths:\n    - scripts/**', 'paths: scripts/**')).scope.paths, ['scripts/**']);
  });

  it('refuses anchors and aliases, from which a small file grows without bound', () => {
    const bomb = `a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: [*c, *c, *c, *c]`;
    assert.match(reason(`---\n${bomb}\n---\n# x\n`), /^line \d: anchors and aliases are not allowed/);
    assert.match(reason(sample.replace('kind: false-alarm', 'kind: &k false-alarm')), /^line 4: anchors/);
  });

  it('pollutes no prototype', () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      const text = sample.replace('kind:', `${key}:\n  polluted: true\nkind:`);
      assert.equal(parseLesson(text).state, 'broken', key);
      assert.equal(parseLesson(sample.replace('  do: hold-back', `  do: hold-back\n  ${key}: { polluted: true }`)).state, 'broken', key);
    }
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });

  it('survives nesting, sizes and keys meant to exhaust it', () => {
    assert.match(reason(`---\nid: ${'['.repeat(60_000)}\n---\n# x\n`), /./);
    assert.match(reason(`${sample}${'x'.repeat(300_000)}`), /larger than 256 KB/);
    const keys = Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n');
    assert.match(reason(`---\n${keys}\n---\n# x\n`), /./);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(sample.length), (noise, at) => {
        const parsed = parseLesson(sample.slice(0, at) + noise + sample.slice(at));
        assert.ok(parsed.state === 'ok' || parsed.reason.length > 0);
      }),
    );
  });
});
