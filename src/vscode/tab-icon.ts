/** The icon in the tab of a webview: tabs colour no icon by themselves, so that each kind of theme has its own. */
import * as vscode from 'vscode';

export function tabIcon(extensionUri: vscode.Uri): { light: vscode.Uri; dark: vscode.Uri } {
  const icon = (theme: string) => vscode.Uri.joinPath(extensionUri, 'media', `reverie-${theme}.svg`);
  return { light: icon('light'), dark: icon('dark') };
}
