// @ts-check
/** Every text of the extension's code that can be translated: the literal first argument of each call of `l10n.t`. */
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Language, Parser } from 'web-tree-sitter';

const resolve = createRequire(import.meta.url).resolve;

/**
 * The texts as VS Code's bundle has them: each is its own key.
 * @param {string} root the project's folder
 * @returns {Promise<Record<string, string>>} sorted
 */
export async function sourceTexts(root) {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-typescript.wasm')));
  const folder = path.join(root, 'src/vscode');
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts')).map((file) => path.join(folder, file));
  /** @type {Set<string>} */
  const texts = new Set();
  for (const file of [path.join(root, 'src/extension.ts'), ...files]) {
    const tree = parser.parse(await readFile(file, 'utf8'));
    for (const text of tree ? textsOf(tree.rootNode, path.relative(root, file)) : []) texts.add(text);
    tree?.delete();
  }
  parser.delete();
  return Object.fromEntries([...texts].sort().map((text) => [text, text]));
}

/**
 * The bundle's text, as it stands in its file.
 * @param {Record<string, string>} texts
 */
export function bundleText(texts) {
  return `${JSON.stringify(texts, null, 2)}\n`;
}

/**
 * @param {import('web-tree-sitter').Node} root
 * @param {string} file for messages
 * @returns {string[]}
 */
function textsOf(root, file) {
  return root.descendantsOfType('call_expression').flatMap((call) => {
    if (!call || !/(^|\.)l10n\.t$/.test(call.childForFieldName('function')?.text ?? '')) return [];
    const first = call.childForFieldName('arguments')?.namedChildren.find((child) => child?.type !== 'comment');
    // the editor's own call hands through what it is given
    if (first?.type === 'identifier' && file.endsWith('l10n-of-editor.ts')) return [];
    if (first?.type !== 'string') throw new Error(`${file}:${call.startPosition.row + 1}: l10n.t takes one string literal`);
    return [literal(first.text)];
  });
}

/** @param {string} source a string literal in single or double quotes */
function literal(source) {
  const inner = source.slice(1, -1).replaceAll("\\'", "'");
  return /** @type {string} */ (JSON.parse(`"${source.startsWith("'") ? inner.replace(/(?<!\\)"/g, '\\"') : inner}"`));
}
