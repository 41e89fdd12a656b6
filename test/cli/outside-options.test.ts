import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readCommand, readOutside } from '../../src/cli/outside-options.js';
import { splitWords } from '../../src/cli/split-words.js';
import { HumanError } from '../../src/core/human-error.js';
import { tempDir } from '../support/git-repo.js';

const log = (uri: string): string =>
  JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'x' } },
        results: [{ message: { text: 'm' }, locations: [{ physicalLocation: { artifactLocation: { uri } } }] }],
      },
    ],
  });

describe('readOutside', () => {
  let dir: string;
  before(async () => {
    dir = await tempDir();
    await mkdir(path.join(dir, 'repo/sub'), { recursive: true });
  });
  after(() => rm(dir, { recursive: true }));
  const place = (): { cwd: string; root: string } => ({ cwd: path.join(dir, 'repo'), root: path.join(dir, 'repo') });

  it('is nothing without its options', async () => {
    assert.equal(await readOutside({}, place()), undefined);
  });

  it('reads reports and baselines from where the person stands', async () => {
    await writeFile(path.join(dir, 'repo/x.sarif'), log('a.js'));
    const read = await readOutside({ sarif: ['x.sarif'], sarifBaseline: [path.join(dir, 'repo/x.sarif')] }, place());
    assert.equal(read?.reports?.[0]?.remarks[0]?.path, 'a.js');
    assert.equal(read?.reports?.[0]?.origin, 'x.sarif');
    assert.equal(read?.baseline?.[0]?.remarks.length, 1);
  });

  it('knows absolute paths over the link by which the person named the repo', async () => {
    await symlink('repo', path.join(dir, 'link'));
    await writeFile(path.join(dir, 'y.sarif'), log(`file://${dir}/link/src/a.js`));
    const read = await readOutside({ sarif: ['y.sarif'] }, { cwd: dir, repo: 'link/sub', root: path.join(dir, 'repo') });
    assert.equal(read?.reports?.[0]?.remarks[0]?.path, 'src/a.js');
  });

  for (const [name, content, message] of [
    ['is not there', undefined, /there is no such file/],
    ['is a folder', 'folder', /is a folder/],
    ['is no JSON', 'hello', /not JSON/],
    ['is no SARIF', '{}', /not SARIF/],
    ['is of another version', '{"version":"2.0.0","runs":[]}', /SARIF 2\.0\.0/],
    ['is compressed', gzipSync('{}'), /compressed/],
  ] as const) {
    it(`throws what a person can do when a file ${name}`, async () => {
      const file = path.join(dir, `${name}.sarif`);
      if (content === 'folder') await mkdir(file);
      else if (content !== undefined) await writeFile(file, content);
      await assert.rejects(
        readOutside({ sarif: [file] }, place()),
        (error) => error instanceof HumanError && message.test(error.message) && error.next !== '',
      );
    });
  }
});

describe('readCommand', () => {
  it('takes a name before the command, or the program’s', () => {
    assert.deepEqual(readCommand('mine=npx eslint -f json {files}'), { name: 'mine', command: ['npx', 'eslint', '-f', 'json', '{files}'] });
    assert.deepEqual(readCommand('./node_modules/.bin/oxlint -f sarif'), {
      name: 'oxlint',
      command: ['./node_modules/.bin/oxlint', '-f', 'sarif'],
    });
  });

  it('knows an analyzer by its own name, whatever launches it', () => {
    for (const [command, name] of [
      ['npx eslint -f json {files}', 'eslint'],
      ['npx --yes eslint@9.1.0 -f json', 'eslint'],
      ['npx @biomejs/biome lint', 'biome'],
      ['node node_modules/eslint/bin/eslint.js -f json', 'eslint'],
      ['npm run --silent lint', 'lint'],
      ['pnpm exec oxlint', 'oxlint'],
      ['python3 -m pylint {files}', 'pylint'],
      ['bundle exec rubocop', 'rubocop'],
      ["node -e 'console.log(1)'", 'node'],
      ['node {files}', 'node'],
      ['python3', 'python3'],
    ] as const) {
      assert.equal(readCommand(command).name, name, command);
    }
  });

  it('throws what a person can do for a command that needs a shell or is none', () => {
    for (const text of ['', '  ', 'a | b', 'a && b', 'a > b', "a 'b", 'x=']) {
      if (text === 'x=') assert.deepEqual(readCommand(text).command, ['x=']);
      else assert.throws(() => readCommand(text), HumanError, text);
    }
  });
});

describe('splitWords', () => {
  for (const [line, words] of [
    [' a  b ', ['a', 'b']],
    [`a "b c" 'd "e"'`, ['a', 'b c', 'd "e"']],
    ['a\\ b "c\\"d" \'\\\'', ['a b', 'c"d', '\\']],
    ['a "" b', ['a', '', 'b']],
    ['C:\\tools\\x.exe', ['C:\\tools\\x.exe']],
    ['a $(b) `c` $HOME *', ['a', '$(b)', '`c`', '$HOME', '*']],
    ['a "x|y" \\;', ['a', 'x|y', ';']],
  ] as const) {
    it(`reads ${line}`, () => assert.deepEqual(splitWords(line), { words }));
  }
});
