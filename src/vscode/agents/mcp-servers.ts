/** Offers Reverie's MCP server to VS Code: a process of its own, with records of its own, on the folders of the window. */
import * as vscode from 'vscode';

/** `program` is the command line's file; it runs in VS Code's own Node. */
export function mcpServers(program: string, version: string): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const again = () => changed.fire();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeWorkspaceFolders(again),
    vscode.workspace.onDidGrantWorkspaceTrust(again),
    vscode.lm.registerMcpServerDefinitionProvider('reverie.mcp', {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () => {
        const folder = vscode.workspace.workspaceFolders?.find((f) => f.uri.scheme === 'file');
        if (!folder || !vscode.workspace.isTrusted) return [];
        const env = { ELECTRON_RUN_AS_NODE: '1' };
        const server = new vscode.McpStdioServerDefinition('Reverie', process.execPath, [program, 'mcp'], env, version);
        server.cwd = folder.uri;
        return [server];
      },
    }),
  );
}
