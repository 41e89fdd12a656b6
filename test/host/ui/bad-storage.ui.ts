import assert from 'node:assert/strict';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { actUntil, notification, row, runCommand, view } from '../workbench.mjs';
import { reviewSample, security, useful } from '../sample-story.mjs';
import { openWorkbench } from './open-workbench.js';

describe('a storage folder that cannot be written', () => {
  const opened = openWorkbench('development');
  let storage: string;

  it('is told with what to do when a review cannot be recorded, and the last one stays with its verdicts', async () => {
    const { page, home } = opened.host;
    const findings = await reviewSample(page);
    await actUntil(row(findings, useful), 'Accept', row(findings, useful, 'accepted'));
    storage = await storageFolder(home);
    await block(storage);
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    const told = notification(page, 'could not be recorded');
    await told.waitFor();
    assert.match(await told.innerText(), /The review could not be recorded: a file stands where a folder should be .*Check that folder/);
    await row(findings, useful, 'accepted').first().waitFor();
    await row(findings, security).first().waitFor();
  });

  it('has lost nothing once it can be written again', async () => {
    const { page } = opened.host;
    await unblock(storage);
    await runCommand(page, 'Developer: Reload Window');
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    const findings = await view(page, 'Findings');
    await findings.getByText('files reviewed').first().waitFor();
    await row(findings, useful, 'accepted').first().waitFor();
  });
});

/** Where this extension keeps what belongs to the repository. */
async function storageFolder(home: string): Promise<string> {
  const all = path.join(home, 'data/User/workspaceStorage');
  for (const workspace of await readdir(all)) {
    const found = (await readdir(path.join(all, workspace))).find((name) => name.endsWith('.reverie'));
    if (!found) continue;
    const [repo = ''] = await readdir(path.join(all, workspace, found));
    return path.join(all, workspace, found, repo);
  }
  throw new Error(`the extension keeps nothing in ${all}`);
}

/** Whoever runs the tests may write everywhere: a file stands in the way. */
async function block(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await rename(folder, `${folder}.aside`);
  await writeFile(folder, '');
}

async function unblock(folder: string): Promise<void> {
  await rm(folder);
  await rename(`${folder}.aside`, folder);
}
