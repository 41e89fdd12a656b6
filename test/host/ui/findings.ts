/** The findings of the sample workspace, as the tests look for them in the tree. */
import type { Locator, Page } from 'playwright-core';
import { choose, row, runCommand, view } from '../workbench.mjs';

/** Part of the title of the three findings of one kind. */
export const noise = 'catch';

/** Reviews all uncommitted changes from the palette and waits for the findings; resolves with their tree. */
export async function reviewSample(page: Page): Promise<Locator> {
  await runCommand(page, 'Reverie: Review Changes…');
  await choose(page, 'Uncommitted changes');
  const findings = await view(page, 'Findings');
  await row(findings, 'NaN').first().waitFor();
  await row(findings, 'eval').first().waitFor();
  return findings;
}

/** Findings of the noisy kind that still ask for something; those dismissed or held back are listed apart. */
export function openNoise(findings: Locator): Locator {
  return row(findings, noise).filter({ hasText: /line \d+/ });
}
