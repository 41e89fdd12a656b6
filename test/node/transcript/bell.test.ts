import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { openBell } from '../../../src/node/transcript/bell.js';
import { tempDir } from '../../support/git-repo.js';

describe('the bell', () => {
  it('changes its file with every ring, and fails nobody where it cannot be written', async () => {
    const folder = await tempDir();
    try {
      const bell = openBell({ folder, writer: 'w-1' });
      bell.ring();
      bell.ring();
      await bell.settled();
      assert.equal(await readFile(path.join(folder, 'bell'), 'utf8'), 'w-1 2\n');
      bell.ring();
      await bell.settled();
      assert.equal(await readFile(path.join(folder, 'bell'), 'utf8'), 'w-1 3\n');
      for (const nowhere of [path.join(folder, 'no', 'such', 'folder'), undefined]) {
        const mute = openBell({ folder: nowhere, writer: 'w-2' });
        mute.ring();
        await mute.settled();
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
