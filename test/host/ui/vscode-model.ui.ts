import path from 'node:path';
import { useful } from '../sample-story.mjs';
import { confirm, notification, row, runCommand, view } from '../workbench.mjs';
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

describe('a review by VS Code’s models that cannot be had', () => {
  const opened = openWorkbench('development', { settings: { 'reverie.model.provider': 'vscode' } });

  it('says that there is none and what to do, and reviews by the rules', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    await notification(page, 'VS Code has no language model to offer. Sign in to one').waitFor();
    const findings = await view(page, 'Findings');
    await row(findings, useful).first().waitFor();
  });
});

describe('a review with a budget that is too small', () => {
  const opened = openWorkbench('development', {
    alsoExtensions: [path.resolve('test/host/model-provider')],
    settings: { 'reverie.model.provider': 'vscode', 'reverie.budget.review.maxTokens': 2_000, 'chat.disableAIFeatures': false },
  });

  it('invariant 8: asks no model, keeps what the rules found, and lists what was not done and why', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    const findings = await view(page, 'Findings');
    await row(findings, useful).first().waitFor();
    await row(findings, 'budget (2000 tokens)').first().waitFor();
  });
});
