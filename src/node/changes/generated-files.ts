/** Finds the changed files that say of themselves that a program wrote them. */
import type { ChangedFile, Contents } from '../../core/changes/change-set.js';
import { generatedReason } from '../../core/changes/generated.js';
import { type PathAttributes, isOff } from '../../core/changes/skip.js';
import { inParallel } from './in-parallel.js';

/**
 * The same files, those with a notice skipped. A change cannot hide itself by adding one to a file that had none before; attributes that call
 * a file written by hand (`-linguist-generated`) have the last word.
 */
export async function skipGenerated(
  files: ChangedFile[],
  contents: Contents,
  attributes: Map<string, PathAttributes>,
): Promise<ChangedFile[]> {
  return inParallel(files, async (file) => {
    const judged = file.skip === undefined && file.kind === 'text' && file.hunks.length > 0 && file.status !== 'deleted';
    if (!judged || isOff(attributes.get(file.path)?.generated)) return file;
    const after = await contents.read(file, 'new');
    const reason = after.state === 'text' ? generatedReason(after.text) : undefined;
    if (reason === undefined) return file;
    if (file.oldBlob !== undefined) {
      const before = await contents.read(file, 'old');
      if (before.state === 'text' && generatedReason(before.text) === undefined) return file;
    }
    return { ...file, skip: reason };
  });
}
