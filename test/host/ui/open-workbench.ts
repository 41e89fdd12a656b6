/** Starts a workbench on a sample workspace for one suite; what fails leaves a picture and a log behind. */
import path from 'node:path';
import { pack } from '../pack.mjs';
import { makeSampleWorkspace } from '../sample-workspace.js';
import { start, type Host, type HostOptions } from '../vscode-host.mjs';
import type { TempRepo } from '../../support/git-repo.js';

/** What a suite works with; filled before its first test. */
export type Opened = { host: Host; repo: TempRepo };

/** `development`: the folder of this project · `packed`: a `.vsix` made of it and installed. */
export type Way = 'development' | 'packed';

/** What a suite asks for beside a sample workspace under development. `folder` makes what is opened instead of the sample. */
type Options = Omit<HostOptions, 'folder'> & { folder?: (repo: TempRepo) => Promise<string> };

export function openWorkbench(way: Way, { folder, ...options }: Options = {}): Opened {
  const opened = {} as Opened;
  before(async () => {
    opened.repo = await makeSampleWorkspace();
    const extension = way === 'packed' ? { vsix: await packed() } : { extensionDevelopmentPath: process.cwd() };
    opened.host = await start({ folder: folder ? await folder(opened.repo) : opened.repo.dir, ...extension, ...options });
  });
  // the tests of a suite are steps of one story: after one failed, the others would only wait in vain
  let failed = false;
  beforeEach(function skipAfterFailure() {
    if (failed) this.skip();
  });
  afterEach(async function keepFailure() {
    if (this.currentTest?.state !== 'failed' || !opened.host) return;
    failed = true;
    const kept = await opened.host.keepFailure(this.currentTest.fullTitle());
    console.error(`      picture and log: ${path.relative(process.cwd(), kept)}`);
  });
  after(async () => {
    await opened.host?.stop();
    await opened.repo?.dispose();
  });
  return opened;
}

let packing: Promise<string> | undefined;

/** One for all suites: what is built does not change under them. */
function packed(): Promise<string> {
  return (packing ??= pack(process.env['REVERIE_HOST_OUT'] ?? 'out'));
}
