import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Frame } from 'playwright-core';
import { writeReviews } from '../../bench/many-transcripts.js';
import { runCommand } from '../workbench.mjs';
import { webview } from '../webview.mjs';
import { openWorkbench } from './open-workbench.js';

const many = 4_000;

describe('the dashboard of a repository with thousands of transcripts', () => {
  const opened = openWorkbench('development', {
    async folder({ dir }) {
      // a terminal was here before: its place is known to the window
      const review = promisify(execFile)(process.execPath, [path.resolve('dist/engine/cli.js'), 'review', '--repo', dir]);
      await review.catch(({ code }: { code?: number }) => assert.equal(code, 1));
      await writeReviews(path.join(dir, '.git/reverie'), 0, many);
      return dir;
    },
  });
  let frame: Frame;

  it('says how far the first reading is, and stops when it is told to', async () => {
    await runCommand(opened.host.page, 'Reverie: Show Dashboard');
    frame = await webview(opened.host.page, 'Reverie Dashboard');
    await frame.getByText(/^Reading transcripts: \d+ of 40\d\d$/).waitFor();
    await frame.getByRole('button', { name: 'Stop', exact: true }).click();
    await frame.getByText('Stopped; what was read until then is kept.').waitFor();
    assert.equal(await frame.locator('canvas').count(), 0);
  });

  it('reads on where it stopped, and shows a year of weeks', async () => {
    await frame.getByRole('button', { name: 'Read On', exact: true }).click();
    const weeks = frame.locator('#noise-0-table tbody tr');
    await weeks.first().waitFor({ timeout: 60_000 });
    assert.ok((await weeks.count()) >= 12, `${await weeks.count()} weeks`);
    // first without the health of memory, then with it
    await frame.getByRole('button', { name: 'Stop', exact: true }).waitFor({ state: 'hidden', timeout: 60_000 });
  });
});
