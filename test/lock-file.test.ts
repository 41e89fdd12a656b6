import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

type Locked = { packages: Record<string, { version?: string; optionalDependencies?: Record<string, string> }> };

describe('the lock file', () => {
  // npm writes it without them when it runs where the registry does not offer them, and then `npm ci` refuses it everywhere
  it('names the packages of every platform', async () => {
    const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8')) as Locked;
    const missing = Object.entries(packages).flatMap(([folder, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !packages[`node_modules/${name}`] && !packages[`${folder}/node_modules/${name}`]),
    );
    assert.deepEqual(missing, []);
  });
});
