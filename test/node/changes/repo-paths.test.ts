import assert from 'node:assert/strict';
import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { HumanError } from '../../../src/core/human-error.js';
import { repoPaths } from '../../../src/node/changes/repo-paths.js';
import { tempDir } from '../../support/git-repo.js';

const patterns = async (root: string, given: string, flavour: path.PlatformPath): Promise<string[]> =>
  (await repoPaths(root, [given], flavour))[0]!.patterns;

describe('paths of a repository', () => {
  const unix: [string, string[]][] = [
    ['src/a.ts', ['src/a.ts']],
    ['./src/a.ts', ['src/a.ts']],
    ['src/../a.ts', ['a.ts']],
    ['.', ['']],
    ['/repo/src/a.ts', ['src/a.ts']],
    ['/repo', ['']],
    ['src\\a.ts', ['src\\a.ts', 'src/a.ts']],
    ['src\\*.ts', ['src\\*.ts']],
    ['\\[id].ts', ['\\[id].ts']],
    ['.\\src\\deep\\a.ts', ['.\\src\\deep\\a.ts', 'src/deep/a.ts']],
    ['**/*.ts', ['**/*.ts']],
  ];
  for (const [given, expected] of unix) {
    it(`reads ${given} elsewhere than on Windows`, async () => assert.deepEqual(await patterns('/repo', given, path.posix), expected));
  }

  const windows: [string, string[]][] = [
    ['src\\a.ts', ['src/a.ts']],
    ['src\\*.ts', ['src/*.ts']],
    ['src/a.ts', ['src/a.ts']],
    ['C:\\repo\\src\\a.ts', ['src/a.ts']],
    ['c:/Repo/src/a.ts', ['src/a.ts']],
    ['.\\a.ts', ['a.ts']],
  ];
  for (const [given, expected] of windows) {
    it(`reads ${given} on Windows`, async () => assert.deepEqual(await patterns('C:\\repo', given, path.win32), expected));
  }

  const outside: [string, path.PlatformPath][] = [
    ['../x', path.posix],
    ['a/../../x', path.posix],
    ['..\\x', path.posix],
    ['/etc/passwd', path.posix],
    ['/repository/a.ts', path.posix],
    ['C:\\x\\a.ts', path.posix],
    ['a\0b', path.posix],
    ['..\\x', path.win32],
    ['D:\\repo\\a.ts', path.win32],
    ['C:\\other\\a.ts', path.win32],
    ['\\\\server\\share\\a.ts', path.win32],
  ];
  for (const [given, flavour] of outside) {
    it(`refuses ${JSON.stringify(given)} ${flavour === path.win32 ? 'on Windows' : 'elsewhere'}`, () =>
      assert.rejects(
        repoPaths(flavour === path.win32 ? 'C:\\repo' : '/repo', [given], flavour),
        (error) => error instanceof HumanError && /leads out/.test(error.message) && /from the root/.test(error.next),
      ));
  }

  it('takes an absolute path through a link to the repository', async function () {
    if (process.platform === 'win32') this.skip();
    const scratch = await tempDir();
    try {
      await mkdir(path.join(scratch, 'repo/src'), { recursive: true });
      await symlink(path.join(scratch, 'repo'), path.join(scratch, 'link'));
      assert.deepEqual(await patterns(path.join(scratch, 'repo'), path.join(scratch, 'link/src/a.ts'), path), ['src/a.ts']);
    } finally {
      await rm(scratch, { recursive: true });
    }
  });
});
