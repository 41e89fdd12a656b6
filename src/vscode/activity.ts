/** Signs of a person at work: window state, edits, selections, scrolling, terminals, and starting (not running) tasks and debug sessions. */
import * as vscode from 'vscode';

export function onActivity(seen: () => void): vscode.Disposable {
  // an output channel grows by itself: only files and notebooks are a person's
  const byPerson = ({ document }: { document: vscode.TextDocument }) => {
    if (document.uri.scheme !== 'output') seen();
  };
  return vscode.Disposable.from(
    vscode.window.onDidChangeWindowState((state) => {
      if (state.focused || state.active) seen();
    }),
    vscode.workspace.onDidChangeTextDocument(byPerson),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => byPerson(textEditor)),
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => byPerson(textEditor)),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor) byPerson(editor);
    }),
    vscode.window.onDidChangeNotebookEditorSelection(seen),
    vscode.window.onDidOpenTerminal(seen),
    vscode.window.onDidChangeActiveTerminal(seen),
    vscode.window.onDidChangeTerminalState(seen),
    vscode.tasks.onDidStartTask(seen),
    vscode.debug.onDidStartDebugSession(seen),
  );
}
