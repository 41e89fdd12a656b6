import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type * as vscode from 'vscode';
import { readDiagnostics } from '../../../src/core/analysis/outside/read-diagnostics.js';
import { collectDiagnostics, type DiagnosticsWindow } from '../../../src/vscode/outside/diagnostics.js';
import { tempDir } from '../../support/git-repo.js';

const root = path.resolve('/repos/shop');
const uri = (file: string, scheme = 'file'): vscode.Uri => ({ scheme, fsPath: file }) as vscode.Uri;

/** `severity` by its number, as the enum itself is only in the editor. */
function diagnostic(more: Partial<Omit<vscode.Diagnostic, 'severity'>> & { severity?: number } = {}): vscode.Diagnostic {
  const range = { start: { line: 2, character: 4 }, end: { line: 2, character: 9 } };
  const plain: object = {
    message: "Type 'string' is not assignable to type 'number'.",
    severity: 0,
    source: 'ts',
    code: 2322,
    range,
    ...more,
  };
  return plain as vscode.Diagnostic;
}

function collect(
  list: vscode.Diagnostic[],
  file = path.join(root, 'src/a.ts'),
  more: Partial<DiagnosticsWindow> = {},
): ReturnType<typeof collectDiagnostics> {
  return collectDiagnostics({ diagnostics: [[uri(file), list]], documents: [], ...more }, root);
}

describe('collectDiagnostics', () => {
  it('takes errors and warnings of others, and neither our own nor hints', () => {
    const { diagnostics } = collect([
      diagnostic(),
      diagnostic({ severity: 1, source: 'eslint', code: { value: 'no-undef', target: uri('https://x') } }),
      diagnostic({ severity: 2 }),
      diagnostic({ severity: 3 }),
      diagnostic({ source: 'reverie' }),
    ]);
    assert.deepEqual(
      diagnostics.map(({ source, code, level, startLine, startColumn, endColumn }) => ({
        source,
        code,
        level,
        startLine,
        startColumn,
        endColumn,
      })),
      [
        { source: 'ts', code: '2322', level: 'error', startLine: 3, startColumn: 5, endColumn: 10 },
        { source: 'eslint', code: 'no-undef', level: 'warning', startLine: 3, startColumn: 5, endColumn: 10 },
      ],
    );
  });

  it('takes only files of the repo, and of the file system', () => {
    assert.equal(collect([diagnostic()], path.resolve('/repos/shopping/a.ts')).diagnostics.length, 0);
    assert.equal(collect([diagnostic()], root).diagnostics.length, 0);
    assert.equal(
      collectDiagnostics({ diagnostics: [[uri(path.join(root, 'a.ts'), 'git'), [diagnostic()]]], documents: [] }, root).diagnostics.length,
      0,
    );
  });

  it('brings the text of open documents that something is said of, unsaved changes included', () => {
    const file = path.join(root, 'src/a.ts');
    const documents = [
      { uri: uri(file), getText: () => 'unsaved' },
      { uri: uri(path.join(root, 'src/b.ts')), getText: () => assert.fail('nothing is said of it') },
    ];
    assert.deepEqual(collect([diagnostic()], file, { documents }).texts, { [file]: 'unsaved' });
  });

  it('knows a file that was opened over a link', async () => {
    const dir = await tempDir();
    try {
      await mkdir(path.join(dir, 'real'));
      await writeFile(path.join(dir, 'real/a.ts'), '');
      await symlink('real', path.join(dir, 'link'));
      const { diagnostics } = collectDiagnostics(
        { diagnostics: [[uri(path.join(dir, 'link/a.ts')), [diagnostic()]]], documents: [] },
        path.join(dir, 'real'),
      );
      assert.equal(diagnostics[0]?.file, path.join(dir, 'real/a.ts'));
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it('becomes remarks under the one name of a rule, whatever the editor calls it', () => {
    const list = [diagnostic(), diagnostic({ source: 'eslint', code: 'no-debugger' }), diagnostic({ source: undefined, code: undefined })];
    const { diagnostics } = collect(list);
    const report = readDiagnostics(diagnostics, { root, texts: {} });
    assert.equal(report.from, 'editor');
    assert.deepEqual(
      report.remarks.map(({ tool, rule, path: at }) => ({ tool, rule, at })),
      [
        { tool: 'ts', rule: 'ts/2322', at: 'src/a.ts' },
        { tool: 'eslint', rule: 'js/debugger', at: 'src/a.ts' },
        { tool: 'vscode', rule: undefined, at: 'src/a.ts' },
      ],
    );
  });
});
