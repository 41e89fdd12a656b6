/** Registers the tools for coding agents with VS Code. What they do is loaded when one is called. */
import * as vscode from 'vscode';
import type { invokeTool, prepareTool, ToolDesk } from './invoke-tool.js';

/** As the manifest declares them, and as the engine knows them. */
export const toolNames = ['reverie_review_changes', 'reverie_findings', 'reverie_recall', 'reverie_record_verdict'] as const;

type OnDemand = { invokeTool: typeof invokeTool; prepareTool: typeof prepareTool };

export function registerTools(load: () => OnDemand, desk: ToolDesk): vscode.Disposable {
  return vscode.Disposable.from(
    ...toolNames.map((name) =>
      vscode.lm.registerTool<object>(name, {
        invoke: ({ input }, token) => load().invokeTool(desk, name, input, token),
        prepareInvocation: ({ input }) => load().prepareTool(desk, name, input),
      }),
    ),
  );
}
