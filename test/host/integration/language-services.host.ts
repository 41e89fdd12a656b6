import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { languageServices } from '../../../src/vscode/model/language-services.js';

/** The services that agents ask, over VS Code's own commands and a provider such as a language's extension registers. */
describe('language services for agents in the extension host', () => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const { signal } = new AbortController();
  const subscriptions: vscode.Disposable[] = [];
  const target = vscode.Uri.joinPath(vscode.Uri.file(root), 'src/orders/total.ts');
  const place = new vscode.Location(target, new vscode.Position(2, 16));

  before(() => {
    const selector = { pattern: '**/report.py' };
    subscriptions.push(
      vscode.languages.registerDefinitionProvider(selector, { provideDefinition: () => place }),
      vscode.languages.registerReferenceProvider(selector, {
        provideReferences: (document) => [place, new vscode.Location(document.uri, new vscode.Position(0, 4))],
      }),
    );
    const said = vscode.languages.createDiagnosticCollection('test');
    said.set(target, [new vscode.Diagnostic(new vscode.Range(4, 0, 4, 3), 'It is never true.', vscode.DiagnosticSeverity.Warning)]);
    subscriptions.push(said);
  });
  after(() => {
    for (const subscription of subscriptions) subscription.dispose();
  });

  it('finds a definition, references and what the language says', async () => {
    const services = languageServices(vscode, root);
    const definition = { path: 'src/orders/total.ts', line: 3, text: 'export function total(lines: Line[]): number {' };
    assert.deepEqual(await services.definition('tools/report.py', 1, 'rows', signal), [definition]);
    assert.deepEqual(
      (await services.references('tools/report.py', 1, 'rows', signal)).map((p) => [p.path, p.line]),
      [
        ['src/orders/total.ts', 3],
        ['tools/report.py', 1],
      ],
    );
    const diagnostics = await services.diagnostics('src/orders/total.ts', signal);
    assert.ok(diagnostics.some((d) => d.line === 5 && d.severity === 'warning' && d.message === 'It is never true.'));
  });
});
