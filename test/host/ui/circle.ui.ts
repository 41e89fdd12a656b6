import assert from 'node:assert/strict';
import { later } from '../sample-workspace.js';
import { act, activeFile, caretAt, confirm, expand, notification, problems, row, runCommand, view } from '../workbench.mjs';
import { dismissNoise, noise, openNoise, reviewSample, security, useful } from '../sample-story.mjs';
import { openWorkbench, type Way } from './open-workbench.js';

const jobs = ['mail.ts', 'cache.ts', 'queue.ts'];

for (const way of ['development', 'packed'] satisfies Way[]) tellTheCircle(way);

/** The story of a person, each test a step of it: review → verdicts → dream → memory → a quieter review. */
function tellTheCircle(way: Way): void {
  describe(`the circle in the workbench (${way === 'packed' ? 'the packed .vsix' : 'under development'})`, () => {
    const opened = openWorkbench(way);

    it('reviews the uncommitted changes from the palette and lists the findings', async () => {
      const findings = await reviewSample(opened.host.page);
      for (const file of jobs) await row(findings, file).first().waitFor();
    });

    it('puts the same findings into Problems', async () => {
      const panel = await problems(opened.host.page);
      await row(panel, useful).first().waitFor();
      assert.ok((await row(panel, noise).count()) >= 3);
    });

    it('opens a finding at its line', async () => {
      const { page } = opened.host;
      const findings = await view(page, 'Findings');
      await row(findings, useful).first().click();
      await caretAt(page, 5);
      assert.equal(await activeFile(page), 'total.ts');
    });

    it('takes one click to accept a finding', async () => {
      const findings = await view(opened.host.page, 'Findings');
      await act(row(findings, useful), 'Accept');
      await row(findings, useful, 'accepted').first().waitFor();
    });

    it('dismisses three findings, each with a reason', async () => {
      const findings = await view(opened.host.page, 'Findings');
      await dismissNoise(opened.host.page, findings);
      assert.equal(await openNoise(findings).count(), 0);
    });

    it('dreams on command and shows the lesson in Memory, on trial', async () => {
      const { page } = opened.host;
      await runCommand(page, 'Reverie: Dream Now');
      await notification(page, 'Learned').waitFor();
      const memory = await view(page, 'Memory');
      await row(memory, 'trial').first().waitFor();
    });

    it('applies the lesson at once when a person says so, after showing what it would have hidden', async () => {
      const { page } = opened.host;
      const memory = await view(page, 'Memory');
      await act(row(memory, 'trial'), 'Apply Now');
      const said = await confirm(page, 'Apply Now');
      assert.match(said, /3/);
      await row(memory, 'trial').first().waitFor({ state: 'detached' });
    });

    it('holds back a new finding of that kind in the next review and lists it with its lesson', async () => {
      const { page } = opened.host;
      await opened.repo.write(later.path, later.text);
      await runCommand(page, 'Reverie: Review Uncommitted Changes');
      const findings = await view(page, 'Findings');
      const held = row(findings, 'Held back');
      await expand(held);
      await row(findings, later.path).first().waitFor();
      assert.equal(await openNoise(findings).count(), 0);
    });

    it('invariant 4: still shows the security finding', async () => {
      const findings = await view(opened.host.page, 'Findings');
      await row(findings, security).first().waitFor();
    });

    it('leaves nothing in the work tree', async () => {
      const changed = (await opened.repo.git('status', '--porcelain', '--untracked-files=all'))
        .split('\n')
        .map((line) => line.trim().split(' ').at(-1));
      assert.ok(
        changed.every((path) => path?.startsWith('src/') || path?.startsWith('tools/')),
        changed.join(', '),
      );
    });
  });
}
