/** What the editor's Problems say now, as plain data for the engine: errors and warnings of others, with the texts they speak of. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type * as vscode from 'vscode';
import type { EditorDiagnostic } from '../../core/analysis/outside/read-diagnostics.js';

/** The part of the window that is read. */
export type DiagnosticsWindow = {
  diagnostics: readonly (readonly [vscode.Uri, readonly vscode.Diagnostic[]])[];
  documents: readonly Pick<vscode.TextDocument, 'uri' | 'getText'>[];
};

/** `vscode.DiagnosticSeverity`, of which only the type is at hand. */
const levels: Partial<Record<number, EditorDiagnostic['level']>> = { 0: 'error', 1: 'warning' };

/** Only files below `root`; our own findings are left out. `texts` are those of open documents that something is said of, unsaved changes included. */
export function collectDiagnostics(
  window: DiagnosticsWindow,
  root: string,
): { diagnostics: EditorDiagnostic[]; texts: Record<string, string> } {
  const diagnostics: EditorDiagnostic[] = [];
  const texts: Record<string, string> = {};
  for (const [uri, list] of window.diagnostics) {
    const foreign = list.filter((one) => one.source !== 'reverie' && levels[one.severity] !== undefined);
    const file = uri.scheme === 'file' && foreign.length > 0 ? below(root, uri.fsPath) : undefined;
    if (file === undefined) continue;
    for (const { source, code, message, severity, range } of foreign) {
      const value = typeof code === 'object' ? code.value : code;
      diagnostics.push({
        file,
        source: source ?? '',
        ...(value !== undefined && { code: String(value) }),
        message,
        level: levels[severity] ?? 'warning',
        startLine: range.start.line + 1,
        startColumn: range.start.character + 1,
        endLine: range.end.line + 1,
        endColumn: range.end.character + 1,
      });
    }
    const document = window.documents.find((one) => one.uri.scheme === 'file' && one.uri.fsPath === uri.fsPath);
    if (document) texts[file] = document.getText();
  }
  return { diagnostics, texts };
}

/** The path as the repo knows it: a folder may be opened over a link. */
function below(root: string, file: string): string | undefined {
  if (isBelow(root, file)) return file;
  try {
    const real = realpathSync.native(file);
    return isBelow(root, real) ? real : undefined;
  } catch {
    return undefined; // not on disk
  }
}

function isBelow(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}
