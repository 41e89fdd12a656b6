import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { hearBell, openBell } from '../../../src/node/transcript/bell.js';
import { tempDir } from '../../support/git-repo.js';

describe('the bell', () => {
  it('changes its file with every ring, and fails nobody where it cannot be written', async () => {
    const folder = await tempDir();
    try {
      const bell = openBell({ folder, writer: 'w-1', file: 'bell' });
      bell.ring();
      bell.ring();
      await bell.settled();
      assert.equal(await readFile(path.join(folder, 'bell'), 'utf8'), 'w-1 2\n');
      bell.ring();
      await bell.settled();
      assert.equal(await readFile(path.join(folder, 'bell'), 'utf8'), 'w-1 3\n');
      for (const nowhere of [path.join(folder, 'no', 'such', 'folder'), undefined]) {
        const mute = openBell({ folder: nowhere, writer: 'w-2', file: 'bell' });
        mute.ring();
        await mute.settled();
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is heard by other processes that listen, not by its own, and not for what was rung before', async () => {
    const folder = await tempDir();
    const place = (writer: string) => ({ folder, writer, file: 'bell-review' }) as const;
    const own = openBell(place('w-1'));
    const other = openBell(place('w-2'));
    other.ring();
    await other.settled();
    let heard = 0;
    const first = new Promise<void>((resolve) => {
      const hearing = hearBell(place('w-1'), () => {
        heard++;
        resolve();
        hearing.stop();
      });
    });
    try {
      // the other listener has heard what the own one let pass
      let again: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        const third = hearBell(place('w-3'), () => {
          third.stop();
          resolve();
        });
        again = setInterval(() => own.ring(), 50);
      });
      clearInterval(again);
      assert.equal(heard, 0);
      await own.settled();
      other.ring();
      await first;
      assert.equal(heard, 1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
