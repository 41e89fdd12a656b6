/** Says what a failed write means to a person, and what to do about it. */
import { HumanError } from '../../core/human-error.js';
import { errorCode } from '../ports/atomic-file.js';

/** `what` is the thing not kept (“The review”), `place` the file or folder. An error that is not the system's is a bug and stays as it is. */
export function diskError(what: string, place: string, cause: unknown): Error {
  if (!(cause instanceof Error)) return new Error(`${what} could not be recorded in ${place}`, { cause });
  const code = errorCode(cause);
  if (code === undefined || cause instanceof HumanError) return cause;
  const known = explanations[code];
  return known
    ? new HumanError(`${what} could not be recorded: ${known.why} (${place})`, { next: known.next, cause })
    : new HumanError(`${what} could not be recorded in ${place}: ${cause.message}`, { next: otherPlace, cause });
}

const otherPlace = 'Check that folder; in a terminal, --storage chooses another one';
const explanations: Record<string, { why: string; next: string } | undefined> = {
  ENOSPC: { why: 'the disk is full', next: 'Free some space and try again' },
  EDQUOT: { why: 'your disk quota is used up', next: 'Free some space and try again' },
  EFBIG: { why: 'the file would grow beyond the largest size allowed', next: 'Raise the file size limit (ulimit -f) and try again' },
  EACCES: { why: 'this folder may not be written', next: 'Make the folder writable; in a terminal, --storage chooses another one' },
  EPERM: { why: 'this folder may not be written', next: 'Make the folder writable; in a terminal, --storage chooses another one' },
  ENOENT: { why: 'this folder cannot be made', next: otherPlace },
  ENOTDIR: { why: 'a file stands where a folder should be', next: otherPlace },
  EROFS: { why: 'this file system is read-only', next: 'Make it writable; in a terminal, --storage chooses a folder on another disk' },
  EIO: { why: 'the disk reported an error', next: 'Check the disk, then try again' },
  ESTALE: { why: 'its file was deleted meanwhile', next: 'Try again: a new file is begun' },
  EMFILE: { why: 'too many files are open', next: 'Close some programs or raise the limit (ulimit -n), then try again' },
};
