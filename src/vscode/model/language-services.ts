/** The editor's language services for agents: definitions, references and diagnostics of the work tree, and nothing outside of it. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type * as vscode from 'vscode';
import type { CodePlace, LanguageServices } from '../../core/review/agents/tools/repo-reading.js';

/** The part of VS Code that is used: `vscode` itself, or a test's. */
export type LanguageApi = Pick<typeof vscode, 'Uri' | 'Position'> & {
  commands: Pick<typeof vscode.commands, 'executeCommand'>;
  languages: { getDiagnostics(uri: vscode.Uri): vscode.Diagnostic[] };
  workspace: Pick<typeof vscode.workspace, 'openTextDocument'>;
};

/** A language server that is still starting must not hold up a review: the engine searches by text then. */
const patienceMs = 5_000;
/** More places than this are read by nobody. */
const mostPlaces = 200;
const severities = ['error', 'warning', 'info', 'hint'];

/** Paths are relative to `root`, with `/`. A service that fails, or takes too long, has nothing to say. */
export function languageServices(api: LanguageApi, root: string): LanguageServices {
  const places = async (
    command: 'vscode.executeDefinitionProvider' | 'vscode.executeReferenceProvider',
    file: string,
    line: number,
    symbol: string,
    signal: AbortSignal,
  ): Promise<CodePlace[]> => {
    const uri = await uriBelow(api, root, file);
    if (!uri) return [];
    const document = await api.workspace.openTextDocument(uri);
    const text = lineText(document, line);
    const column = text === undefined ? -1 : columnOf(text, symbol);
    // another version of the file is under review, or the model has miscounted
    if (column < 0) return [];
    const found = await api.commands.executeCommand<readonly (vscode.Location | vscode.LocationLink)[] | undefined>(
      command,
      uri,
      new api.Position(line - 1, column),
    );
    signal.throwIfAborted();
    return placesOf(api, root, found ?? []);
  };

  return {
    definition: (file, line, symbol, signal) =>
      orNothing((own) => places('vscode.executeDefinitionProvider', file, line, symbol, own), signal),
    references: (file, line, symbol, signal) =>
      orNothing((own) => places('vscode.executeReferenceProvider', file, line, symbol, own), signal),
    diagnostics: (file, signal) =>
      orNothing(async () => {
        const uri = await uriBelow(api, root, file);
        const said = uri ? api.languages.getDiagnostics(uri) : [];
        // our own findings are not what the language says
        return said
          .filter(({ source }) => source !== 'reverie')
          .map(({ range, severity, message, source }) => ({
            line: range.start.line + 1,
            severity: severities[severity] ?? 'info',
            message,
            source: source ?? '',
          }));
      }, signal),
  };
}

/** Rejects only when aborted from outside. */
async function orNothing<T>(ask: (signal: AbortSignal) => Promise<T[]>, signal: AbortSignal): Promise<T[]> {
  const own = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  own.throwIfAborted();
  let stop: () => void = () => undefined;
  const stopped = new Promise<T[]>((resolve) => {
    stop = () => resolve([]);
    own.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([
      stopped,
      // a provider is another extension's code: what it throws says nothing about the code under review
      ask(own).catch(() => []),
    ]);
  } finally {
    own.removeEventListener('abort', stop);
    signal.throwIfAborted();
  }
}

async function placesOf(api: LanguageApi, root: string, found: readonly (vscode.Location | vscode.LocationLink)[]): Promise<CodePlace[]> {
  const places: CodePlace[] = [];
  for (const one of found.slice(0, mostPlaces)) {
    const [uri, range] = 'targetUri' in one ? [one.targetUri, one.targetSelectionRange ?? one.targetRange] : [one.uri, one.range];
    const file = uri.scheme === 'file' ? await pathBelow(root, uri.fsPath) : undefined;
    if (file === undefined) continue;
    const text = lineText(await api.workspace.openTextDocument(uri), range.start.line + 1);
    if (text !== undefined) places.push({ path: file, line: range.start.line + 1, text });
  }
  return places;
}

async function uriBelow(api: LanguageApi, root: string, file: string): Promise<vscode.Uri | undefined> {
  const absolute = path.resolve(root, file);
  return (await pathBelow(root, absolute)) === undefined ? undefined : api.Uri.file(absolute);
}

/** The path from the root, of a file that really lies there: links that lead out, and git's own folder, do not count. */
async function pathBelow(root: string, absolute: string): Promise<string | undefined> {
  try {
    const relative = path.relative(await realpath(root), await realpath(absolute));
    const parts = relative.split(path.sep);
    if (relative === '' || path.isAbsolute(relative) || parts[0] === '..') return undefined;
    return parts.some((part) => part.toLowerCase() === '.git') ? undefined : parts.join('/');
  } catch {
    return undefined; // not on disk
  }
}

function lineText(document: Pick<vscode.TextDocument, 'lineCount' | 'lineAt'>, line: number): string | undefined {
  return line >= 1 && line <= document.lineCount ? document.lineAt(line - 1).text : undefined;
}

/** Where the last part of a name (`a.b`, `A::b`) stands as a whole word; -1 when it does not. */
function columnOf(text: string, symbol: string): number {
  const name = symbol.split(/\.|::|->/).at(-1) || symbol;
  const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}_$]/u.test(character);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!isWord(text[at - 1]) && !isWord(text[at + name.length])) return at;
  }
  return -1;
}
