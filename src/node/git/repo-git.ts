/** Runs git in a person's repository, whose configuration and attributes may be hostile: reading it must execute nothing. */
import { HumanError } from '../../core/human-error.js';
import { type GitResult, runGit, safeEnvironment } from './run-git.js';

export type RunOptions = {
  input?: string | Uint8Array;
  /** Takes the output as it comes; `stdout` stays empty then. */
  onOutput?: (chunk: Buffer) => void;
  signal?: AbortSignal;
  /** Exit codes besides 0 that are answers, not failures. */
  expect?: number[];
};

/** Git in one repository, for one reading. */
export interface RepoGit {
  readonly root: string;
  /** The child environment of `run`, for a process that lives longer. */
  readonly env: NodeJS.ProcessEnv;
  readonly git?: string;
  /** Runs a command that never converts contents. Throws a HumanError when git fails. */
  run(args: string[], options?: RunOptions): Promise<GitResult>;
  /** Reads the filters to switch off ahead of the first `compare`. */
  prepare(signal?: AbortSignal): Promise<void>;
  /** Runs a command that may pass work-tree contents through filters (`diff`): every configured filter is switched off first. */
  compare(args: string[], options?: RunOptions): Promise<GitResult>;
}

/** `bigFile`: bytes from which git takes a file for binary instead of comparing its lines. */
export function repoGit(root: string, options: { bigFile: number; git?: string }): RepoGit {
  const program = options.git === undefined ? {} : { git: options.git };
  const settings: Setting[] = [...safeSettings, ['core.bigFileThreshold', String(options.bigFile)]];
  const env = environment(settings);
  let filterless: Promise<NodeJS.ProcessEnv> | undefined;

  const run = async (args: string[], childEnv: NodeJS.ProcessEnv, { expect = [], ...rest }: RunOptions): Promise<GitResult> => {
    const result = await runGit(['--no-pager', ...args], { cwd: root, env: childEnv, ...program, ...rest });
    if (result.code !== 0 && !expect.includes(result.code)) throw gitFailure(root, result);
    return result;
  };
  const withoutFilters = (signal?: AbortSignal): Promise<NodeJS.ProcessEnv> => {
    filterless ??= run(['config', '--null', '--list'], env, signal ? { signal } : {}).then((listed) =>
      environment([...settings, ...filterSettings(listed.stdout)]),
    );
    return filterless;
  };
  return {
    root,
    env,
    ...program,
    run: (args, runOptions = {}) => run(args, env, runOptions),
    async prepare(signal) {
      await withoutFilters(signal);
    },
    compare: async (args, runOptions = {}) => run(args, await withoutFilters(runOptions.signal), runOptions),
  };
}

/** What git says on failure, as a problem a person can act on. */
export function gitFailure(root: string, result: GitResult): HumanError {
  const said =
    result.stderr
      .trim()
      .split('\n')
      .find((line) => /^(?:fatal|error):/.test(line)) ??
    result.stderr.trim().split('\n')[0] ??
    '';
  if (/could not fetch|promisor|missing (?:blob|tree|commit|object)|unable to read [0-9a-f]{40}/.test(result.stderr)) {
    return new HumanError(`Objects of this clone are missing here, and Reverie never fetches: ${said}`, {
      next: 'Run the same comparison once with git itself (git diff), so that it fetches them',
    });
  }
  return new HumanError(`git failed in ${root} (exit code ${result.code}): ${said}`, { next: 'Run git status there to see what is wrong' });
}

type Setting = [key: string, value: string];

/** Settings that could start a program, reach a network or change what is printed, fixed for every command. */
const safeSettings: Setting[] = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.pager', 'cat'],
  ['core.editor', ':'],
  ['core.askPass', ''],
  ['core.sshCommand', 'false'],
  ['core.alternateRefsCommand', 'true'],
  ['credential.helper', ''],
  ['protocol.allow', 'never'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['log.showSignature', 'false'],
  ['submodule.recurse', 'false'],
  ['status.submoduleSummary', 'false'],
  ['core.quotePath', 'false'],
];

/** Where the person keeps their own git configuration is their word, not the repo's. */
const personal = [
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
];

/** Settings go through the environment (git 2.31): on the command line a key could not hold an `=`. They outrank every file. */
function environment(settings: Setting[]): NodeJS.ProcessEnv {
  const extra: NodeJS.ProcessEnv = { GIT_CONFIG_COUNT: String(settings.length) };
  for (const name of personal) if (process.env[name] !== undefined) extra[name] = process.env[name];
  for (const [i, [key, value]] of settings.entries()) {
    extra[`GIT_CONFIG_KEY_${i}`] = key;
    extra[`GIT_CONFIG_VALUE_${i}`] = value;
  }
  return safeEnvironment(extra);
}

/** The environment of commands that run before a repo is known, with everything that is fixed for all. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  return environment(safeSettings);
}

/** Empty programs for every filter driver in a `git config --null --list`; `required` would turn the missing program into a failure. */
function filterSettings(listed: Buffer): Setting[] {
  const drivers = new Set<string>();
  for (let at = 0; at < listed.length;) {
    const end = listed.indexOf(0, at);
    const entry = listed.subarray(at, end < 0 ? listed.length : end);
    at = end < 0 ? listed.length : end + 1;
    const newline = entry.indexOf('\n');
    const key = newline < 0 ? entry : entry.subarray(0, newline);
    const name = key.toString('utf8');
    if (!name.startsWith('filter.') || name.lastIndexOf('.') <= 'filter'.length) continue;
    if (!Buffer.from(name, 'utf8').equals(key)) {
      throw new HumanError('The git configuration names a filter in bytes that are not UTF-8, so it cannot be switched off safely', {
        next: 'Remove or rename that [filter] section (git config --list --show-origin shows where it is)',
      });
    }
    drivers.add(name.slice('filter.'.length, name.lastIndexOf('.')));
  }
  return [...drivers].flatMap((driver): Setting[] => [
    [`filter.${driver}.clean`, ''],
    [`filter.${driver}.smudge`, ''],
    [`filter.${driver}.process`, ''],
    [`filter.${driver}.required`, 'false'],
  ]);
}
