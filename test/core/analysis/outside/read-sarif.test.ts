import assert from 'node:assert/strict';
import type { OutsideRemark } from '../../../../src/core/analysis/outside/outside-remark.js';
import { readSarif } from '../../../../src/core/analysis/outside/read-sarif.js';
import { at, codeql, eslint, gosec, type Json, result, roslyn, root, sarif, semgrep, simple } from './sarif-samples.js';

function read(text: string, roots = [root]): { remarks: OutsideRemark[]; problems: string[] } {
  const reading = readSarif(text, { roots });
  assert.equal(reading.state, 'read', reading.state === 'refused' ? reading.reason : '');
  return reading;
}

function one(text: string, roots = [root]): OutsideRemark {
  const { remarks, problems } = read(text, roots);
  assert.deepEqual(problems, []);
  assert.equal(remarks.length, 1);
  return remarks[0]!;
}

function only(more: Json, run: Json = {}): OutsideRemark {
  return one(sarif({ tool: { driver: { name: 'lint' } }, results: [result(more)], ...run }));
}

describe('readSarif', () => {
  describe('reads what real analyzers write', () => {
    it('of CodeQL: the rule of an extension, its CWE ids, its severity by number, its message without links', () => {
      const remark = one(codeql);
      assert.equal(remark.tool, 'codeql');
      assert.equal(remark.rule, 'codeql/js/reflected-xss');
      assert.equal(remark.category, 'security');
      assert.equal(remark.severity, 'high');
      assert.equal(remark.confidence, 0.8);
      assert.deepEqual(remark.cwe, ['CWE-79', 'CWE-116']);
      assert.equal(remark.title, 'Cross-site scripting vulnerability due to a user-provided value');
      assert.match(remark.body, /Writing user input directly/);
      assert.equal(remark.path, 'src/server.js');
      assert.deepEqual(remark.region, { unit: 'line', startLine: 8, endLine: 8, startColumn: 12, endColumn: 30 });
      assert.equal(remark.fingerprints?.['primaryLocationLineHash'], '39fa2ee980eb94b0:1');
    });

    it('of Semgrep: CWE ids in its tags, and its own short name', () => {
      const remark = one(semgrep);
      assert.equal(remark.rule, 'semgrep/python.lang.security.audit.exec-detected');
      assert.deepEqual(remark.cwe, ['CWE-95']);
      assert.equal(remark.severity, 'medium');
      assert.equal(remark.confidence, 0.9);
      assert.equal(remark.title, 'Detected the use of exec(). exec() can be dangerous if used to evaluate dynamic content');
      assert.equal(remark.fingerprints, undefined, 'what it writes instead of a fingerprint is none');
    });

    it('of ESLint: absolute addresses, our own name for a rule that is ours too, and suppressions with their reason', () => {
      const { remarks } = read(eslint);
      assert.deepEqual(
        remarks.map(({ path, rule, severity, suppressed }) => ({ path, rule, severity, suppressed })),
        [
          { path: 'src/a b.js', rule: 'js/debugger', severity: 'high', suppressed: undefined },
          { path: 'src/a b.js', rule: 'eslint/no-console', severity: 'medium', suppressed: 'prints for people' },
        ],
      );
    });

    it('of Roslyn: Windows paths without case, and a level that the invocation changed', () => {
      const remark = one(roslyn, ['c:\\Work\\shop']);
      assert.equal(remark.path, 'src/Shop/Order.cs');
      assert.equal(remark.rule, 'roslyn/CA2000');
      assert.equal(remark.severity, 'high');
      assert.equal(remark.category, 'correctness');
    });

    it('of gosec: CWE ids by a relationship to a taxonomy', () => {
      const remark = one(gosec);
      assert.deepEqual(remark.cwe, ['CWE-338']);
      assert.equal(remark.category, 'security');
      assert.equal(remark.severity, 'high');
    });
  });

  describe('knows the rule of a result', () => {
    const rules = [{ id: 'other' }, { id: 'CA1000', fullDescription: { text: 'About CA1000.' }, defaultConfiguration: { level: 'note' } }];
    const run = { tool: { driver: { name: 'lint', rules } } };

    for (const [name, more] of Object.entries({
      'by ruleIndex': { ruleId: undefined, ruleIndex: 1 },
      'by rule.index': { ruleId: undefined, rule: { index: 1 } },
      'by ruleId': { ruleId: 'CA1000' },
      'by rule.id': { ruleId: undefined, rule: { id: 'CA1000' } },
    })) {
      it(name, () => {
        const remark = only(more, run);
        assert.equal(remark.rule, 'lint/CA1000');
        assert.equal(remark.severity, 'low');
        assert.match(remark.body, /About CA1000/);
      });
    }

    it('by the beginning of a hierarchical id, which stays whole in its name', () => {
      const remark = only({ ruleId: 'CA1000/1' }, run);
      assert.equal(remark.rule, 'lint/CA1000/1');
      assert.equal(remark.severity, 'low');
    });

    it('by its id when the index points to another rule', () => {
      assert.equal(only({ ruleId: 'CA1000', ruleIndex: 0 }, run).severity, 'low');
    });

    it('and does without when there is none', () => {
      assert.equal(only({ ruleId: undefined }).rule, undefined);
    });

    it('with the CWE of its taxa', () => {
      const run2 = { tool: { driver: { name: 'lint' } }, taxonomies: [{ name: 'CWE', taxa: [{ id: '22' }, { id: '89' }] }] };
      assert.deepEqual(only({ taxa: [{ index: 1, toolComponent: { index: 0 } }] }, run2).cwe, ['CWE-89']);
      assert.deepEqual(only({ taxa: [{ id: 'CWE-022', toolComponent: { name: 'CWE' } }] }).cwe, ['CWE-22']);
    });
  });

  describe('weighs a result', () => {
    for (const [level, severity] of [
      ['error', 'high'],
      ['warning', 'medium'],
      ['note', 'low'],
      ['none', 'info'],
      [undefined, 'medium'],
      ['loud', 'medium'],
    ]) {
      it(`${level ?? 'without a level'}: ${severity}`, () => assert.equal(only({ level }).severity, severity));
    }
    for (const [score, severity] of [
      ['9.8', 'critical'],
      ['7.0', 'high'],
      ['4.1', 'medium'],
      ['0.1', 'low'],
      [8.1, 'high'],
    ]) {
      it(`security-severity ${score}: ${severity}`, () => {
        const remark = only({ level: 'note', properties: { 'security-severity': score } });
        assert.equal(remark.severity, severity);
        assert.equal(remark.category, 'security');
      });
    }
  });

  describe('reads a message', () => {
    it('by id from the rule, with its placeholders', () => {
      const run = {
        tool: {
          driver: {
            name: 'lint',
            rules: [{ id: 'r1', messageStrings: { default: { text: "'{0}' hides '{1}'; {{braces}} stay, {7} too." } } }],
          },
        },
      };
      assert.equal(only({ message: { id: 'default', arguments: ['x', 'y'] } }, run).title, "'x' hides 'y'; {braces} stay, {7} too");
    });

    it('by id from the whole analyzer', () => {
      const run = { tool: { driver: { name: 'lint', globalMessageStrings: { m: { text: 'For all rules: {0}' } } } } };
      assert.equal(only({ message: { id: 'm', arguments: ['this'] } }, run).title, 'For all rules: this');
    });

    it('of Markdown alone, without links, commands and HTML', () => {
      const { title, body } = only({
        message: { markdown: '**Bad** [run me](command:evil.run) <img src=x onerror=alert(1)> ![i](http://x/y.png) `<T>`' },
      });
      for (const text of [title, body]) {
        assert.doesNotMatch(text, /\]\(/);
        assert.doesNotMatch(text, /command:|http:/);
        assert.doesNotMatch(text.replaceAll(/`[^`]*`/g, ''), /</);
      }
    });

    it('and lets no stray backtick open code around HTML', () => {
      const { body } = only({ message: { text: 'A ` stray <script>alert(1)</script> one' } });
      assert.doesNotMatch(body.replaceAll(/`[^`]*`/g, ''), /<[a-z/]/i);
    });

    it('without characters that hide or reorder text', () => {
      assert.equal(only({ message: { text: 'a\u202eb\u200bc\u0007d' } }).title, 'abcd');
    });

    it('that is very long as one short title and the whole body', () => {
      const { title, body } = only({ message: { text: `${'word '.repeat(100)}end.` } });
      assert.ok(title.length <= 145, title);
      assert.match(body, /end\.$/);
    });

    it('that is missing by what the rule is about', () => {
      const run = { tool: { driver: { name: 'lint', rules: [{ id: 'r1', shortDescription: { text: 'No such thing' } }] } } };
      assert.equal(only({ message: {} }, run).title, 'No such thing');
    });
  });

  describe('finds the file', () => {
    const path = (uri: string, run: Json = {}, location: Json = {}): string =>
      only({ locations: [at(uri, { startLine: 1 }, location)] }, run).path;

    it('relative to the root, normalised and decoded', () => {
      assert.equal(path('./src//a%20b.ts'), 'src/a b.ts');
      assert.equal(path('src/x/../a.ts'), 'src/a.ts');
      assert.equal(path('src\\a.ts'), 'src/a.ts');
      assert.equal(path('100%.ts'), '100%.ts');
    });

    it('by a base that lies in the repo, also through another base', () => {
      const originalUriBaseIds = { ROOT: { uri: 'file:///home/me/shop/' }, WEB: { uri: 'packages/web/', uriBaseId: 'ROOT' } };
      assert.equal(path('src/a.ts', { originalUriBaseIds }, { uriBaseId: 'WEB' }), 'packages/web/src/a.ts');
    });

    it('by a base of another machine, and absolute below it', () => {
      const originalUriBaseIds = { '%SRCROOT%': { uri: 'file:///builds/7/shop/' } };
      assert.equal(path('src/a.ts', { originalUriBaseIds }, { uriBaseId: '%SRCROOT%' }), 'src/a.ts');
      assert.equal(path('file:///builds/7/shop/src/a.ts', { originalUriBaseIds }), 'src/a.ts');
    });

    it('by the checkout that the run names', () => {
      const versionControlProvenance = [{ repositoryUri: 'https://example.org/shop', mappedTo: { uri: 'file:///runner/work/shop' } }];
      assert.equal(path('/runner/work/shop/src/a.ts', { versionControlProvenance }), 'src/a.ts');
    });

    it('by its index into the artifacts', () => {
      const artifacts = [{ location: { uri: 'x.ts' } }, { location: { uri: 'src/b.ts' } }];
      const remark = only(
        { locations: [{ physicalLocation: { artifactLocation: { index: 1 }, region: { startLine: 1 } } }] },
        { artifacts },
      );
      assert.equal(remark.path, 'src/b.ts');
    });

    it('and names no cycle of bases', () => {
      const originalUriBaseIds = { A: { uri: 'a/', uriBaseId: 'B' }, B: { uri: 'b/', uriBaseId: 'A' } };
      assert.match(path('c.ts', { originalUriBaseIds }, { uriBaseId: 'A' }), /c\.ts$/);
    });

    for (const uri of [
      '../other/a.ts',
      'file:///etc/passwd',
      '/home/me/shopping/a.ts',
      'file://server/share/a.ts',
      'https://example.org/a.ts',
      'src/../../x.ts',
      'file:///home/me/shop/../x.ts',
      '%2e%2e/x.ts',
      '',
    ]) {
      it(`or tells that it is outside: ${uri || 'no address'}`, () => {
        const { remarks, problems } = read(simple([result({ locations: [at(uri, { startLine: 1 })] })]));
        assert.deepEqual(remarks, []);
        assert.deepEqual(problems, ['lint has results on files outside the repository']);
      });
    }
  });

  it('takes the first location that lies in the repo', () => {
    assert.equal(only({ locations: [at('/usr/include/stdio.h', { startLine: 1 }), at('src/b.c', { startLine: 9 })] }).path, 'src/b.c');
  });

  it('reads regions of lines, of characters, of bytes, and none', () => {
    const region = (json: Json | undefined): unknown => only({ locations: [at('a.ts', json)] }).region;
    assert.deepEqual(region({ startLine: 3, endLine: 2 }), { unit: 'line', startLine: 3, endLine: 3 });
    assert.deepEqual(region({ charOffset: 10, charLength: 4 }), { unit: 'char', offset: 10, length: 4 });
    assert.deepEqual(region({ byteOffset: 10 }), { unit: 'byte', offset: 10, length: 0 });
    assert.equal(region(undefined), undefined);
    assert.equal(region({ startLine: 0 }), undefined);
    assert.equal(region({ startLine: '5' }), undefined);
  });

  it('passes over results that say all is well', () => {
    const kinds = ['pass', 'open', 'informational', 'notApplicable', 'review'];
    assert.deepEqual(read(simple(kinds.map((kind) => result({ kind })))).remarks, []);
    assert.equal(read(simple([result({ kind: 'fail' })])).remarks.length, 1);
  });

  it('takes a suppression for one only when it is accepted', () => {
    assert.match(only({ suppressions: [{ kind: 'external' }] }).suppressed ?? '', /list/);
    assert.equal(only({ suppressions: [{ kind: 'external', status: 'underReview' }] }).suppressed, undefined);
    const unknown = only({ suppressions: [{ kind: 'external', status: 'perhaps' }] });
    assert.deepEqual([unknown.suppressed, unknown.suppressions?.[0]?.status], [undefined, 'underReview']);
    assert.equal(
      only({
        suppressions: [
          { kind: 'inSource', status: 'accepted' },
          { kind: 'external', status: 'rejected' },
        ],
      }).suppressed,
      undefined,
    );
    assert.equal(only({ suppressions: [] }).suppressed, undefined);
  });

  it('reads a fix, and none when a part of it cannot be read', () => {
    const change = {
      artifactLocation: { uri: 'a.ts' },
      replacements: [{ deletedRegion: { startLine: 2, startColumn: 1, endColumn: 5 }, insertedContent: { text: 'let' } }],
    };
    assert.deepEqual(only({ fixes: [{ artifactChanges: [change] }] }).fix, [
      { path: 'a.ts', region: { unit: 'line', startLine: 2, endLine: 2, startColumn: 1, endColumn: 5 }, text: 'let' },
    ]);
    const binary = { ...change, replacements: [{ deletedRegion: { startLine: 1 }, insertedContent: { binary: 'AAAA' } }] };
    assert.equal(only({ fixes: [{ artifactChanges: [change, binary] }] }).fix, undefined);
  });

  it('lets a byte-order mark pass', () => {
    assert.equal(read(`\uFEFF${simple([result()])}`).remarks.length, 1);
  });

  it('counts what cannot be read once for each reason', () => {
    const { remarks, problems } = read(
      simple([
        null as unknown as Json,
        result({ locations: [] }),
        result({ locations: [] }),
        result({ message: {}, ruleId: undefined }),
        result(),
      ]),
    );
    assert.equal(remarks.length, 1);
    assert.deepEqual(problems, [
      'lint has results that are no objects',
      'lint has results that name no file (2 times)',
      'lint has results without a message',
    ]);
  });

  it('tells that results are kept elsewhere, or that the analyzer broke off', () => {
    const { problems } = read(
      sarif({
        tool: { driver: { name: 'lint' } },
        externalPropertyFileReferences: { results: [{ location: { uri: 'r.json' } }] },
        invocations: [{ executionSuccessful: false }],
      }),
    );
    assert.equal(problems.length, 2);
    assert.match(problems[0]!, /other files/);
    assert.match(problems[1]!, /did not run to its end/);
  });

  for (const [name, text, reason] of [
    ['no JSON', 'hello', /not JSON/],
    ['nothing', '', /not JSON/],
    ['a list', '[]', /a JSON list/],
    ['a number', '5', /not SARIF/],
    ['other JSON', '{"findings":[]}', /not SARIF/],
    ['SARIF 2.0.0', '{"version":"2.0.0","runs":[]}', /SARIF 2\.0\.0/],
    ['SARIF 1.0.0', '{"version":"1.0.0","runs":[]}', /SARIF 1\.0\.0/],
    ['SARIF without a version', '{"runs":[]}', /unknown/],
  ] as const) {
    it(`refuses ${name} with the next step`, () => {
      const reading = readSarif(text, { roots: [root] });
      assert.equal(reading.state, 'refused');
      assert.match(reading.state === 'refused' ? reading.reason : '', reason);
      assert.notEqual(reading.state === 'refused' ? reading.next : '', '');
    });
  }

  it('reads 100,000 results and leaves out the rest, saying so', () => {
    const list = Array.from({ length: 100_010 }, (_, i) => result({ locations: [at('a.ts', { startLine: i + 1 })] }));
    const { remarks, problems } = read(simple(list));
    assert.equal(remarks.length, 100_000);
    assert.match(problems.join(), /beyond the first 100000.*10 times/);
  });
});
