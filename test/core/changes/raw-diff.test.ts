import assert from 'node:assert/strict';
import { type EntryPatch, diffParser } from '../../../src/core/changes/patch-hunks.js';
import { decodePath, quotedPath } from '../../../src/core/changes/path-bytes.js';
import type { RawEntry } from '../../../src/core/changes/raw-diff.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const zeros = '0'.repeat(40);
const ones = '1'.repeat(40);
const twos = '2'.repeat(40);
const raw = (modes: string, status: string, ...paths: string[]): string => `:${modes} ${ones} ${twos} ${status}\0${paths.join('\0')}\0`;

/** Parses the whole at once, and again in pieces of every small size: where a chunk ends must make no difference. */
function parseAll(whole: Buffer): { raw: RawEntry; patch: EntryPatch }[] {
  const inPieces = (size: number): { raw: RawEntry; patch: EntryPatch }[] => {
    const parser = diffParser();
    for (let at = 0; at < whole.length; at += size) parser.push(whole.subarray(at, at + size));
    return parser.end();
  };
  const found = inPieces(whole.length || 1);
  for (const size of [1, 2, 3, 7, 16, 31]) assert.deepEqual(inPieces(size), found, `in pieces of ${size}`);
  return found;
}

const parse = (list: string, patch: string): EntryPatch[] => parseAll(bytes(`${list}\0${patch}`)).map((entry) => entry.patch);
const entriesOf = (list: string): RawEntry[] => parseAll(bytes(list)).map((entry) => entry.raw);

describe('raw diff', () => {
  it('reads modes, ids and both paths of a rename', () => {
    const entries = entriesOf(raw('100644 100755', 'R090', 'old name', 'new\nname'));
    assert.equal(entries.length, 1);
    const { path, oldPath, ...rest } = entries[0]!;
    assert.equal(decodePath(path).path, 'new\nname');
    assert.equal(decodePath(oldPath!).path, 'old name');
    assert.deepEqual(rest, { status: 'R', oldMode: '100644', newMode: '100755', oldId: ones, newId: twos });
  });

  it('leaves out the side that does not exist', () => {
    const entries = entriesOf(`:000000 100644 ${zeros} ${zeros} A\0a\0`);
    assert.equal('oldMode' in entries[0]!, false);
    assert.equal('oldId' in entries[0]!, false);
    assert.equal('newId' in entries[0]!, false);
    assert.equal(entries[0]!.newMode, '100644');
  });

  it('takes nothing for no changes', () => assert.deepEqual(entriesOf(''), []));

  for (const broken of [`:100644 100644 ${ones}`, raw('100644 100644', 'Z', 'a'), `:100644 100644 ${ones} ${twos} M\0cut`]) {
    it(`refuses ${JSON.stringify(broken.slice(-30))}`, () => assert.throws(() => entriesOf(broken), /git wrote/));
  }

  it('shows a name that is not UTF-8 byte by byte', () => {
    assert.deepEqual(decodePath(Uint8Array.of(0x63, 0xe9)), { path: 'cé', encoding: 'other' });
    assert.deepEqual(decodePath(new TextEncoder().encode('é')), { path: 'é', encoding: 'utf-8' });
  });

  it('quotes header names as git does', () => {
    const quoted = (name: string): string => Buffer.from(quotedPath('a/', bytes(name))).toString('latin1');
    assert.equal(quoted('plain name'), 'a/plain name');
    assert.equal(quoted('we"ird\n\t\\\x01'), '"a/we\\"ird\\n\\t\\\\\\001"');
  });
});

