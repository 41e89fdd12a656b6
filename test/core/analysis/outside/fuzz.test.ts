import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readAnalyzerCommands } from '../../../../src/core/analysis/outside/analyzer-commands.js';
import { readEslintJson } from '../../../../src/core/analysis/outside/read-eslint-json.js';
import { readSarif } from '../../../../src/core/analysis/outside/read-sarif.js';
import { safeText, titleOf, withoutLinks } from '../../../../src/core/analysis/outside/safe-text.js';
import { textPlaces } from '../../../../src/core/analysis/outside/text-places.js';
import { codeql, eslint, gosec, roslyn, root, semgrep } from './sarif-samples.js';

/** The samples with one value anywhere replaced by something else. */
const damaged = fc.tuple(fc.constantFrom(codeql, eslint, gosec, roslyn, semgrep), fc.nat(), fc.jsonValue()).map(([text, at, value]) => {
  const log: unknown = JSON.parse(text);
  const places: (() => void)[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      const holder = node as Record<string, unknown>;
      places.push(() => (holder[key] = value));
      visit(holder[key]);
    }
  };
  visit(log);
  places[at % places.length]?.();
  return JSON.stringify(log);
});

describe('reading what nobody vouches for', () => {
  it('never throws on any text or JSON', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          damaged,
          fc.jsonValue().map((runs) => JSON.stringify({ version: '2.1.0', runs })),
        ),
        (text) => {
          readSarif(text, { roots: [root] });
          readEslintJson(text, { roots: [root] });
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('gives only paths below the root, whatever the address', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '%2e%2e', 'a', '\\', '/', 'file:', '//', 'C:', '%00', '%', ' '), fc.string());
    fc.assert(
      fc.property(
        fc.array(part).map((parts) => parts.join('/')),
        (uri) => {
          const log = {
            version: '2.1.0',
            runs: [
              {
                tool: { driver: { name: 't' } },
                results: [{ message: { text: 'm' }, locations: [{ physicalLocation: { artifactLocation: { uri } } }] }],
              },
            ],
          };
          const reading = readSarif(JSON.stringify(log), { roots: [root] });
          for (const { path } of reading.state === 'read' ? reading.remarks : []) {
            assert.ok(!path.startsWith('/') && !path.split('/').includes('..') && path !== '' && !path.includes('\0'), path);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('shows no link and no HTML outside of code', () => {
    const part = fc.constantFrom('[', ']', '(', ')', '`', '<', '>', '!', 'a', '<img src=x>', '[x](command:y)', '\n', '\\', ':', '/', ' ');
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 40 }).map((parts) => parts.join('')),
        (text) => {
          for (const safe of [safeText(withoutLinks(text)), safeText(titleOf(withoutLinks(text)))]) {
            const outside = safe.replaceAll(/`[^`\n]+`/g, '·');
            assert.doesNotMatch(outside, /<[a-z/!?]/i, safe);
            assert.doesNotMatch(outside, /\]\(/, safe);
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('takes no more than linear time over hostile messages', () => {
    for (const bad of ['[', '`', '<a', '![', '[a](', '{{', '\\[', '<'.repeat(3), '](']) {
      const reading = readSarif(
        JSON.stringify({
          version: '2.1.0',
          runs: [
            {
              tool: { driver: { name: 't' } },
              results: [
                {
                  message: { text: bad.repeat(300_000), arguments: ['x'] },
                  locations: [{ physicalLocation: { artifactLocation: { uri: 'a' } } }],
                },
              ],
            },
          ],
        }),
        { roots: [root] },
      );
      assert.equal(reading.state, 'read');
    }
  });

  it('places every region inside the text or nowhere', () => {
    const number = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.maxSafeNat());
    const region = fc.oneof(
      fc.record({
        unit: fc.constant('line' as const),
        startLine: fc.integer({ min: 1, max: 9 }),
        endLine: fc.integer({ min: 1, max: 9 }),
        startColumn: number,
        endColumn: number,
      }),
      fc.record({ unit: fc.constantFrom('char' as const, 'byte' as const), offset: number, length: number }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', '\n', '\r\n', '😀', 'é', '\uFEFF')).map((p) => p.join('')),
        region,
        fc.constantFrom('utf16' as const, 'codepoint' as const, undefined),
        (text, where, columns) => {
          const places = textPlaces(text);
          const place = places.place(
            where.unit === 'line'
              ? {
                  ...where,
                  endLine: Math.max(where.startLine, where.endLine),
                  startColumn: where.startColumn || 1,
                  endColumn: where.endColumn || 1,
                }
              : where,
            columns,
          );
          if (!place) return;
          assert.ok(place.startLine >= 1 && place.endLine >= place.startLine && place.endLine <= places.lines.length);
          if (place.start !== undefined && place.end !== undefined) assert.ok(place.start <= place.end && place.end <= text.length);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('takes any value for a setting and keeps the commands that are right', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void readAnalyzerCommands(value)));
    const { commands, problems } = readAnalyzerCommands([
      { name: 'a', command: ['x'] },
      { name: 'a', command: ['y'] },
      { name: 'b', command: 'sh -c' },
      5,
    ]);
    assert.deepEqual(commands, [{ name: 'a', command: ['x'] }]);
    assert.equal(problems.length, 3);
  });
});
