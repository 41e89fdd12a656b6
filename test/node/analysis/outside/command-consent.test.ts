import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commandConsent } from '../../../../src/node/analysis/outside/command-consent.js';
import { tempDir } from '../../../support/git-repo.js';

describe('commandConsent', () => {
  let root: string;
  beforeEach(async () => {
    root = await tempDir();
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  };
  const consent = (...command: string[]): ReturnType<typeof commandConsent> => commandConsent({ name: 'x', command }, root);
  const changes = async (file: string, text: string, ...command: string[]): Promise<boolean> => {
    const before = await consent(...command);
    await write(file, text);
    return (await consent(...command)).hash !== before.hash;
  };

  it('is bound to every word and to the folder', async () => {
    const { hash } = await consent('eslint', '-f', 'json');
    assert.equal((await consent('eslint', '-f', 'json')).hash, hash);
    assert.notEqual((await consent('eslint', '-f json')).hash, hash);
    const other = await tempDir();
    assert.notEqual((await commandConsent({ name: 'x', command: ['eslint', '-f', 'json'] }, other)).hash, hash);
    await rm(other, { recursive: true });
  });

  it('is bound to the scripts it names', async () => {
    await write('tools/lint.js', '1');
    assert.deepEqual((await consent('node', 'tools/lint.js')).files, ['tools/lint.js']);
    assert.ok(await changes('tools/lint.js', '2', 'node', 'tools/lint.js'));
    assert.ok(await changes('tools/lint.js', '3', 'node', '--require=./tools/lint.js', 'x'));
    assert.ok(!(await changes('tools/other.js', '2', 'node', 'tools/lint.js')));
  });

  it('is bound to scripts that are named without their ending, as a module, or in a line for a shell', async () => {
    for (const [file, ...command] of [
      ['tools/lint.js', 'node', 'tools/lint'],
      ['tools/lint/index.js', 'node', './tools/lint'],
      ['tools/lint.py', 'python3', '-m', 'tools.lint'],
      ['checks/__main__.py', 'python3', '-m', 'checks'],
      ['tools/lint.sh', 'sh', '-c', 'cd . && ./tools/lint.sh --json; true'],
      ['tools/lint/main.go', 'go', 'run', './tools/lint'],
    ] as const) {
      await write(file, '1');
      assert.deepEqual((await consent(...command)).files.includes(file), true, command.join(' '));
      assert.ok(await changes(file, '2', ...command), command.join(' '));
      await rm(path.join(root, path.dirname(file)), { recursive: true });
    }
  });

  it('is bound to what a launcher starts, behind its link', async () => {
    await write('node_modules/eslint/bin/eslint.js', '1');
    await write('node_modules/eslint/package.json', '{"version":"9.0.0"}');
    await mkdir(path.join(root, 'node_modules/.bin'));
    await symlink('../eslint/bin/eslint.js', path.join(root, 'node_modules/.bin/eslint'));
    assert.ok(await changes('node_modules/eslint/bin/eslint.js', '2', 'npx', 'eslint', '.'));
    assert.ok(await changes('node_modules/eslint/package.json', '{"version":"9.0.1"}', 'npx', 'eslint', '.'));
    assert.ok(await changes('node_modules/eslint/bin/eslint.js', '3', './node_modules/.bin/eslint'));
  });

  it('is bound to the scripts of package.json, not to the rest of it', async () => {
    await write('package.json', '{"scripts":{"lint":"a"},"version":"1.0.0"}');
    assert.ok(!(await changes('package.json', '{"scripts":{"lint":"a"},"version":"2.0.0"}', 'npm', 'run', 'lint')));
    assert.ok(await changes('package.json', '{"scripts":{"lint":"b"},"version":"2.0.0"}', 'npm', 'run', 'lint'));
  });

  it('is bound to a Makefile and to configurations that are programs', async () => {
    await write('Makefile', 'lint:\n\ttrue\n');
    assert.ok(await changes('Makefile', 'lint:\n\tfalse\n', 'make', 'lint'));
    await write('eslint.config.mjs', 'export default []');
    assert.ok(await changes('eslint.config.mjs', 'export default [1]', 'npx', 'eslint'));
  });

  it('reads nothing outside the repo', async () => {
    assert.deepEqual((await consent('node', '../x.js', '/etc/passwd', '../../etc/passwd')).files, []);
  });
});
