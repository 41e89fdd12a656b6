import path from 'node:path';
import { confirm, row, runCommand, view } from '../workbench.mjs';
import { openWorkbench } from './open-workbench.js';

/** The model is that of another extension, `test/host/model-provider`, behind VS Code's own API. */
describe('a review by one of VS Code’s models', () => {
  const opened = openWorkbench('development', {
    alsoExtensions: [path.resolve('test/host/model-provider')],
    settings: { 'reverie.model.provider': 'vscode', 'reverie.budget.confirmAboveUsd': 0, 'chat.disableAIFeatures': false },
  });

  it('asks with tokens, as the price is not known, and shows what the agents found with requests and tokens', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    await confirm(page, 'Let Agents Review');
    const findings = await view(page, 'Findings');
    await row(findings, 'A discount may exceed the sum', 'line 9').first().waitFor();
    await findings
      .getByText(/\d+k tokens, \d+ requests, satisfied/)
      .first()
      .waitFor();
    await row(findings, 'Grade: satisfied').first().waitFor();
  });
});
