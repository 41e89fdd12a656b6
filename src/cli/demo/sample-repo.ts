/** Makes the sample project a real git repository in a temporary folder. */
import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { HumanError } from '../../core/human-error.js';
import { runGit, safeEnvironment } from '../../node/git/run-git.js';
import type { SampleStep } from './sample-project.js';

export type SampleRepo = {
  /** Absolute path of the work tree. */
  dir: string;
  write(step: SampleStep): Promise<void>;
  /** Writes the step's files and commits them; resolves with the commit's id. */
  commit(step: SampleStep): Promise<string>;
};

/** Throws a HumanError when git is missing or the folder cannot be made. */
export async function createSampleRepo(signal: AbortSignal): Promise<SampleRepo> {
  const dir = await realpath(await mkdtemp(path.join(tmpdir(), 'reverie-sample-')));
  const name = 'Paper Boat';
  const mail = 'crew@paper-boat.example';
  // the sample is the same on every machine, whatever git is told there
  const env = safeEnvironment({ GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' });
  const git = async (...args: string[]) => {
    const result = await runGit(['-c', `user.name=${name}`, '-c', `user.email=${mail}`, ...args], { cwd: dir, env, signal }).catch(
      (cause: unknown) => {
        if (signal.aborted) throw cause;
        throw new HumanError('git cannot be started', { next: 'Install git 2.31 or newer and put it on the PATH', cause });
      },
    );
    if (result.code !== 0) throw new Error(`git ${args[0]} failed in the sample: ${result.stderr}`);
    return result.stdout.toString('utf8').trim();
  };
  await git('init', '-q', '-b', 'main');
  const write = async (step: SampleStep) => {
    for (const [file, text] of Object.entries(step.files)) {
      const target = path.join(dir, file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, text);
    }
  };
  return {
    dir,
    write,
    async commit(step) {
      await write(step);
      await git('add', '-A');
      await git('commit', '-q', '-m', step.message);
      return git('rev-parse', 'HEAD');
    },
  };
}
