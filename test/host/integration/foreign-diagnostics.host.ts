import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import * as vscode from 'vscode';

/** Of a transcript's event only what this asks for. */
type Recorded = { type: string; finding?: { title: string; rule?: string; anchor: { path: string; startLine?: number } } };

/** Tells the same window's reviews, after the circle: what it publishes, it takes away. */
describe('what other extensions show in Problems', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const file = vscode.Uri.file(path.join(folder, 'src/orders/total.ts'));
  const lint = vscode.languages.createDiagnosticCollection('house-lint');

  after(() => lint.dispose());

  it('joins the review where the change brings it', async () => {
    await vscode.extensions.getExtension('reverie.reverie')?.activate();
    lint.set(file, [
      problem(4, 'A division by nothing', vscode.DiagnosticSeverity.Error),
      problem(0, 'An old remark', vscode.DiagnosticSeverity.Error),
      problem(4, 'Only a hint', vscode.DiagnosticSeverity.Hint),
    ]);
    await vscode.commands.executeCommand('reverie.reviewUncommitted');
    const found = (await lastReview()).filter((finding) => finding.rule === 'house-lint/no-nothing');
    assert.deepEqual(
      found.map(({ title, anchor }) => [title, anchor.path, anchor.startLine]),
      [['A division by nothing', 'src/orders/total.ts', 5]],
    );
  });

  it('stands there once', async () => {
    const shown = vscode.languages.getDiagnostics(file);
    assert.equal(shown.filter(({ message }) => message.includes('A division by nothing')).length, 1);
    assert.ok(
      shown.some(({ source }) => source === 'reverie'),
      'our own findings stand beside it',
    );
  });

  it('is left out when the setting says so', async () => {
    const setting = vscode.workspace.getConfiguration('reverie.review');
    await setting.update('diagnostics', false, vscode.ConfigurationTarget.Global);
    try {
      await vscode.commands.executeCommand('reverie.reviewUncommitted');
      assert.deepEqual(
        (await lastReview()).filter((finding) => finding.rule === 'house-lint/no-nothing'),
        [],
      );
    } finally {
      await setting.update('diagnostics', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  function problem(line: number, message: string, severity: vscode.DiagnosticSeverity): vscode.Diagnostic {
    const made = new vscode.Diagnostic(new vscode.Range(line, 2, line, 10), message, severity);
    made.source = 'house-lint';
    made.code = 'no-nothing';
    return made;
  }

  async function lastReview(): Promise<NonNullable<Recorded['finding']>[]> {
    const { transcripts } = await cli<{ transcripts: { id: string; kind: string }[] }>('transcripts', 'list');
    const id = transcripts.find(({ kind }) => kind === 'review')?.id ?? '';
    const { transcript } = await cli<{ transcript: { events: Recorded[] } }>('transcripts', 'show', id);
    return transcript.events.flatMap(({ finding }) => finding ?? []);
  }

  function cli<T>(...args: string[]): Promise<T> {
    const script = path.join(vscode.extensions.getExtension('reverie.reverie')?.extensionPath ?? '', 'dist/engine/cli.js');
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    return new Promise((resolve, reject) => {
      execFile(process.execPath, [script, ...args, '--repo', folder, '--format', 'json'], { env }, (error, stdout, stderr) => {
        if (error) reject(new Error(`reverie ${args.join(' ')}: ${error.message}\n${stderr}`));
        else resolve(JSON.parse(stdout) as T);
      });
    });
  }
});
