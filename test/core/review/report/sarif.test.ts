import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Log, Result } from 'sarif';
import type { Finding } from '../../../../src/core/review/finding.js';
import { publicRemote } from '../../../../src/core/review/report/public-remote.js';
import { reviewSarif, sarifText } from '../../../../src/core/review/report/sarif.js';
import { sampleFinding, sampleReport } from '../../../cli/sample-report.js';
import { anyReport } from '../../../support/any-report.js';
import { sarifErrors } from '../../../support/sarif-schema.js';

const options = { version: '0.1.0' };
const resultsOf = (log: Log): Result[] => log.runs[0]?.results ?? [];

describe('a review as SARIF', () => {
  const log = reviewSarif(sampleReport(), { ...options, repositoryUri: 'https://example.org/r.git' });
  const [first, second, secret, fixed, dismissed, held] = resultsOf(log);

  it('is valid, whatever the review', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const text = sarifText(reviewSarif(report, options));
        assert.deepEqual(sarifErrors(JSON.parse(text)), []);
        assert.equal(resultsOf(JSON.parse(text) as Log).length, report.findings.length + report.heldBack.length);
      }),
      { numRuns: 300 },
    );
  });

  it('is checked by a schema that refuses what is wrong', () => {
    assert.deepEqual(sarifErrors(log), []);
    assert.notDeepEqual(sarifErrors({ version: '2.1.0' }), []);
    assert.notDeepEqual(sarifErrors({ ...log, extra: 1 }), []);
    const broken = structuredClone(log);
    Object.assign(broken.runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation ?? {}, { uri: 'a b' });
    assert.notDeepEqual(sarifErrors(broken), []);
  });

  it('places a result on its lines with what stands there, its symbol and its identity', () => {
    assert.deepEqual(first?.locations, [
      {
        physicalLocation: {
          artifactLocation: { uri: 'src/cart.ts', uriBaseId: 'SRCROOT' },
          region: { startLine: 12, endLine: 12, snippet: { text: '    save(cart);' } },
        },
        logicalLocations: [{ fullyQualifiedName: 'Cart.close' }],
      },
    ]);
    assert.deepEqual(first.partialFingerprints, { 'reverieFingerprint/v1': '9f3a12bc00000001' });
    assert.deepEqual([first.level, first.baselineState, first.suppressions], ['error', 'new', []]);
  });

  it('gives no region to a finding on a file or on removed lines, and says so', () => {
    assert.equal(secret?.locations?.[0]?.physicalLocation?.region, undefined);
    assert.match(secret?.message.text ?? '', /Placed on the file: the quoted code stands in 3 places/);
    const anchor: Finding['anchor'] = {
      state: 'exact',
      path: 'gone.ts',
      side: 'old',
      startLine: 3,
      endLine: 3,
      quote: 'x',
      context: { before: [], after: [] },
    };
    const [removed] = resultsOf(reviewSarif(sampleReport({ findings: [sampleFinding({ anchor })], heldBack: [] }), options));
    assert.equal(removed?.locations?.[0]?.physicalLocation?.region, undefined);
    assert.match(removed?.message.text ?? '', /In the removed lines/);
  });

  it('tells since when, and what silences a result', () => {
    assert.deepEqual(
      [first, second, secret, fixed, dismissed].map((r) => r?.baselineState),
      ['new', 'unchanged', 'new', 'absent', 'unchanged'],
    );
    assert.deepEqual(dismissed?.suppressions, [{ kind: 'external', status: 'accepted', justification: 'Dismissed in Reverie' }]);
    assert.deepEqual(held?.suppressions, [
      {
        kind: 'external',
        status: 'accepted',
        justification: 'Held back by memory: console.log in scripts/ is intended (quiet-console-7x)',
      },
    ]);
    const inline = { finding: sampleFinding(), why: 'reverie-ignore in src/cart.ts:11: it cannot fail' };
    const [, ignored] = resultsOf(reviewSarif(sampleReport({ findings: [sampleFinding()], heldBack: [inline] }), options));
    assert.deepEqual(ignored?.suppressions, [{ kind: 'inSource', status: 'accepted', justification: inline.why }]);
  });

  it('describes each rule once, with tags and a number for security', () => {
    const rules = log.runs[0]?.tool.driver.rules ?? [];
    assert.equal(new Set(rules.map((r) => r.id)).size, rules.length);
    for (const result of resultsOf(log)) assert.equal(rules[result.ruleIndex ?? -1]?.id, result.ruleId);
    const rule = rules.find((r) => r.id === 'secret');
    assert.deepEqual(rule?.properties?.tags, ['security', 'external/cwe/cwe-755']);
    assert.equal(rule?.properties?.['security-severity'], '9.5');
    assert.equal(rules.find((r) => r.id === 'no-console')?.properties?.['security-severity'], undefined);
  });

  it('writes a fix as whole lines, and none that is not known to the letter', () => {
    assert.equal(secret?.fixes, undefined);
    const fix = {
      edits: [
        { path: 'src/a b.ts', startLine: 2, endLine: 3, expect: 'if (a) {\n  b();', replace: 'b();' },
        { path: 'src/a b.ts', startLine: 9, endLine: 8, expect: '', replace: 'c();' },
      ],
    };
    const [result] = resultsOf(reviewSarif(sampleReport({ findings: [sampleFinding({ fix })], heldBack: [] }), options));
    assert.deepEqual(result?.fixes?.[0]?.artifactChanges, [
      {
        artifactLocation: { uri: 'src/a%20b.ts', uriBaseId: 'SRCROOT' },
        replacements: [
          { deletedRegion: { startLine: 2, startColumn: 1, endLine: 3, endColumn: 7 }, insertedContent: { text: 'b();' } },
          { deletedRegion: { startLine: 9, startColumn: 1, endLine: 9, endColumn: 1 }, insertedContent: { text: 'c();\n' } },
        ],
      },
    ]);
  });

  it('invariant 1: tells what was not reviewed and what went wrong', () => {
    const [invocation] = log.runs[0]?.invocations ?? [];
    assert.equal(invocation?.executionSuccessful, true);
    assert.deepEqual(
      invocation.toolExecutionNotifications?.map((n) => [n.level, n.message.text]),
      [
        ['warning', 'a lesson is broken: lessons/x.md'],
        ['note', 'package-lock.json was not reviewed: lock file'],
        ['warning', 'src/odd.ts was not reviewed: not UTF-8'],
      ],
    );
    const failed = sampleReport();
    const run = reviewSarif({ ...failed, review: { ...failed.review, state: 'cancelled', reason: 'stopped' } }, options).runs[0];
    assert.equal(run?.invocations?.[0]?.executionSuccessful, false);
    assert.match(run?.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text ?? '', /was cancelled: stopped/);
  });

  it('names the repository only by an address that may be published', () => {
    assert.deepEqual(log.runs[0]?.versionControlProvenance, [
      { repositoryUri: 'https://example.org/r.git', revisionId: 'a'.repeat(40), mappedTo: { uriBaseId: 'SRCROOT' } },
    ]);
    assert.equal(reviewSarif(sampleReport(), options).runs[0]?.versionControlProvenance, undefined);
    const table: [remote: string, address: string | undefined][] = [
      ['https://me:token@github.com/o/r.git', 'https://github.com/o/r.git'],
      ['https://x.example:8443/o/r?token=1#f', 'https://x.example:8443/o/r'],
      ['ssh://git@x.example:22/o/r', 'https://x.example/o/r'],
      ['git@github.com:o/r.git', 'https://github.com/o/r.git'],
      ['/srv/git/r.git', undefined],
      ['file:///home/me/r', undefined],
      ['C:\\repos\\r', undefined],
      ['ext::sh -c rm', undefined],
      ['../r', undefined],
    ];
    for (const [remote, address] of table) assert.equal(publicRemote(remote), address, remote);
  });

  it('makes neither links nor placeholders of a text from outside', () => {
    const finding = sampleFinding({ title: 'See [this](command:evil) {0}', body: '<img src=x> [a](command:b)' });
    const [result] = resultsOf(reviewSarif(sampleReport({ findings: [finding], heldBack: [] }), options));
    assert.ok(!/\]\(|\{0\}/.test(result?.message.text ?? ''));
    assert.ok(!/\]\(|<img/.test(result?.message.markdown ?? ''));
  });
});
