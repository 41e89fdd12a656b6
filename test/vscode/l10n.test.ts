import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { l10n, translateWith } from '../../src/vscode/l10n.js';
import { count } from '../../src/vscode/words.js';
import { bundleText, sourceTexts } from '../l10n-texts.mjs';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { l10n: string };

describe('texts that can be translated', () => {
  it('keeps the bundle equal to the texts of the code (npm run l10n)', async () => {
    const texts = await sourceTexts('.');
    assert.ok(Object.keys(texts).length > 200, String(Object.keys(texts).length));
    assert.equal(manifest.l10n, './media/l10n');
    assert.equal(readFileSync('media/l10n/bundle.l10n.json', 'utf8'), bundleText(texts));
  });

  it('fills in values without an editor, and leaves what no value is given for', () => {
    assert.equal(l10n.t('{0} of {1}, {2}', 3, 'five {0}'), '3 of five {0}, {2}');
    assert.equal(l10n.t('as it {0} is'), 'as it {0} is');
  });

  it('speaks the language of the editor once that is known', () => {
    try {
      translateWith((message, ...values) => `[${message}|${values.join()}]`);
      assert.equal(count(2, 'finding'), '[{0} findings|2]');
      assert.equal(count(1, 'finding'), '[1 finding|]');
    } finally {
      translateWith((message, ...values) => message.replace(/\{(\d+)\}/g, (mark, index: string) => String(values[Number(index)] ?? mark)));
    }
  });
});
