import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { commandIds } from '../../../src/vscode/command-id.js';
import { repoAt } from '../../support/git-repo.js';

const extensionId = 'reverie.reverie';

describe('the extension in a real extension host', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const repo = repoAt(folder);

  it('opens the sample workspace as a trusted folder', () => {
    assert.ok(folder);
    assert.equal(vscode.workspace.isTrusted, true);
  });

  it('activates', async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension, 'the extension is there');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command it declares', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      commandIds.filter((id) => !registered.has(id)),
      [],
    );
  });

  it('reviews through its command and publishes what it found as diagnostics', async () => {
    await vscode.commands.executeCommand('reverie.reviewUncommitted');
    const found = reverieDiagnostics();
    const files = new Set(found.map(({ file }) => file));
    for (const file of ['src/jobs/mail.ts', 'src/jobs/cache.ts', 'src/jobs/queue.ts', 'src/orders/total.ts'])
      assert.ok(files.has(file), file);
  });

  it('places a diagnostic on the line of the quoted code', () => {
    const found = reverieDiagnostics().find(({ diagnostic }) => diagnostic.message.includes('NaN'));
    assert.equal(found?.file, 'src/orders/total.ts');
    assert.equal(found.diagnostic.range.start.line, 4);
  });

  it('keeps memory below the git directory and leaves the work tree alone', async () => {
    const status = await repo.git('status', '--porcelain', '--untracked-files=all', '--ignored');
    const paths = status.split('\n').map((line) => line.slice(3));
    assert.deepEqual(
      paths.filter((file) => !/^(src|tools)\//.test(file)),
      [],
    );
    assert.ok((await readdir(path.join(folder, '.git/reverie'))).length > 0);
  });

  it('is not seen by `git log --all`', async () => {
    assert.equal((await repo.git('log', '--all', '--format=%s')).split('\n').length, 1);
  });

  function reverieDiagnostics(): { file: string; diagnostic: vscode.Diagnostic }[] {
    return vscode.languages
      .getDiagnostics()
      .flatMap(([uri, list]) => list.map((diagnostic) => ({ file: path.relative(folder, uri.fsPath).replaceAll('\\', '/'), diagnostic })))
      .filter(({ diagnostic }) => diagnostic.source?.toLowerCase().startsWith('reverie'));
  }
});
