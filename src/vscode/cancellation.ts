/** VS Code's cancellation token as the engine's abort signal, converted in this one place. */
import type * as vscode from 'vscode';

export function abortSignal(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
