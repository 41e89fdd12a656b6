import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { findSecrets } from '../../../src/core/analysis/find-secrets.js';
import { textRemarks } from '../../../src/core/analysis/text-remarks.js';
import { linesOf } from '../../../src/core/changes/lines.js';
import { sampleKey, sampleSecrets } from './sample-secrets.js';

/** What is said when the whole text is searched for whatever stands on the added lines. */
function wanted(text: string, added: { startLine: number; endLine: number }[]): string[] {
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  return findSecrets(text)
    .map(({ kind, start, end }) => ({ kind, startLine: lineAt(start), endLine: lineAt(end) }))
    .filter((secret) => added.some((range) => range.startLine <= secret.endLine && secret.startLine <= range.endLine))
    .map(({ kind, startLine }) => `secret/${kind}:${startLine}`);
}

describe('textRemarks', () => {
  it('finds near the added lines whatever a search of the whole text finds on them', () => {
    const secrets = sampleSecrets.filter(({ kind }) => kind !== 'generic-secret' && kind !== 'basic-auth').map(({ text }) => text);
    const piece = fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 1, max: 40 }).map((n) => 'total = 1;\n'.repeat(n)) },
      { weight: 3, arbitrary: fc.constantFrom(...secrets) },
      { weight: 1, arbitrary: fc.constantFrom('secret_access_key =\n\n', sampleKey('\n')) },
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), fc.array(fc.nat(300), { minLength: 1, maxLength: 4 }), (parts, at) => {
        const text = `${parts.join('\n')}\n`;
        const lines = linesOf(text);
        const starts = [...new Set(at.map((n) => (n % lines.length) + 1))].sort((a, b) => a - b);
        const added = starts.map((line) => ({ startLine: line, endLine: line }));
        const said = textRemarks({ path: 'src/a.ts', text, lines, added }).map(({ rule, startLine }) => `${rule}:${startLine}`);
        assert.deepEqual([...new Set(said)].sort(), [...new Set(wanted(text, added))].sort());
      }),
      { numRuns: 300 },
    );
  });
});
