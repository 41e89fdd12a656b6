/** Where a repository comes from, as its configuration says it. */
import { runGit, safeEnvironment } from './run-git.js';

/** The address of `origin` as it is written, credentials included; undefined when there is none, or git cannot tell. */
export async function originUrl(root: string, signal: AbortSignal): Promise<string | undefined> {
  // nothing depends on it: a report without it is whole
  const result = await runGit(['config', '--get', 'remote.origin.url'], { cwd: root, env: safeEnvironment(), signal }).catch(
    () => undefined,
  );
  const url = result?.code === 0 ? result.stdout.toString('utf8').trim() : '';
  return url === '' ? undefined : url;
}
