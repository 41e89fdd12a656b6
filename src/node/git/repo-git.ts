/** Runs git in a person's repository, whose configuration and attributes may be hostile: reading it must execute nothing. */
import { HumanError } from '../../core/human-error.js';
import { hookIndex } from './hook-index.js';
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
  /** Whether the repository is on a file system that takes `A` for `a` (`core.ignoreCase`). */
  ignoresCase(signal?: AbortSignal): Promise<boolean>;
  /** Runs a command that may pass work-tree contents through filters (`diff`): every configured filter is switched off first. */
  compare(args: string[], options?: RunOptions): Promise<GitResult>;
}

/** `bigFile`: bytes from which git takes a file for binary instead of comparing its lines. */
export function repoGit(root: string, options: { bigFile: number; git?: string }): RepoGit {
  const program = options.git === undefined ? {} : { git: options.git };
  const settings: Setting[] = [...safeSettings, ['core.bigFileThreshold', String(options.bigFile)]];
  const index = hookIndex(root);
  const own = (child: NodeJS.ProcessEnv): NodeJS.ProcessEnv => (index === undefined ? child : { ...child, GIT_INDEX_FILE: index });
  const env = own(environment(settings));
  let listing: Promise<Buffer> | undefined;
  let filterless: Promise<NodeJS.ProcessEnv> | undefined;

  const run = async (args: string[], childEnv: NodeJS.ProcessEnv, { expect = [], ...rest }: RunOptions): Promise<GitResult> => {
    const result = await runGit(['--no-pager', ...args], { cwd: root, env: childEnv, ...program, ...rest });
    if (result.code !== 0 && !expect.includes(result.code)) throw gitFailure(root, result);
    return result;
  };
  const configuration = (signal?: AbortSignal): Promise<Buffer> =>
    (listing ??= run(['config', '--null', '--list'], env, signal ? { signal } : {}).then((listed) => listed.stdout));
  const withoutFilters = (signal?: AbortSignal): Promise<NodeJS.ProcessEnv> =>
    (filterless ??= configuration(signal).then((listed) => own(environment([...settings, ...driverSettings(listed)]))));
  return {
    root,
    env,
    ...program,
    run: (args, runOptions = {}) => run(args, env, runOptions),
    async prepare(signal) {
      await withoutFilters(signal);
    },
    async ignoresCase(signal) {
      const own = [...configEntries(await configuration(signal))].findLast(({ key }) => key.toString('latin1') === 'core.ignorecase');
      return own !== undefined && /^(?:true|yes|on|1)?$/i.test(own.value.toString('latin1'));
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
  const damage = damages.find(({ signs }) => signs.test(result.stderr));
  if (damage) return new HumanError(`${damage.message(root)}: ${said}`, { next: damage.next });
  return new HumanError(`git failed in ${root} (exit code ${result.code}): ${said}`, { next: 'Run git status there to see what is wrong' });
}

/** Damage that git tells of, the most special first. */
const damages: { signs: RegExp; message: (root: string) => string; next: string }[] = [
  {
    signs: /index file|bad index|index uses .* extension/,
    message: (root) => `git cannot read the index of ${root}`,
    next: 'Remove the file that “git rev-parse --git-path index” names, then run git reset: your files stay as they are',
  },
  {
    signs: /inflate:|corrupt|hash mismatch|bad tree object|unable to unpack|unable to parse|invalid object|not a valid object/,
    message: (root) => `Objects of the repository at ${root} are damaged`,
    next: 'Run git fsck there: it names them; git fetch --refetch or a fresh clone brings them back',
  },
  {
    signs: /could not fetch|promisor|missing (?:blob|tree|commit|object)|unable to read (?:tree )?[0-9a-f]{40}/,
    message: () => 'Objects of this clone are missing here, and Reverie never fetches',
    next: 'In a partial clone run the same comparison once with git itself (git diff), which fetches them; in any other, git fsck names what is lost',
  },
  {
    signs: /No such ref: HEAD|bad object|bad ref|broken (?:ref|HEAD)|reference broken/,
    message: (root) => `HEAD of the repository at ${root} leads to no commit`,
    next: 'Run git fsck and git reflog there: they name the broken reference and where it pointed before',
  },
];

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
  // a commit's id must mean its own contents
  ['core.useReplaceRefs', 'false'],
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

/**
 * Empty programs for every filter driver in a `git config --null --list` (`required` would turn the missing program into a failure), and for
 * every diff driver a plain pattern of function names: one written to backtrack would hold up each hunk.
 */
function driverSettings(listed: Buffer): Setting[] {
  const filters = new Set<string>();
  const diffs = new Set<string>();
  for (const { key } of configEntries(listed)) {
    const name = key.toString('utf8');
    const driver = /^(filter|diff)\.(.*)\.([^.]*)$/s.exec(name);
    if (!driver) continue;
    const isUtf8 = Buffer.from(name, 'utf8').equals(key);
    if (driver[1] === 'diff') {
      if (isUtf8 && driver[3]!.endsWith('funcname')) diffs.add(driver[2]!);
      continue;
    }
    if (!isUtf8) {
      throw new HumanError('The git configuration names a filter in bytes that are not UTF-8, so it cannot be switched off safely', {
        next: 'Remove or rename that [filter] section (git config --list --show-origin shows where it is)',
      });
    }
    filters.add(driver[2]!);
  }
  return [
    ...[...filters].flatMap((driver): Setting[] => [
      [`filter.${driver}.clean`, ''],
      [`filter.${driver}.smudge`, ''],
      [`filter.${driver}.process`, ''],
      [`filter.${driver}.required`, 'false'],
    ]),
    ...[...diffs].map((driver): Setting => [`diff.${driver}.xfuncname`, '^[A-Za-z]']),
  ];
}

/** Entries are `<key>\n<value>\0`; a key without a value (which means true) has no line break. */
function* configEntries(listed: Buffer): Generator<{ key: Buffer; value: Buffer }> {
  for (let at = 0; at < listed.length;) {
    const end = listed.indexOf(0, at);
    const entry = listed.subarray(at, end < 0 ? listed.length : end);
    at = end < 0 ? listed.length : end + 1;
    const newline = entry.indexOf('\n');
    yield newline < 0 ? { key: entry, value: Buffer.alloc(0) } : { key: entry.subarray(0, newline), value: entry.subarray(newline + 1) };
  }
}
