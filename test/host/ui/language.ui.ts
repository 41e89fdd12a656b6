import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tempDir, type TempRepo } from '../../support/git-repo.js';
import { makeSampleWorkspace } from '../sample-workspace.js';
import { row, runCommand, view } from '../workbench.mjs';
import { start, type Host } from '../vscode-host.mjs';

/** A language that nobody speaks: what is not in it was never given to a translator. */
const language = 'qps-ploc';
const translated = (text: string) => `⟦${text}⟧`;

describe('another language', () => {
  let host: Host;
  let repo: TempRepo;
  let extension: string;

  before(async () => {
    extension = await translatedExtension();
    repo = await makeSampleWorkspace();
    host = await start({ folder: repo.dir, extensionDevelopmentPath: extension, language });
  });
  after(async () => {
    await host?.stop();
    await repo?.dispose();
    await rm(extension, { recursive: true, force: true });
  });

  it('has the texts of the manifest and of the code, from the bundles of translators', async () => {
    const { page } = host;
    await runCommand(page, `Reverie: ${translated('Review Uncommitted Changes')}`);
    const findings = await view(page, translated('Findings'));
    await row(findings, '⟦line 5⟧').first().waitFor();
    await page.locator('.statusbar-item', { hasText: translated('6 findings') }).waitFor();
  });
});

/** The built extension with a translation of every text. */
async function translatedExtension(): Promise<string> {
  const dir = await tempDir();
  for (const name of ['package.json', 'package.nls.json', 'dist', 'media']) await cp(name, path.join(dir, name), { recursive: true });
  await translate(path.join(dir, 'package.nls.json'), path.join(dir, `package.nls.${language}.json`));
  await translate(path.join(dir, 'media/l10n/bundle.l10n.json'), path.join(dir, `media/l10n/bundle.l10n.${language}.json`));
  return dir;
}

async function translate(from: string, to: string): Promise<void> {
  const texts = JSON.parse(await readFile(from, 'utf8')) as Record<string, string | { message: string }>;
  const all = Object.entries(texts).map(([key, text]) => [key, translated(typeof text === 'string' ? text : text.message)]);
  await writeFile(to, JSON.stringify(Object.fromEntries(all)));
}
