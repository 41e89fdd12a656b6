/** Paths and globs as people give them, checked to stay inside the repository. */
import path from 'node:path';
import { HumanError } from '../../core/human-error.js';

/** From the root, with `/`. An absolute path must lie below the root; `..` is refused. */
export function repoPaths(root: string, paths: string[]): string[] {
  return paths.map((given) => {
    const slashed = path.sep === '\\' ? given.replaceAll('\\', '/') : given;
    const relative = path.isAbsolute(given) ? path.relative(root, given).split(path.sep).join('/') : slashed;
    if (path.isAbsolute(relative) || relative.split('/').includes('..') || relative.includes('\0')) {
      throw new HumanError(`The path ${given} leads out of the repository ${root}`, {
        next: 'Give paths and globs from the root of the repository',
      });
    }
    return relative;
  });
}
