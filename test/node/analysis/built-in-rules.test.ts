import assert from 'node:assert/strict';
import { type Language, languages } from '../../../src/core/analysis/language.js';
import type { Remark } from '../../../src/core/analysis/remark.js';
import type { Rule } from '../../../src/core/analysis/rule.js';
import { type CompiledRule, compileRule, matcherConfig } from '../../../src/node/analysis/compiled-rule.js';
import { readBuiltInRules } from '../../../src/node/analysis/built-in-rules.js';
import { ruleRemarks } from '../../../src/node/analysis/rule-remarks.js';
import { openSyntax } from '../../../src/node/analysis/syntax.js';
import { assets } from './syntax-assets.js';

const syntax = openSyntax(assets);
const rules = readBuiltInRules();

function compiled(rule: Rule): CompiledRule {
  return compileRule(rule, { checked: false, onBroken: (broken, reason) => assert.fail(`${broken.id}: ${reason}`) });
}

/** Lines of the rule's remarks on a text that is new as a whole. */
async function remarksOn(rule: Rule, language: Language, text: string): Promise<number[]> {
  return (await remarks([compiled(rule)], language, text)).map((remark) => remark.startLine);
}

async function remarks(own: CompiledRule[], language: Language, text: string): Promise<Remark[]> {
  await syntax.load([language]);
  const all = { startLine: 1, endLine: text.split('\n').length };
  const hunk = { old: { startLine: 1, endLine: 0 }, new: all };
  return ruleRemarks({ syntax, language, rules: own, text, added: [all], hunks: [hunk], oldText: async () => undefined });
}

/** What ast-grep itself finds, without any of the short cuts. */
async function plainCount(rule: Rule, language: Language, text: string): Promise<number> {
  await syntax.load([language]);
  const config = matcherConfig(syntax, language, rule);
  return syntax.withTree(language, text, (tree) => tree.sgRoot.findAll(config).map((node) => tree.keep(node)).length);
}

const byText = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);

describe('the built-in rules', () => {
  it('are at least 20, 8 of them for Python, each with its own id', () => {
    assert.ok(rules.length >= 20);
    assert.ok(rules.filter((rule) => rule.language.includes('python')).length >= 8);
    assert.equal(new Set(rules.map((rule) => rule.id)).size, rules.length);
  });

  for (const rule of rules) {
    describe(rule.id, () => {
      it('says what is wrong in a short title, and why in a body', () => {
        assert.ok(rule.message.length <= 70, `${rule.message.length} characters`);
        assert.ok(rule.note.length >= 40);
        assert.ok(!/[.!]$/.test(rule.message));
        assert.ok(rule.examples.match.length > 0 && rule.examples.noMatch.length > 0);
        assert.ok(rule.category !== 'security' || rule.cwe, 'a security rule names its CWE');
      });
      for (const language of rule.language) {
        for (const example of rule.examples.match) {
          it(`finds in ${language}: ${example.slice(0, 70).trim()}`, async () => {
            const lines = await remarksOn(rule, language, example);
            assert.ok(lines.length > 0);
            assert.ok((await plainCount(rule, language, example)) >= lines.length);
          });
        }
        for (const example of rule.examples.noMatch) {
          it(`leaves alone in ${language}: ${example.slice(0, 70).trim()}`, async () => {
            assert.deepEqual(await remarksOn(rule, language, example), []);
            assert.equal(await plainCount(rule, language, example), 0);
          });
        }
      }
    });
  }

  // TypeScript's rules are those of TSX, whose syntax is a superset of JavaScript's
  for (const language of languages.filter((name) => name !== 'javascript' && name !== 'typescript')) {
    it(`lose no match to the short cuts in ${language}, whatever stands around the examples`, async function () {
      this.timeout(120_000);
      const own = rules.filter((rule) => rule.language.includes(language)).map(compiled);
      for (const sample of own.flatMap(({ rule }) => [...rule.examples.match, ...rule.examples.noMatch])) {
        const found = new Set((await remarks(own, language, sample)).map((remark) => remark.rule));
        const plain = syntax.withTree(language, sample, (tree) =>
          own.filter((rule) => tree.sgRoot.findAll(rule.configFor(syntax, language)).map((node) => tree.keep(node)).length > 0),
        );
        assert.deepEqual([...found].sort(byText), plain.map(({ rule }) => rule.id).sort(byText), sample);
      }
    });
  }
});
