/** The executable bit: set where nothing can be run, missing where a program begins. */
import { addedLines } from '../../changes/added-lines.js';
import type { ChangedFile, Contents } from '../../changes/change-set.js';
import type { ChangeSetCheck, ChangeSetInput, CheckDescription, FileRemark } from './change-check.js';

const needless: CheckDescription = {
  id: 'change/needless-executable',
  title: 'A file that is no program becomes executable',
  why: 'It has no `#!` line, so running it fails or runs it as a shell script. The bit often comes from another file system. Take it away (git update-index --chmod=-x).',
  severity: 'info',
  category: 'maintainability',
  confidence: 0.8,
};

const missing: CheckDescription = {
  id: 'change/script-not-executable',
  title: 'A script can not be run',
  why: 'It begins with `#!`, but the file is not executable, so calling it by its path fails with “permission denied”. Set the bit (git update-index --chmod=+x), or call it through its interpreter.',
  severity: 'low',
  category: 'correctness',
  confidence: 0.6,
};

const executable = '100755';
const plain = '100644';

/** Endings of files that nothing runs by their name. */
const neverRun =
  /\.(?:md|markdown|rst|txt|json5?|jsonc|ya?ml|toml|ini|cfg|conf|xml|html?|css|scss|less|csv|tsv|svg|tsx?|jsx|vue|java|kt|cs|go|rs|c|h|cc|cpp|hpp|swift|scala|sql|proto|po|lock|properties|gradle|png|jpe?g|gif|ico|webp|bmp|pdf|woff2?|ttf|otf|eot|mp[34]|wav|zip|gz|tgz)$/i;
const shellScript = /(?:^|\/)(?:bin|scripts?)\/[^/]*$|\.(?:sh|bash)$/;
const otherEnding = /\.(?!sh$|bash$)[A-Za-z0-9]+$/;

export const executableBits: ChangeSetCheck = {
  about: [needless, missing],
  async remarks(input) {
    const { changes, contents } = input;
    if (changes.scope.kind === 'files') return [];
    const remarks: FileRemark[] = [];
    const trusted = looseModesCount(input);
    for (const file of changes.files.filter((f) => f.kind !== 'symlink' && f.kind !== 'submodule' && judged(f, trusted))) {
      const { oldMode, newMode, path } = file;
      if (newMode === executable && oldMode !== executable && neverRun.test(path)) {
        if (file.kind === 'binary' || (await firstLine(file, contents))?.startsWith('#!') === false)
          remarks.push({ file, check: needless, place: { why: 'the mode of the file changed, none of its lines' } });
      }
      if (newMode === plain && oldMode === executable && file.kind === 'text' && (await beginsProgram(file, contents))) {
        remarks.push({
          file,
          check: missing,
          place: { why: 'the mode of the file changed, none of its lines' },
          title: 'A script is no longer executable',
        });
      }
      if (newMode === plain && oldMode === undefined && shellScript.test(path) && !otherEnding.test(path) && addedLines(file).length > 0) {
        if (await beginsProgram(file, contents)) remarks.push({ file, check: missing, place: { startLine: 1, endLine: 1 } });
      }
    }
    return [...remarks.filter((r) => r.check !== needless), ...atOnce(remarks.filter((r) => r.check === needless))];
  },
};

/** Files from another file system come in crowds: more than this many are told as one. */
const crowd = 3;

function atOnce(remarks: FileRemark[]): FileRemark[] {
  const [first] = remarks;
  if (!first || remarks.length <= crowd) return remarks;
  const others = remarks.slice(1, 11).map(({ file }) => `\`${file.path}\``);
  const more = remarks.length - 11;
  const body = `Also ${others.join(', ')}${more > 0 ? ` and ${more} more` : ''}. ${needless.why}`;
  return [{ ...first, title: `${remarks.length} files that are no programs become executable`, body }];
}

/** Modes of files that git does not know yet come from the file system, which may make all files programs or none. */
function looseModesCount({ changes, modes }: ChangeSetInput): boolean {
  const loose = changes.files.filter(isUntracked);
  return modes === 'kept' && !(loose.length >= 3 && loose.every((f) => f.newMode === executable));
}

function judged(file: ChangedFile, looseCount: boolean): boolean {
  if (file.newMode === undefined || /^(?:vendored|generated|ignored)/.test(file.skip ?? '')) return false;
  return looseCount || !isUntracked(file);
}

function isUntracked(file: ChangedFile): boolean {
  return file.status === 'added' && file.newBlob === undefined && file.newMode !== undefined;
}

async function beginsProgram(file: ChangedFile, contents: Contents): Promise<boolean> {
  return /^#!\s*\//.test((await firstLine(file, contents)) ?? '');
}

/** Undefined when the text cannot be read. */
async function firstLine(file: ChangedFile, contents: Contents): Promise<string | undefined> {
  const content = await contents.read(file, 'new');
  return content.state === 'text' ? content.text.slice(0, 200).split('\n', 1)[0] : undefined;
}
