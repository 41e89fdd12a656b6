/** The small repository that the tests and the pictures open: a clean history, and uncommitted changes with real mistakes. */
import { tempRepo, type TempRepo } from '../support/git-repo.js';

export async function makeSampleWorkspace(): Promise<TempRepo> {
  return tempRepo({ 'readme.md': '# sample\n' });
}
