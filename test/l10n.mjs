// @ts-check
/** Writes the extension's texts to media/l10n/bundle.l10n.json, from which translations are made. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleText, sourceTexts } from './l10n-texts.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const file = path.join(root, 'media/l10n/bundle.l10n.json');
const texts = await sourceTexts(root);
await mkdir(path.dirname(file), { recursive: true });
await writeFile(file, bundleText(texts));
console.log(`${Object.keys(texts).length} texts in ${path.relative(root, file)}`);
