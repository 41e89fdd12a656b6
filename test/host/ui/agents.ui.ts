import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { answer, choose, confirm, notification, row, runCommand, view } from '../workbench.mjs';
import { openWorkbench } from './open-workbench.js';

/** The agent is another extension, `test/host/tool-caller`, that calls the tools by VS Code's own API. */
describe('a coding agent in the workbench', () => {
  const opened = openWorkbench('development', {
    alsoExtensions: [path.resolve('test/host/tool-caller')],
    settings: { 'chat.disableAIFeatures': false },
  });
  let fingerprint = '';
  const tool = async (text: string) => {
    await runCommand(opened.host.page, 'Tool Caller: Call a Tool');
    await answer(opened.host.page, text);
  };

  it('reviews, and what it found shows in the views', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Show Findings');
    await tool('reverie_review_changes {}');
    await notification(page, 'Answer: Review r-').waitFor();
    const findings = await view(page, 'Findings');
    await row(findings, 'swallowed').first().waitFor();
    const sources = path.join(opened.repo.dir, '.git/reverie/sources');
    const files = await Promise.all((await readdir(sources)).map((name) => readFile(path.join(sources, name), 'utf8')));
    const source = files.map((text) => JSON.parse(text) as { kind: string; path: string }).find((s) => s.kind === 'vscode');
    const folder = path.join(source?.path ?? '', 'transcripts');
    const events = await readFile(path.join(folder, (await readdir(folder)).find((name) => name.startsWith('r-')) ?? ''), 'utf8');
    const found = events.split('\n').find((line) => line.includes('"js/empty-catch"') && line.includes('"fingerprint"'));
    fingerprint = /"fingerprint":"([0-9a-f]+)"/.exec(found ?? '')?.[1] ?? '';
    assert.match(fingerprint, /^[0-9a-f]{16}$/);
  });

  it('records a verdict only when the person lets it, who sees what it is about', async () => {
    const { page } = opened.host;
    const verdict = `reverie_record_verdict {"finding":"${fingerprint}","verdict":"dismiss","reason":"intended","note":"[click](command:x)"}`;
    await tool(verdict);
    const said = await confirm(page, 'Cancel');
    assert.match(said, /Let the agent record a verdict\?/);
    assert.match(said, /An error is caught and swallowed \(src\/jobs\//);
    assert.match(said, /intended: \[click\]\(command:x\)/, 'what an agent writes makes no link');
    assert.match(said, /It dismisses no security finding/);
    await notification(page, 'Refused: ').waitFor();
    const findings = await view(page, 'Findings');
    const before = await row(findings, 'swallowed').count();

    await tool(verdict);
    await confirm(page, 'Yes');
    await notification(page, 'Dismissed on an agent’s word').waitFor();
    await row(findings, 'swallowed')
      .nth(before - 1)
      .waitFor({ state: 'detached' });
  });

  it('finds the MCP server among those of the window', async () => {
    const { page } = opened.host;
    await runCommand(page, 'MCP: List Servers');
    await choose(page, 'Reverie');
    await page.keyboard.press('Escape');
  });
});
