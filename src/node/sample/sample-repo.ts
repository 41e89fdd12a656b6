/** Makes the sample project a real git repository, in a temporary folder unless another one is named. */
import { mkdir, mkdtemp, readdir, realpath, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { HumanError } from '../../core/human-error.js';
import { runGit, safeEnvironment } from '../git/run-git.js';
import { beginning, friday, type SampleStep, week } from './sample-project.js';

export type SampleRepo = {
  /** Absolute path of the work tree. */
  dir: string;
  write(step: SampleStep): Promise<void>;
  /** Writes the step's files and commits them; resolves with the commit's id. */
  commit(step: SampleStep): Promise<string>;
};

/** `into` is an empty folder, or one to be made. Throws a HumanError when git is missing or the folder cannot be used. */
export async function createSampleRepo(signal: AbortSignal, into?: string): Promise<SampleRepo> {
  const dir = await realpath(into === undefined ? await mkdtemp(path.join(tmpdir(), 'reverie-sample-')) : await emptyFolder(into));
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

/** The sample to be tried by hand: its week committed, Friday's changes not. Resolves with its folder. */
export async function makeSample(options: { signal: AbortSignal; into?: string }): Promise<string> {
  const sample = await createSampleRepo(options.signal, options.into);
  for (const step of [beginning, ...week]) await sample.commit(step);
  await sample.write(friday);
  return sample.dir;
}

async function emptyFolder(dir: string): Promise<string> {
  try {
    await mkdir(dir, { recursive: true });
    if ((await readdir(dir)).length === 0) return dir;
  } catch (cause) {
    throw new HumanError(`${dir} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`, {
      next: 'Choose another folder',
      cause,
    });
  }
  throw new HumanError(`${dir} is not empty`, { next: 'Choose an empty folder' });
}
