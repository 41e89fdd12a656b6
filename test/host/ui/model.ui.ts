import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ModelServer, type ServerAnswer, startModelServer, textOf, type WireRequest } from '../../support/model-server.js';
import { reviewSample } from '../sample-story.mjs';
import { activeFile, answer, caretAt, confirm, expand, notification, row, runCommand, view } from '../workbench.mjs';
import { openWorkbench } from './open-workbench.js';

const key = 'key-of-the-test';
const found = 'A discount may exceed the sum';
const foundLater = 'A discount may be negative';

const finding = (title: string, line: number, quote: string): { name: string; input: object } => ({
  name: 'report_finding',
  input: {
    path: 'src/orders/total.ts',
    start_line: line,
    end_line: line,
    quote,
    title,
    why: 'Nothing limits what the rule gives.',
    severity: 'medium',
    category: 'correctness',
    confidence: 0.8,
  },
});

/** A door that the test opens. */
function gate(): { opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  return { opened: new Promise<void>((resolve) => (open = resolve)), open: () => open() };
}

/** What a person sees of agents, each test a step of the story. */
describe('a review by Claude in the workbench, against a scripted server', () => {
  let server: ModelServer;
  let report = finding(found, 9, 'export function discount(rule: string, sum: number): number {');
  let beforeGrade = gate();
  let inAnswer = gate();
  let slow = false;
  const settings: Record<string, unknown> = { 'reverie.budget.confirmAboveUsd': 0 };

  const script = async (request: WireRequest): Promise<ServerAnswer> => {
    const [tool] = request.tools ?? [];
    if (request.tool_choice?.name === 'grade') {
      await beforeGrade.opened;
      const schema = tool?.input_schema as { properties: { criteria: { items: { properties: { id: { enum: string[] } } } } } };
      const ids = schema.properties.criteria.items.properties.id.enum;
      return { calls: [{ name: 'grade', input: { criteria: ids.map((id) => ({ id, met: true, evidence: '', note: 'fine' })) } }] };
    }
    if (request.tool_choice)
      return { calls: [{ name: request.tool_choice.name ?? '', input: { assignments: [], why: 'as the change says' } }] };
    if (request.messages.length > 1) {
      if (!slow) return { text: 'Done.' };
      inAnswer.open();
      return { text: 'slow '.repeat(2_000), trickleMs: 100 };
    }
    if (textOf(request).includes('Try to refute'))
      return {
        calls: [{ name: 'judge_findings', input: { judgements: [{ id: 'c1', outcome: 'confirmed', reason: 'Followed to its effect.' }] } }],
      };
    return { thinking: 'Hm.', calls: [report] };
  };

  before(async () => {
    server = await startModelServer(script, { key });
    settings['reverie.model.baseUrl'] = server.url;
  });
  after(async () => {
    await server.close();
  });
  const opened = openWorkbench('development', { settings });

  it('says what more is possible before there is a key, and reviews by the rules', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Show Findings');
    const findings = await view(page, 'Findings');
    await findings.getByText('With a language model, agents also read').waitFor();
    await reviewSample(page);
    await row(findings, 'Agents can review this as well').first().waitFor();
    assert.equal(server.requests.length, 0);
  });

  it('refuses a wrong key with what to do, and keeps a right one', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Set API Key…');
    await answer(page, 'another-key');
    const refused = notification(page, 'The API key is not valid. Set another key.');
    await refused.waitFor();
    await refused.locator('.monaco-button', { hasText: 'Enter Another Key' }).click();
    await answer(page, key);
    // too many notifications at once are gathered behind the bell
    const findings = await view(page, 'Findings');
    await row(findings, 'Agents can review this as well').first().waitFor({ state: 'detached' });
  });

  it('asks before it is paid, and shows a finding of an agent while the review runs', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    const asked = await confirm(page, 'Let Agents Review');
    assert.match(asked, /for about 0\.\d+ USD[^]*They stop at 1\.00 USD or 2\.0M tokens/);
    const findings = await view(page, 'Findings');
    await row(findings, 'Found by agents').first().waitFor();
    await row(findings, found).first().click();
    await caretAt(page, 9);
    assert.equal(await activeFile(page), 'total.ts');
    await page
      .locator('.part.statusbar')
      .getByText(/Reviewing \d+\/\d+ · 1 agent/)
      .waitFor();
  });

  it('has a row for each agent with what it does and what it took, those at work first', async () => {
    const { page } = opened.host;
    const findings = await view(page, 'Findings');
    await row(findings, 'Agents', '1 at work').first().waitFor();
    const over = row(findings, 'is done, 2 requests').first();
    await over.waitFor();
    assert.match((await over.getAttribute('aria-label')) ?? '', /is done, \d requests, \d+k? tokens, 0\.\d+ USD/);
    // rows stand in the page in the order in which they were drawn
    const rows = await findings
      .locator('.monaco-list-row')
      .filter({ hasText: /thinks|is done/ })
      .evaluateAll((all) => all.map((one) => ({ index: Number(one.getAttribute('data-index')), text: one.textContent ?? '' })));
    const [first] = rows.sort((a, b) => a.index - b.index);
    assert.match(first?.text ?? '', /thinks/);
    beforeGrade.open();
    await row(findings, 'Agents').first().waitFor({ state: 'detached' });
  });

  it('shows the judged findings, the grade and the cost', async () => {
    const { page } = opened.host;
    const findings = await view(page, 'Findings');
    await row(findings, 'Found by agents').first().waitFor({ state: 'detached' });
    await row(findings, found, 'line 9').first().waitFor();
    await findings
      .getByText(/\d\.\d+ USD, \d+ requests, satisfied/)
      .first()
      .waitFor();
    const grade = row(findings, 'Grade: satisfied');
    await expand(grade);
    await row(findings, 'fine').first().waitFor();
  });

  it('goes on without the one agent that a person stops', async () => {
    const { page } = opened.host;
    slow = true;
    inAnswer = gate();
    const text = 'export function discount(rule: string, sum: number): number {\n  return eval(rule) * sum;\n}\n';
    await opened.repo.write('src/orders/total.ts', `${'// orders\n'.repeat(8)}${text}`);
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    await confirm(page, 'Let Agents Review');
    await inAnswer.opened;
    await runCommand(page, 'Reverie: Stop an Agent…');
    await page.locator('.quick-input-widget .monaco-list-row').first().click();
    const findings = await view(page, 'Findings');
    await findings
      .getByText(/\d\.\d+ USD, \d+ requests/)
      .first()
      .waitFor();
    await row(findings, found).first().waitFor();
    await findings
      .getByText(/stopped by/)
      .first()
      .waitFor();
    slow = false;
  });

  it('invariant 9: keeps what was found when the person stops it in the middle of an answer', async () => {
    const { page } = opened.host;
    slow = true;
    inAnswer = gate();
    report = finding(foundLater, 10, '  return eval(rule) * sum - 1;');
    const text = `export function discount(rule: string, sum: number): number {\n  return eval(rule) * sum - 1;\n}\n`;
    await opened.repo.write('src/orders/total.ts', `${'// orders\n'.repeat(8)}${text}`);
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    await confirm(page, 'Let Agents Review');
    await inAnswer.opened;
    await runCommand(page, 'Reverie: Stop Review');
    const findings = await view(page, 'Findings');
    await findings
      .getByText(/cancelled/)
      .first()
      .waitFor();
    await row(findings, foundLater).first().waitFor();
  });

  it('writes the key nowhere but into the secret storage', async () => {
    assert.ok(!opened.host.log().includes(key));
    const { home } = opened.host;
    let searched = 0;
    for (const folder of [path.join(home, 'data'), path.join(opened.repo.dir, '.git/reverie')]) {
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const file = path.join(entry.parentPath, entry.name);
        assert.ok(!(await readFile(file)).includes(key), file);
        searched++;
      }
    }
    assert.ok(searched > 5, 'settings, logs, transcripts and the ledger were searched');
  });

  it('forgets the key when told so', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Remove API Key…');
    await confirm(page, 'Remove');
    await notification(page, 'The API key was removed.').waitFor();
  });
});