describe('patch hunks', () => {
  const header = (name: string): string => `diff --git a/${name} b/${name}\nindex 1..2 100644\n--- a/${name}\n+++ b/${name}\n`;

  it('reads starts and lengths, and moves empty ranges behind the line they name', () => {
    const patch = `${header('f')}@@ -2 +2,2 @@ fn()\n-a\n+b\n+c\n@@ -5,2 +6,0 @@\n-x\n-y\n@@ -9,0 +9 @@\n+z\n`;
    assert.deepEqual(parse(raw('100644 100644', 'M', 'f'), patch)[0]!.hunks, [
      { old: { startLine: 2, endLine: 2 }, new: { startLine: 2, endLine: 3 } },
      { old: { startLine: 5, endLine: 6 }, new: { startLine: 7, endLine: 6 } },
      { old: { startLine: 10, endLine: 9 }, new: { startLine: 9, endLine: 9 } },
    ]);
  });

  it('counts lines, so that content which looks like a header stays content', () => {
    const list = raw('100644 100644', 'M', 'f') + raw('100644 100644', 'M', 'g');
    const evil = `+++ b/g\n+@@ -1 +1 @@\n+diff --git a/g b/g\n`;
    const patch = `${header('f')}@@ -1,0 +2,3 @@\n${evil}${header('g')}@@ -1 +0,0 @@\n-gone\n\\ No newline at end of file\n`;
    const [f, g] = parse(list, patch);
    assert.deepEqual(f!.hunks, [{ old: { startLine: 2, endLine: 1 }, new: { startLine: 2, endLine: 4 } }]);
    assert.deepEqual(g!.hunks, [{ old: { startLine: 1, endLine: 1 }, new: { startLine: 1, endLine: 0 } }]);
  });

  it('passes over "no newline" marks between and behind the lines', () => {
    const body = '@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n';
    const list = raw('100644 100644', 'M', 'f') + raw('100644 100644', 'M', 'g');
    const [f, g] = parse(list, `${header('f')}${body}${header('g')}${body}`);
    assert.deepEqual(f, g);
    assert.equal(f!.hunks.length, 1);
  });

  it('gives entries without a patch no hunks: unmerged, mode only, and unchanged after all', () => {
    const list = raw('100644 000000', 'U', 'u\ndiff --git a/m b/m') + raw('100644 100644', 'M', 'same') + raw('100644 100755', 'M', 'm');
    const patch = `* Unmerged path u\ndiff --git a/m b/m\ndiff --git a/m b/m\nold mode 100644\nnew mode 100755\n`;
    assert.deepEqual(
      parse(list, patch).map((p) => p.hunks),
      [[], [], []],
    );
  });

  it('joins the two halves of a change between file and symlink', () => {
    const patch = `diff --git a/l b/l\ndeleted file mode 120000\n--- a/l\n+++ /dev/null\n@@ -1 +0,0 @@\n-f\n\\ No newline at end of file\ndiff --git a/l b/l\nnew file mode 100644\n--- /dev/null\n+++ b/l\n@@ -0,0 +1,2 @@\n+a\n+b\n`;
    assert.deepEqual(parse(raw('120000 100644', 'T', 'l'), patch)[0]!.hunks, [
      { old: { startLine: 1, endLine: 1 }, new: { startLine: 1, endLine: 2 } },
    ]);
  });

  it('knows binary files and LFS pointers', () => {
    const list = raw('100644 100644', 'M', 'b') + raw('100644 100644', 'M', 'p');
    const pointer = `@@ -2,2 +2,2 @@\n-oid sha256:${'a'.repeat(64)}\n-size 1\n+oid sha256:${'b'.repeat(64)}\n+size 2\n`;
    const [b, p] = parse(list, `diff --git a/b b/b\nindex 1..2 100644\nBinary files a/b and b/b differ\n${header('p')}${pointer}`);
    assert.equal(b!.binary, true);
    assert.equal(p!.pointer, true);
    assert.equal(p!.binary, false);
  });

  it('refuses a patch that does not follow its list', () => {
    assert.throws(() => parse(raw('100644 100644', 'M', 'f'), header('other')), /does not follow/);
  });

  it('refuses a patch that is cut off', () => {
    assert.throws(() => parse(raw('100644 100644', 'M', 'f'), `${header('f')}@@ -1,2 +1,2 @@\n-a\n`), /cut off/);
  });

  it('keeps nothing of a line, however long', () => {
    const parser = diffParser();
    parser.push(bytes(`${raw('100644 100644', 'M', 'f')}\0${header('f')}@@ -0,0 +1 @@\n+`));
    const chunk = Buffer.alloc(1 << 20, 'x');
    for (let i = 0; i < 64; i++) parser.push(chunk);
    parser.push(bytes('\n\\ No newline at end of file\n'));
    assert.deepEqual(parser.end()[0]!.patch.hunks, [{ old: { startLine: 1, endLine: 0 }, new: { startLine: 1, endLine: 1 } }]);
  });
});
