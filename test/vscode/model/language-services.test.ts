import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type LanguageApi, languageServices } from '../../../src/vscode/model/language-services.js';

type Uri = { scheme: string; fsPath: string };
const file = (fsPath: string): Uri => ({ scheme: 'file', fsPath });
const range = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 1 } });

describe('language services for agents', () => {
  let root: string;
  let outside: string;
  const asked: { command: string; line: number; column: number }[] = [];
  let answer: () => Promise<unknown> = async () => [];
  const api = {
    Uri: { file },
    Position: class {
      constructor(
        readonly line: number,
        readonly character: number,
      ) {}
    },
    commands: {
      executeCommand: async (command: string, _uri: Uri, at: { line: number; character: number }) => {
        asked.push({ command, line: at.line, column: at.character });
        return answer();
      },
    },
    languages: {
      getDiagnostics: () => [
        { range: range(2), severity: 0, message: 'Cannot find name.', source: 'ts' },
        { range: range(0), severity: 1, message: 'ours', source: 'reverie' },
      ],
    },
    workspace: {
      openTextDocument: async ({ fsPath }: Uri) => {
        const lines = (await readFile(fsPath, 'utf8')).split('\n');
        return { lineCount: lines.length, lineAt: (n: number) => ({ text: lines[n] }) };
      },
    },
  } as unknown as LanguageApi;
  const { signal } = new AbortController();
  const services = () => languageServices(api, root);

  beforeEach(async () => {
    const temp = await realpath(await mkdtemp(path.join(tmpdir(), 'reverie-services-')));
    root = path.join(temp, 'repo');
    outside = path.join(temp, 'outside.ts');
    await mkdir(path.join(root, 'src'), { recursive: true });
    await mkdir(path.join(root, '.git'));
    await writeFile(path.join(root, 'src/a.ts'), 'const subtotal = 1;\nuse(total, cart.total);\n');
    await writeFile(path.join(root, 'src/total.ts'), '\nexport const total = 1;\n');
    await writeFile(path.join(root, '.git/config'), 'secret\n');
    await writeFile(outside, 'outside\n');
    await symlink(outside, path.join(root, 'src/link.ts'));
    asked.length = 0;
    answer = async () => [];
  });
  afterEach(async () => {
    await rm(path.dirname(root), { recursive: true, force: true });
  });

  it('asks at the whole word in the line, and gives places by their path from the root', async () => {
    answer = async () => [{ targetUri: file(path.join(root, 'src/total.ts')), targetRange: range(1) }];
    assert.deepEqual(await services().definition('src/a.ts', 2, 'cart.total', signal), [
      { path: 'src/total.ts', line: 2, text: 'export const total = 1;' },
    ]);
    assert.deepEqual(asked, [{ command: 'vscode.executeDefinitionProvider', line: 1, column: 4 }]);
  });

  it('keeps to the repository: nothing outside, behind a link or in git’s own folder', async () => {
    answer = async () =>
      [outside, path.join(root, 'src/link.ts'), path.join(root, '.git/config'), path.join(root, 'gone.ts')].map((f) => ({
        uri: file(f),
        range: range(0),
      }));
    assert.deepEqual(await services().references('src/a.ts', 2, 'total', signal), []);
    asked.length = 0;
    for (const wrong of ['../outside.ts', 'src/link.ts', '.git/config', 'gone.ts'])
      assert.deepEqual(await services().definition(wrong, 1, 'outside', signal), []);
    assert.deepEqual(asked, []);
  });

  it('asks nothing where the line does not have the name: another version may be under review', async () => {
    assert.deepEqual(await services().references('src/a.ts', 1, 'total', signal), []);
    assert.deepEqual(await services().references('src/a.ts', 99, 'total', signal), []);
    assert.deepEqual(asked, []);
  });

  it('has nothing to say when a provider fails, and gives up at once when aborted', async () => {
    answer = () => Promise.reject(new Error('server crashed'));
    assert.deepEqual(await services().definition('src/a.ts', 2, 'total', signal), []);
    answer = () => new Promise(() => undefined);
    const stop = new AbortController();
    const waiting = services().definition('src/a.ts', 2, 'total', stop.signal);
    stop.abort(new Error('stopped'));
    await assert.rejects(waiting, /stopped/);
  });

  it('tells what the language says of a file, and not what we say', async () => {
    assert.deepEqual(await services().diagnostics('src/a.ts', signal), [
      { line: 3, severity: 'error', message: 'Cannot find name.', source: 'ts' },
    ]);
    assert.deepEqual(await services().diagnostics('../outside.ts', signal), []);
  });
});
