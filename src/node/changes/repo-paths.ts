/** Paths and globs as people give them, checked to stay inside the repository. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { HumanError } from '../../core/human-error.js';

/** What one given path may mean, from the root with `/`: itself, and where it has backslashes that escape nothing, the Windows path it is. */
export type RepoPath = { given: string; patterns: string[] };

/**
 * An absolute path must lie below the root, also through links on its way; `..` may not lead above it. `flavour` is the platform's way to
 * write paths.
 */
export async function repoPaths(root: string, paths: string[], flavour: path.PlatformPath = path): Promise<RepoPath[]> {
  return Promise.all(
    paths.map(async (given): Promise<RepoPath> => {
      const refuse = (): never => {
        throw new HumanError(`The path ${given} leads out of the repository ${root}`, {
          next: 'Give paths and globs from the root of the repository',
        });
      };
      if (given.includes('\0')) refuse();
      if (!flavour.isAbsolute(given)) {
        // a drive means a path of Windows wherever it is read
        if (/^[A-Za-z]:[\\/]/.test(given)) refuse();
        return { given, patterns: readings(given, flavour).map((reading) => inside(reading) ?? refuse()) };
      }
      const slashed = (from: string): string => flavour.relative(root, from).split(flavour.sep).join('/');
      const plain = inside(slashed(given)) ?? inside(slashed(await realPathOf(given, flavour))) ?? refuse();
      return { given, patterns: [plain] };
    }),
  );
}

/** On Windows a backslash parts folders. Elsewhere it may be a part of a name or escape a sign of a glob; before any other sign it parts folders too. */
function readings(given: string, flavour: path.PlatformPath): string[] {
  const slashed = given.replaceAll('\\', '/');
  if (flavour.sep === '\\') return [slashed];
  return given.includes('\\') && !/\\[^\p{L}\p{N}._@-]|\\$/u.test(given) ? [given, slashed] : [given];
}

/** Without `.` and `..`; undefined when it leads above the root. */
function inside(relative: string): string | undefined {
  if (path.posix.isAbsolute(relative) || /^[A-Za-z]:[\\/]/.test(relative)) return undefined;
  const parts: string[] = [];
  for (const part of relative.split('/')) {
    if (part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length === 0) return undefined;
    else parts.pop();
  }
  return parts.join('/');
}

/** The path with the links of its folders followed, not one that it names itself; the path as it is where there is none. */
async function realPathOf(given: string, flavour: path.PlatformPath): Promise<string> {
  const folder = await realpath(flavour.dirname(given)).catch(() => flavour.dirname(given));
  return flavour.join(folder, flavour.basename(given));
}
