import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { commandIds } from '../../../src/vscode/command-id.js';
import { repoAt } from '../../support/git-repo.js';
import { later } from '../sample-workspace.js';

type CliReview = { findings: { fingerprint: string; status: string; rule?: string; category: string }[] };
type CliLessons = { lessons: { id: string; status: string }[] };

const jobs = ['src/jobs/cache.ts', 'src/jobs/mail.ts', 'src/jobs/queue.ts'];

/** Each test is a step of one story; editor and terminal work on the same repository. */
describe('the circle in the extension host', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const repo = repoAt(folder);
  const extension = vscode.extensions.getExtension('reverie.reverie');
  let lesson = '';

  it('activates in a trusted folder', async () => {
    assert.ok(folder);
    assert.equal(vscode.workspace.isTrusted, true);
    assert.ok(extension);
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

  it('reviews by its command and publishes what it found as diagnostics', async () => {
    await vscode.commands.executeCommand('reverie.reviewUncommitted');
    await eventually(() => assert.deepEqual(filesWith('swallowed'), jobs));
  });

  it('places a diagnostic on the line of the quoted code', async () => {
    await eventually(() => {
      const found = diagnostics().find(({ diagnostic }) => diagnostic.message.includes('NaN'));
      assert.equal(found?.file, 'src/orders/total.ts');
      assert.equal(found.diagnostic.range.start.line, 4);
    });
  });

  it('keeps its transcripts in the storage of the workspace', async () => {
    const sources = path.join(folder, '.git/reverie/sources');
    const texts = await Promise.all((await readdir(sources)).map((name) => readFile(path.join(sources, name), 'utf8')));
    assert.ok(
      texts.some((text) => text.includes('workspaceStorage')),
      texts.join('\n'),
    );
    assert.ok(!texts.some((text) => (JSON.parse(text) as { path?: string }).path?.startsWith(folder)));
  });

  it('recognizes in the terminal what the editor has found', async () => {
    const review = await cli<CliReview>('review');
    assert.deepEqual([...new Set(review.findings.map((f) => f.status))], ['open']);
    for (const { fingerprint } of review.findings.filter((f) => f.rule === 'js/empty-catch')) {
      await cli('verdict', fingerprint, 'dismiss', '--reason', 'intended', '--as', 'person');
    }
  });

  it('takes into account what was dismissed in the terminal', async () => {
    await vscode.commands.executeCommand('reverie.reviewUncommitted');
    await eventually(() => {
      assert.deepEqual(filesWith('swallowed'), []);
      assert.equal(filesWith('NaN').length, 1);
    });
  });

  it('dreams by its command: one lesson, on trial', async () => {
    await vscode.commands.executeCommand('reverie.dreamNow');
    const { lessons } = await cli<CliLessons>('memory', 'list');
    assert.deepEqual(
      lessons.map(({ status }) => status),
      ['trial'],
    );
    lesson = lessons[0]?.id ?? '';
  });

  it('invariant 1: holds back by an active lesson, and lists what it held back', async () => {
    await cli('memory', 'activate', lesson, '--as', 'person');
    await repo.write(later.path, later.text);
    await vscode.commands.executeCommand('reverie.reviewUncommitted');
    await eventually(() => assert.deepEqual(filesWith('swallowed'), []));
    const review = await cli<CliReview & { heldBack: { finding: { anchor: { path: string } }; lesson: string }[] }>('review');
    assert.deepEqual(
      review.heldBack.map((held) => [held.finding.anchor.path, held.lesson]),
      [[later.path, lesson]],
    );
    assert.ok(review.findings.some((finding) => finding.category === 'security'));
  });

  it('leaves the work tree and the history alone', async () => {
    const status = await repo.git('status', '--porcelain', '--untracked-files=all', '--ignored');
    assert.deepEqual(
      status
        .split('\n')
        .map((line) => line.trim().split(' ').at(-1) ?? '')
        .filter((file) => !/^(src|tools)\//.test(file)),
      [],
    );
    assert.equal((await repo.git('log', '--all', '--format=%s')).split('\n').length, 1);
  });

  it('keeps a record that passes its audit', async () => {
    const report = await cli<{ problems: unknown[] }>('audit');
    assert.deepEqual(report.problems, []);
  });

  function diagnostics(): { file: string; diagnostic: vscode.Diagnostic }[] {
    return vscode.languages
      .getDiagnostics()
      .flatMap(([uri, list]) => list.map((diagnostic) => ({ file: path.relative(folder, uri.fsPath).replaceAll('\\', '/'), diagnostic })))
      .filter(({ diagnostic }) => diagnostic.source === 'reverie');
  }

  function filesWith(text: string): string[] {
    return diagnostics()
      .filter(({ diagnostic }) => diagnostic.message.includes(text))
      .map(({ file }) => file)
      .sort();
  }

  /** Runs the command line on the same repository, as JSON. */
  function cli<T>(...args: string[]): Promise<T> {
    const script = path.join(extension?.extensionPath ?? '', 'dist/engine/cli.js');
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    return new Promise((resolve, reject) => {
      execFile(process.execPath, [script, ...args, '--repo', folder, '--format', 'json'], { env }, (error, stdout, stderr) => {
        // 1 says that there are findings
        if (error && error.code !== 1) reject(new Error(`reverie ${args.join(' ')}: ${error.message}\n${stderr}`));
        else resolve(JSON.parse(stdout) as T);
      });
    });
  }
});

/** Tries again until it holds: diagnostics follow a review by a moment. */
async function eventually(check: () => void): Promise<void> {
  for (let tries = 50; tries > 0; tries--) {
    try {
      check();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100)); // not yet
    }
  }
  check();
}
