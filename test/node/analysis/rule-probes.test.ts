import assert from 'node:assert/strict';
import { format } from 'prettier';
import type { Language } from '../../../src/core/analysis/language.js';
import { compileRule, matcherConfig } from '../../../src/node/analysis/compiled-rule.js';
import { readBuiltInRules } from '../../../src/node/analysis/built-in-rules.js';
import { openSyntax } from '../../../src/node/analysis/syntax.js';
import { assets } from './syntax-assets.js';

const syntax = openSyntax(assets);
const probed = readBuiltInRules().filter((rule) => rule.probe !== undefined);
const parsers: Partial<Record<Language, string>> = { javascript: 'babel', typescript: 'typescript', tsx: 'babel-tsx' };

/** The same code as people of other habits write it; what no formatter reads stays as it is. */
async function spellings(text: string, language: Language): Promise<string[]> {
  const parser = parsers[language] ?? 'babel';
  const styles = [1, 20, 80, 400].flatMap((printWidth) => [
    { printWidth, semi: true, singleQuote: true, bracketSpacing: true },
    { printWidth, semi: false, singleQuote: false, bracketSpacing: false },
  ]);
  const texts = await Promise.all(styles.map((style) => format(text, { parser, ...style }).catch(() => text)));
  return [...new Set([text, ...texts])];
}

describe('the probe of a rule', () => {
  it('stands in some rules, and in each of them beside examples', () => {
    assert.ok(probed.length >= 10);
  });

  for (const rule of probed) {
    for (const language of rule.language.filter((l) => parsers[l] !== undefined)) {
      it(`of ${rule.id} lets through whatever ast-grep finds in ${language}, however it is spelled`, async () => {
        await syntax.load([language]);
        const config = matcherConfig(syntax, language, rule);
        const { probe } = compileRule(rule, { checked: true, onBroken: (broken, reason) => assert.fail(`${broken.id}: ${reason}`) });
        let found = 0;
        for (const example of [...rule.examples.match, ...rule.examples.noMatch]) {
          for (const text of await spellings(example, language)) {
            const matches = syntax.withTree(language, text, (tree) => tree.sgRoot.findAll(config).map((node) => tree.keep(node)).length);
            if (matches === 0) continue;
            found += 1;
            assert.ok(probe!(text, 0) >= 0, text);
          }
        }
        assert.ok(found > 0);
      });
    }
  }
});
