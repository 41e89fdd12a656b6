// @ts-check
/** The steps that tests and pictures share: a person reviews the sample workspace and dismisses what this team means to have. */
import { actAndChoose, choose, row, runCommand, view } from './workbench.mjs';

/** What the findings of the sample workspace are recognized by: three of one kind, one that is useful, one that is about security. */
export const noise = 'caught and swallowed';
export const useful = 'NaN';
export const security = 'Code is made from a string';

/**
 * Reviews all uncommitted changes from the palette and waits for the findings.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<import('playwright-core').Locator>} the findings view
 */
export async function reviewSample(page) {
  await runCommand(page, 'Reverie: Review Changes…');
  await choose(page, 'Uncommitted changes');
  const findings = await view(page, 'Findings');
  await row(findings, useful).first().waitFor();
  await row(findings, security).first().waitFor();
  // found is not judged yet: rows take verdicts once the report is drawn
  await findings
    .getByText(/\d+ files? reviewed/)
    .first()
    .waitFor();
  return findings;
}

/**
 * Findings of the noisy kind that still ask for something; those dismissed or held back are listed apart.
 * @param {import('playwright-core').Locator} findings
 */
export function openNoise(findings) {
  return row(findings, noise).filter({ hasText: /line \d+/ });
}

/**
 * Dismisses the three findings of one kind, each with a reason.
 * @param {import('playwright-core').Page} page
 * @param {import('playwright-core').Locator} findings
 */
export async function dismissNoise(page, findings) {
  for (let n = 1; n <= 3; n++) {
    await actAndChoose(page, openNoise(findings), 'Dismiss', 'Intended here');
    await row(findings, 'Dismissed', String(n)).first().waitFor();
  }
}
