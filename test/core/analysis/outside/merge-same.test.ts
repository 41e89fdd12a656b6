import assert from 'node:assert/strict';
import { mergeSame } from '../../../../src/core/analysis/outside/merge-same.js';
import { broaderThanOurs, ruleName, sameAsOurs, toolName } from '../../../../src/core/analysis/outside/rule-name.js';
import { isSecurity } from '../../../../src/core/analysis/security.js';
import type { Candidate } from '../../../../src/core/review/finding.js';
import { readBuiltInRules } from '../../../../src/node/analysis/built-in-rules.js';

function candidate(name: string, rule: string, more: Partial<Candidate> = {}, startLine = 3): Candidate {
  return {
    category: 'correctness',
    severity: 'medium',
    confidence: 0.7,
    title: `${rule} says so`,
    body: 'Why.',
    rule,
    source: { kind: 'analyzer', name },
    anchor: { state: 'exact', path: 'a.js', side: 'new', startLine, endLine: startLine, quote: 'x', context: { before: [], after: [] } },
    ...more,
  };
}

const ours = candidate('rules', 'js/debugger', { severity: 'low' });

describe('mergeSame', () => {
  it('makes one finding of the same rule on the same line, naming both and staying what it was', () => {
    const [merged, ...rest] = mergeSame([ours, candidate('eslint', ruleName('eslint', 'no-debugger'), { confidence: 0.9 })]);
    assert.deepEqual(rest, []);
    assert.equal(merged?.rule, 'js/debugger');
    assert.equal(merged?.title, ours.title);
    assert.equal(merged?.severity, 'low');
    assert.equal(merged?.confidence, 0.9);
    assert.deepEqual(merged?.also, [{ kind: 'analyzer', name: 'eslint', rule: 'js/debugger' }]);
    assert.match(merged?.body ?? '', /Also reported by eslint\./);
  });

  it('names a third one too', () => {
    const [merged] = mergeSame([ours, candidate('eslint', 'js/debugger'), candidate('oxlint', 'js/debugger')]);
    assert.deepEqual(
      merged?.also?.map((a) => a.name),
      ['eslint', 'oxlint'],
    );
    assert.equal(merged?.body.match(/Also reported by/g)?.length, 1);
  });

  it('merges a rule known to be wider where ours reports, and keeps it as it is elsewhere', () => {
    assert.equal(mergeSame([candidate('rules', 'js/empty-catch'), candidate('eslint', 'eslint/no-empty')]).length, 1);
    assert.equal(mergeSame([candidate('rules', 'js/empty-catch'), candidate('eslint', 'eslint/no-empty', {}, 4)]).length, 2);
  });

  it('merges by a specific CWE in common, and security stays', () => {
    const [merged, ...rest] = mergeSame([
      candidate('rules', 'js/sql-string', { cwe: ['CWE-89'] }),
      candidate('codeql', 'codeql/js/sql-injection', { cwe: ['CWE-20', 'CWE-89'], category: 'security' }),
    ]);
    assert.deepEqual(rest, []);
    assert.deepEqual(merged?.cwe, ['CWE-89', 'CWE-20']);
    assert.equal(merged?.category, 'security');
    assert.match(merged?.body ?? '', /codeql \(codeql\/js\/sql-injection\)/);
  });

  it('invariant 4: a finding becomes security when the other analyzer says so', () => {
    const [merged] = mergeSame([ours, candidate('semgrep', 'js/debugger', { cwe: ['CWE-489'] })]);
    assert.ok(merged && isSecurity(merged));
  });

  it('merges nothing that is not certain', () => {
    for (const other of [
      candidate('eslint', 'eslint/no-undef'),
      candidate('eslint', 'js/debugger', {}, 4),
      candidate('eslint', 'js/debugger', { anchor: { ...ours.anchor, path: 'b.js' } }),
      candidate('eslint', 'js/debugger', { anchor: { ...ours.anchor, side: 'old' } as Candidate['anchor'] }),
      candidate('rules', 'js/debugger'),
      candidate('bugs', 'js/debugger', { source: { kind: 'specialist', name: 'bugs' } }),
    ]) {
      assert.equal(mergeSame([ours, other]).length, 2, JSON.stringify(other));
    }
    const wide = { cwe: ['CWE-20'] };
    assert.equal(mergeSame([candidate('rules', 'a', wide), candidate('codeql', 'b', wide)]).length, 2);
  });

  it('keeps two results of one analyzer two, when each has a counterpart', () => {
    const cwe = { cwe: ['CWE-79'] };
    const found = mergeSame([candidate('rules', 'a', cwe), candidate('codeql', 'b', cwe), candidate('codeql', 'c', cwe)]);
    assert.equal(found.length, 2);
  });

  it('takes the other one’s fix when there is none', () => {
    const fix = { edits: [{ path: 'a.js', startLine: 3, endLine: 3, expect: 'x', replace: '' }] };
    assert.deepEqual(mergeSame([ours, candidate('eslint', 'js/debugger', { fix })])[0]?.fix, fix);
  });

  it('knows the editor’s own report of an analyzer for the same as its file', () => {
    const [merged, ...rest] = mergeSame([
      candidate('eslint', 'eslint/x'),
      candidate('eslint', 'eslint/x', { source: { kind: 'analyzer', name: 'eslint', via: 'editor' } }),
    ]);
    assert.deepEqual(rest, []);
    assert.equal(merged?.also?.[0]?.via, 'editor');
    assert.doesNotMatch(merged?.body ?? '', /Also/);
  });
});

describe('ruleName', () => {
  it('gives a rule one name, whoever applies it', () => {
    for (const [tool, rule] of [
      ['eslint', 'no-unused-vars'],
      ['oxlint', 'eslint(no-unused-vars)'],
    ] as const)
      assert.equal(ruleName(tool, rule), 'eslint/no-unused-vars');
    assert.equal(ruleName('oxlint', 'typescript-eslint(no-explicit-any)'), 'eslint/@typescript-eslint/no-explicit-any');
    assert.equal(ruleName('eslint', '@typescript-eslint/no-explicit-any'), 'eslint/@typescript-eslint/no-explicit-any');
    assert.equal(ruleName('oxlint', 'eslint-plugin-unicorn(no-null)'), 'eslint/unicorn/no-null');
    assert.equal(ruleName('oxlint', 'oxc(no-map-spread)'), 'oxlint/oxc/no-map-spread');
    assert.equal(ruleName('oxlint', 'eslint(no-debugger)'), 'js/debugger');
    assert.equal(ruleName('reverie', 'py/eval'), 'py/eval');
  });

  it('is one word whatever stands there', () => {
    assert.equal(ruleName('x', ' a b\n`c`\u202e<d> '), 'x/a-b-cd');
    assert.equal(ruleName('x', 'constructor'), 'x/constructor');
    assert.equal(toolName('Semgrep OSS'), 'semgrep');
    assert.equal(toolName('__proto__'), '__proto__');
    assert.equal(toolName(''), 'unknown');
  });

  it('names only rules that there are', () => {
    const known = new Set(readBuiltInRules().map((rule) => rule.id));
    for (const id of [...Object.values(sameAsOurs), ...Object.values(broaderThanOurs).flat()]) assert.ok(known.has(id), id);
  });
});
