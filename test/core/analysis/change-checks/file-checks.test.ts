import assert from 'node:assert/strict';
import { candidatesOf, findingsOf } from './check-change.js';

const binary = (path: string, bytes: number, skip = 'binary') =>
  ({
    path,
    kind: skip === 'binary' ? 'binary' : 'text',
    skip,
    newMode: '100644',
    after: { state: skip === 'binary' ? 'binary' : 'oversized', reason: skip, bytes },
  }) as const;

describe('large binaries', () => {
  it('are told from 1 MB on, with their size, of the file as a whole', async () => {
    const [found, ...more] = await candidatesOf([binary('a.bin', 1_500_000), binary('b.png', 900_000)]);
    assert.deepEqual(more, []);
    assert.equal(found!.title, 'A binary file of 1.5 MB is added');
    assert.deepEqual(found!.anchor, { state: 'file', path: 'a.bin', side: 'new', why: 'a binary file has no lines' });
  });

  it('are told beyond the size that is read at all, but not when the name is that of a text', async () => {
    assert.deepEqual(
      await findingsOf([binary('a.mp4', 5_000_000, 'oversized: 5.0 MB'), binary('b.json', 5_000_000, 'oversized: 5.0 MB')]),
      ['change/large-binary a.mp4'],
    );
  });

  it('are no matter as LFS pointers, when changed only, or in ignored places', async () => {
    assert.deepEqual(await findingsOf([{ path: 'a.psd', skip: 'LFS pointer', after: 'version https://git-lfs.github.com/spec/v1\n' }]), []);
    assert.deepEqual(await findingsOf([{ ...binary('a.bin', 3_000_000), before: 'x' }]), []);
    assert.deepEqual(await findingsOf([{ ...binary('vendor/a.bin', 3_000_000), skip: 'vendored: in vendor/' }]), []);
  });
});

describe('the executable bit', () => {
  const mode = (path: string, text: string, oldMode: string, newMode: string) => ({ path, before: text, after: text, oldMode, newMode });

  it('is told where it is set on a file that is no program, though no line changed', async () => {
    assert.deepEqual(await findingsOf([mode('README.md', '# x\n', '100644', '100755'), mode('src/a.ts', 'x\n', '100644', '100755')]), [
      'change/needless-executable README.md',
      'change/needless-executable src/a.ts',
    ]);
  });

  it('is told once for a crowd of files, which name each other', async () => {
    const crowd = Array.from({ length: 30 }, (_, i) => mode(`src/f${i}.ts`, 'x\n', '100644', '100755'));
    const [found, ...more] = await candidatesOf(crowd);
    assert.deepEqual(more, []);
    assert.equal(found!.title, '30 files that are no programs become executable');
    assert.match(found!.body, /`src\/f1\.ts`.* and 19 more\./);
  });

  it('is no matter on scripts, programs and files without an ending', async () => {
    const files = ['run.sh', 'gradlew', 'bin/x', 'a.py'].map((path) => mode(path, '#!/bin/sh\n', '100644', '100755'));
    assert.deepEqual(await findingsOf([...files, mode('cli.ts', '#!/usr/bin/env -S npx tsx\n', '100644', '100755')]), []);
  });

  it('is told where a script loses it', async () => {
    const [found] = await candidatesOf([mode('deploy.sh', '#!/bin/sh\necho\n', '100755', '100644')]);
    assert.equal(found?.title, 'A script is no longer executable');
    assert.deepEqual(await findingsOf([mode('data.txt', 'x\n', '100755', '100644')]), []);
  });

  it('is told where a new script lacks it', async () => {
    const script = { path: 'scripts/deploy.sh', after: '#!/usr/bin/env bash\necho\n', newMode: '100644', newBlob: 'a' };
    assert.deepEqual(await findingsOf([script]), ['change/script-not-executable scripts/deploy.sh:1']);
    assert.deepEqual(await findingsOf([{ ...script, path: 'lib.sh', after: 'f() { :; }\n' }]), []);
    assert.deepEqual(await findingsOf([{ ...script, path: 'scripts/a.js', after: '#!/usr/bin/env node\n' }]), []);
  });

  it('is not judged where the file system makes all files programs, or none', async () => {
    const loose = ['a.md', 'b.md', 'c.ts'].map((path) => ({ path, after: 'x\n', newMode: '100755' }));
    assert.deepEqual(await findingsOf(loose), []);
    assert.deepEqual(await findingsOf([{ path: 'a.sh', after: '#!/bin/sh\n', newMode: '100644' }], { modes: 'unknown' }), []);
  });
});
