import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { fileIndex } from '../../../../src/core/analysis/cross-file/file-index.js';
import { resolveScript, scriptNames } from '../../../../src/core/analysis/cross-file/resolve-script.js';

describe('scriptNames', () => {
  it('refuses no specifier that leads to one of the modules', () => {
    const part = fc.constantFrom('a', 'b', 'index', 'src', 'a.b', 'x.test');
    const ending = fc.constantFrom('.ts', '.tsx', '.d.ts', '.js', '.mjs', '.json', '.mts');
    const path = fc
      .tuple(fc.array(part, { maxLength: 3 }), part, ending)
      .map(([folders, name, end]) => [...folders, `${name}${end}`].join('/'));
    const head = fc.constantFrom('./', '../', '../../', '@/', '~/', '.', '..', './.', 'src/');
    const specifier = fc
      .tuple(head, fc.array(part, { maxLength: 2 }), fc.constantFrom('', '.js', '.ts', '.mjs', '/', '?raw', '.d'))
      .map(([start, parts, end]) => start + parts.join('/') + end);
    fc.assert(
      fc.property(
        fc.array(path, { minLength: 1, maxLength: 6 }),
        fc.array(specifier, { minLength: 1, maxLength: 8 }),
        path,
        (paths, specifiers, from) => {
          const files = fileIndex(new Set(paths));
          for (const text of specifiers) {
            const resolved = resolveScript(text, from, files);
            if (resolved.state === 'file') assert.ok(scriptNames([resolved.path])(text), `${text} → ${resolved.path}`);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('refuses what is named otherwise', () => {
    const named = scriptNames(['src/cart.ts', 'src/shop/index.ts']);
    assert.deepEqual(['./cart', './cart.js', '@/shop', '.', './order', 'react'].map(named), [true, true, true, true, false, false]);
  });
});
